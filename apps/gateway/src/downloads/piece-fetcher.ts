import { type Clock, sleep } from '../net/clock.js';
import type { DownloadSource } from '@casement/contract';
import { DiskFullError } from './disk-guard.js';
import type { DownloadPiece, DownloadRecord } from './download-record.js';
import { failureInWords, passesByItself, PieceFailure } from './fetch-failure.js';
import type { PieceFolder } from './piece-folder.js';
import type { TransferEnd } from './piece-transfer.js';

/** What became of a piece; the files of a whole one are in its folder. */
export type PieceOutcome =
  | { readonly state: 'done'; readonly notes: readonly string[] }
  | { readonly state: 'none'; readonly notes: readonly string[] }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly offer: DownloadSource | null;
      readonly notes: readonly string[];
    };

/** One piece to be fetched. */
export type PieceTask = {
  readonly record: DownloadRecord;
  readonly piece: DownloadPiece;
  readonly folder: PieceFolder;
  readonly signal: AbortSignal;
  /** Why nothing comes, in words; null: something comes again. */
  readonly waiting: (reason: string | null) => void;
  /** So many bytes of this attempt came; -1: it begins anew. */
  readonly onBytes: (bytes: number | 'anew') => void;
};

/** Options of {@link fetchPiece}. */
export type FetchOptions = {
  readonly clock: Clock;
  /** One attempt. @throws what `failureInWords` knows, {DiskFullError}, and the signal's reason */
  readonly transfer: (task: PieceTask) => Promise<TransferEnd>;
  /** @throws {DiskFullError} */
  readonly requireRoom: (bytes: number) => Promise<void>;
};

/** After "excessive concurrent processing" (E.4); the last one repeats. */
const busyPausesMs = [10_000, 20_000, 40_000];
/** After anything else. */
const failurePausesMs = [5_000, 10_000, 20_000, 40_000, 60_000];
/** Somebody may make room at any time. */
const diskPauseMs = 5_000;

/** So much more than it had. */
const moreBytes = 16 * 1024 * 1024;

const codecWords =
  'the recorder cannot make MP4 of this recording (status 2: JPEG recordings, for example); ' +
  'the gateway can pull its pictures as in playback instead';

/**
 * Fetches a piece, however often that takes: a recorder that is busy or not there and a disk that is full are waited for,
 * whatever else goes wrong is tried five times more.
 *
 * @throws the signal's reason, and mistakes of ours
 */
export async function fetchPiece(task: PieceTask, options: FetchOptions): Promise<PieceOutcome> {
  const { clock, requireRoom } = options;
  let busy = 0;
  let failures = 0;
  let outages = 0;
  /** What a disk had room for, and was not enough. */
  let tooLittle = 0;
  let received = 0;
  const counted: PieceTask = {
    ...task,
    onBytes: (bytes) => {
      received = bytes === 'anew' ? 0 : received + bytes;
      task.onBytes(bytes);
    },
  };
  for (;;) {
    try {
      // Without that, a disk that is too small for the piece would have it fetched again and again.
      await requireRoom(tooLittle);
      const outcome = judge(await attempt(counted, options), task.folder);
      if (outcome !== 'busy') {
        return outcome;
      }
      const pauseMs = busyPausesMs[Math.min(busy, busyPausesMs.length - 1)] ?? 0;
      busy += 1;
      task.waiting(
        `the recorder makes too many downloads at once (status 3); asked again after ${pauseMs / 1000} s`,
      );
      await sleep(clock, pauseMs, task.signal);
    } catch (error) {
      task.signal.throwIfAborted();
      if (error instanceof DiskFullError) {
        task.waiting(error.message);
        await task.folder.discard();
        tooLittle = Math.max(tooLittle, received > 0 ? received + moreBytes : 0);
        counted.onBytes('anew');
        await sleep(clock, diskPauseMs, task.signal);
        continue;
      }
      const reason = failureInWords(error);
      if (reason === undefined) {
        throw error;
      }
      const isOutage = passesByItself(error);
      const pauseMs = isOutage
        ? failurePausesMs[Math.min(outages, failurePausesMs.length - 1)]
        : failurePausesMs[failures];
      outages += isOutage ? 1 : 0;
      failures += isOutage ? 0 : 1;
      if (pauseMs === undefined) {
        return { state: 'failed', reason, offer: null, notes: [] };
      }
      task.waiting(`${reason}; tried again after ${pauseMs / 1000} s`);
      await sleep(clock, pauseMs, task.signal);
    }
  }
}

async function attempt(task: PieceTask, { transfer }: FetchOptions): Promise<TransferEnd> {
  task.onBytes('anew');
  await task.folder.begin();
  const end = await transfer(task);
  await task.folder.abandon();
  return end;
}

/** What an answer means. @throws {PieceFailure} it has to be fetched again */
function judge({ end, notes }: TransferEnd, folder: PieceFolder): PieceOutcome | 'busy' {
  switch (end) {
    case 'complete':
      return { state: 'done', notes };
    case 'no-data':
      return folder.whole.length === 0
        ? { state: 'none', notes }
        : {
            state: 'done',
            notes: [...notes, 'the recorder said that nothing more is recorded in this range'],
          };
    case 'codec':
      return { state: 'failed', reason: codecWords, offer: 'gops', notes };
    case 'busy':
      return 'busy';
    case 'empty':
      throw new PieceFailure('the recorder answered without a file and without a reason');
    case 'cut':
      throw new PieceFailure('the recorder broke off in the middle of a file');
    case 'too-many-files':
      throw new PieceFailure('the recorder sent more than 1000 files of one hour');
    case 'unknown':
      throw new PieceFailure('the recorder answered with a status that is not known');
  }
}
