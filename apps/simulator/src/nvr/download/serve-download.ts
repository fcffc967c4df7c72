import type { ServerResponse } from 'node:http';
import { spoilParts } from '../../faults/spoil-download.js';
import type { Line } from '../../net/line.js';
import type { LiveAnswer, PageAnswer } from '../answer.js';
import { multipartContentType } from '../live/multipart-form.js';
import { currentStyle } from '../live/open-stream.js';
import type { Recorder } from '../recorder.js';
import type { UidSession } from '../uid-session.js';
import type { DownloadEntry, DownloadOutcome } from './download-desk.js';
import { downloadContentType } from './download-part.js';
import type { DownloadPart } from './download-part.js';
import { DownloadTransfer } from './download-transfer.js';

/** A download that is answered. */
export type ServedDownload = {
  readonly recorder: Recorder;
  readonly session: UidSession;
  readonly entry: DownloadEntry;
  /** Its parts, made as they are needed until the signal says that nobody wants them. */
  readonly parts: (signal: AbortSignal) => AsyncIterable<DownloadPart>;
};

/** The answer to a range of no length: multipart without a part (B69). */
export function emptyDownload({ faults }: Recorder): PageAnswer {
  const contentType = downloadContentType(multipartContentType(currentStyle(faults)));
  return { kind: 'page', status: 200, headers: [['Content-Type', contentType]], body: '' };
}

/** The answer with the parts of a download (6.3.1). When its UID ends, it ends in the middle. */
export function serveDownload(served: ServedDownload): LiveAnswer {
  const style = currentStyle(served.recorder.faults);
  return {
    kind: 'live',
    contentType: downloadContentType(multipartContentType(style)),
    open: (response, line) => openDownload(served, response, line, style),
  };
}

function openDownload(
  { recorder, session, entry, parts }: ServedDownload,
  response: ServerResponse,
  line: Line,
  style: ReturnType<typeof currentStyle>,
): () => void {
  const defect = recorder.faults.take('download-defect', { camera: entry.camera });
  const transfer = new DownloadTransfer({
    ...{ response, line, style, defect },
    headers: recorder.scenario.downloads.headers,
    pace: recorder.downloadPace,
    onBytes: (bytes) => recorder.downloads.count(entry, bytes),
    onPart: ({ previousName }) => {
      entry.files += previousName === '' ? 0 : 1;
    },
  });
  const end = (outcome: Exclude<DownloadOutcome, 'running'>): void => {
    recorder.downloads.end(entry, outcome);
    leave();
    transfer.stop();
  };
  const leave = session.startDownload(() => end('uid-ended'));
  transfer.send(spoilParts(defect?.form, parts(transfer.signal))).then(
    (isWhole) => end(isWhole ? 'whole' : 'broken'),
    (error: unknown) => {
      end('broken');
      response.destroy(error instanceof Error ? error : undefined);
    },
  );
  return () => end('hung-up');
}
