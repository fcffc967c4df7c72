import { PieceFailure } from './fetch-failure.js';
import type { PieceTask } from './piece-fetcher.js';
import { kindOfFormat, receivePiece, type TransferEnd } from './piece-transfer.js';
import type { RecorderDownloads } from './recorder-downloads.js';

/**
 * One attempt to have the recorder make files of a piece (NVR v1.4R1 6.3), on a UID of its own.
 *
 * @throws {PieceFailure} there is no such recorder now; and what its answer, the folder and the disk throw
 */
export async function transferFromRecorder(
  { record, piece, folder, signal, waiting, onBytes }: PieceTask,
  recorders: RecorderDownloads,
  requireRoom: () => Promise<void>,
): Promise<TransferEnd> {
  const recorder = recorders.find(record.recorder);
  if (recorder === undefined) {
    throw new PieceFailure(`there is no recorder "${record.recorder}" now`);
  }
  const lease = await recorder.lease(waiting, signal);
  const kind = kindOfFormat[record.format];
  const { camera, startMs, endMs } = piece;
  const through = new AbortController();
  try {
    waiting(null);
    const within = AbortSignal.any([signal, through.signal]);
    const answer = await lease.open({ kind, camera, startMs, endMs }, within);
    return await receivePiece(answer, { kind, piece, folder, onBytes, requireRoom });
  } finally {
    // The recorder may have left its answer open behind the last part.
    through.abort();
    await lease.release();
  }
}
