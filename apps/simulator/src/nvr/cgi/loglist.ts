import type { NvrRequest } from '@casement/protocol';
import { spoilLogPage } from '../../faults/spoil-lists.js';
import { htmlPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import { errorLog, eventLog, writeLogPage } from '../playback/recorder-log.js';
import type { Recorder } from '../recorder.js';

/** `loglist.cgi`: the error log or the event log in local time (5.1.1, 5.1.2). */
export function answerLoglist(
  recorder: Recorder,
  { command }: Extract<NvrRequest, { command: 'errorLog' | 'eventLog' }>,
): PageAnswer {
  const page =
    command === 'errorLog'
      ? writeLogPage(recorder, 'error', errorLog(recorder))
      : writeLogPage(recorder, 'event', eventLog(recorder));
  const defect = recorder.faults.take('log-defect');
  return htmlPage(defect === undefined ? page : spoilLogPage(defect.form, page));
}
