import { maskUid } from '@casement/protocol';
import { errorPage } from '../answer.js';
import type { Answer } from '../answer.js';
import type { DownloadOrder } from '../download/download-desk.js';
import { downloadParts, downloadStatuses, emptyPart } from '../download/download-part.js';
import type { DownloadPart } from '../download/download-part.js';
import { judgeRange } from '../download/download-range.js';
import type { DownloadRange } from '../download/download-range.js';
import type { DownloadRequest } from '../download/download-request.js';
import { firstGopIn, makeFiles } from '../download/make-files.js';
import { mp4SoundOf } from '../download/mp4-sound.js';
import { emptyDownload, serveDownload } from '../download/serve-download.js';
import type { RecorderCamera } from '../recorder-camera.js';
import type { Recorder } from '../recorder.js';
import type { UidSession } from '../uid-session.js';

/**
 * `httpdl.cgi`: files of up to an hour of a camera's recordings, as multipart (6.3). A UID downloads one thing at a time and
 * does nothing else meanwhile; nobody documents what happens otherwise.
 */
export function answerDownload(
  recorder: Recorder,
  session: UidSession,
  request: DownloadRequest,
): Answer {
  const camera = recorder.cameras.get(request.camera);
  if (camera === undefined || camera.connection === 'unregistered') {
    return errorPage(400, `Camera ${request.camera} is not registered.`);
  }
  if (session.streams.size > 0 || session.isPlaying) {
    return errorPage(400, 'This UID streams live or plays; use another one for downloads.');
  }
  if (session.isDownloading) {
    return errorPage(503, 'This UID downloads already.');
  }
  const range = judgeRange(request, recorder.scenario.downloads.time, recorder.recorderClock);
  switch (range.kind) {
    case 'refused':
      return errorPage(400, range.reason);
    case 'empty':
      return emptyDownload(recorder);
    case 'range':
      return answerRange(recorder, session, camera, {
        uid: maskUid(request.uid),
        kind: request.kind,
        camera: camera.number,
        range: { fromMs: range.fromMs, toMs: range.toMs },
        status: statusOf(recorder, camera, request.kind, range),
      });
  }
}

/** The status that is told at once; 3 comes before anything is looked for (B68). */
function statusOf(
  { faults, downloads }: Recorder,
  { number, timeline }: RecorderCamera,
  kind: DownloadRequest['kind'],
  range: DownloadRange,
): number {
  const forced = faults.take('download-status', { camera: number });
  if (forced !== undefined) {
    return forced.status;
  }
  if (downloads.isFull) {
    return downloadStatuses.busy;
  }
  const first = firstGopIn(timeline, range);
  if (first === undefined) {
    return downloadStatuses.noData;
  }
  const isMp4 = kind === 'MP4' || kind === 'MP4VO';
  return isMp4 && first.source.codec === 'jpeg' ? downloadStatuses.codec : downloadStatuses.normal;
}

/** The status alone, or the files. */
function answerRange(
  recorder: Recorder,
  session: UidSession,
  { timeline, number, recordedSound, scenario }: RecorderCamera,
  order: DownloadOrder,
): Answer {
  if (order.status !== downloadStatuses.normal || timeline === undefined) {
    const entry = recorder.downloads.refuse(order);
    return serveDownload({ recorder, session, entry, parts: () => onePart(order.status) });
  }
  const entry = recorder.downloads.begin(order);
  const { downloads } = recorder.scenario;
  const parts = (signal: AbortSignal): AsyncIterable<DownloadPart> => {
    const files = makeFiles({
      kind: order.kind,
      range: order.range,
      timeline,
      scenario: downloads,
      source: {
        camera: number,
        clock: recorder.recorderClock,
        sound: recordedSound,
        mp4Sound: mp4SoundOf(recordedSound, scenario.audio),
      },
      signal,
    });
    return downloadParts(files, downloads.partBytes);
  };
  return serveDownload({ recorder, session, entry, parts });
}

async function* onePart(status: number): AsyncGenerator<DownloadPart> {
  yield await Promise.resolve(emptyPart(status));
}
