import { serializeProductInfo } from '@casement/protocol';
import { recorderMac } from '../../alarms/device-mac.js';
import { errorPage, htmlPage, textPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { CgiRequest, CgiTarget } from '../cgi-request.js';
import type { Recorder } from '../recorder.js';

/** Real devices put an empty line behind it (A29). */
const byteOrderMark = '\ufeff\r\n';

/** `getinfo`: the recorder's MAC, by which receivers of its alarms know it (alarm protocol 4, A29). */
export function answerGetinfo(
  { scenario }: Recorder,
  { method }: CgiRequest,
  { query }: CgiTarget,
): PageAnswer {
  const { model, productInfo } = scenario.recorder;
  const { style, answers, version } = productInfo;
  const asked = query === 'FILE=1' ? 'file' : 'bare';
  if (method !== 'GET' || (answers !== 'both' && answers !== asked)) {
    return errorPage(404, 'The requested file was not found.');
  }
  const info = { mac: recorderMac(scenario), version, name: model, further: new Map() };
  switch (style) {
    case 'document':
      return htmlPage(serializeProductInfo(info));
    case 'marked':
      return htmlPage(byteOrderMark + serializeProductInfo(info));
    case 'plain':
      return textPage(serializeProductInfo(info, { html: false }));
  }
}
