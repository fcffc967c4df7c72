import { serializeLoginPage } from '@casement/protocol';
import { spoilLoginPage } from '../../faults/login-page-defect.js';
import { htmlPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { Recorder } from '../recorder.js';
import type { UidOwner } from '../uid-table.js';

/** `dlogin.cgi`: a new UID for somebody whose password was right (6.1.1). */
export function answerDlogin(recorder: Recorder, owner: UidOwner): PageAnswer {
  const page = serializeLoginPage(recorder.login(owner), recorder.scenario.recorder.model);
  const defect = recorder.faults.take('login-page');
  return htmlPage(defect === undefined ? page : spoilLoginPage(page, defect.form));
}
