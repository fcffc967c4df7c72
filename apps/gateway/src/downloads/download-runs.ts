import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { CLOCK, type Clock } from '../net/clock.js';
import type { RecorderZone } from '../recorders/recorder-zone.js';
import { DiskGuard, FREE_BYTES, type FreeBytes } from './disk-guard.js';
import type { DownloadJob } from './download-job.js';
import type { DownloadPiece, StoredFile } from './download-record.js';
import { DownloadStore } from './download-store.js';
import { rangesOfFiles } from './file-ranges.js';
import { GopPieces } from './gop-pieces.js';
import { KnownDensities } from './known-densities.js';
import { mp4DurationMs } from './mp4-duration.js';
import { fetchPiece, type PieceOutcome, type PieceTask } from './piece-fetcher.js';
import { PieceFolder, type WholeFile } from './piece-folder.js';
import { RecorderDownloads } from './recorder-downloads.js';
import { RecorderLane } from './recorder-lane.js';
import { transferFromRecorder } from './recorder-transfer.js';
import type { TransferEnd } from './piece-transfer.js';

const gb = 1e9;
const utc: RecorderZone = { kind: 'named', name: 'UTC' };

type Run = {
  readonly job: DownloadJob;
  readonly piece: DownloadPiece;
  readonly signal: AbortSignal;
};

/** What the runs tell their owner. */
export type RunListener = {
  /** A download is shown otherwise than before. */
  readonly changed: (job: DownloadJob) => void;
  /** Nothing of it is open or under way any more. */
  readonly through: (job: DownloadJob) => Promise<void>;
  /** All downloads, oldest first. */
  readonly jobs: () => readonly DownloadJob[];
};

/** Fetches the pieces of all downloads: so many at a time from each recorder, one download after the other in turns. */
@Injectable()
export class DownloadRuns {
  readonly #logger = new Logger('Downloads');
  readonly #lanes = new Map<string, RecorderLane<Run>>();
  readonly guard: DiskGuard;
  readonly densities = new KnownDensities();
  #turns = 0;
  #listener: RunListener | undefined;
  #counts = { bytes: 0, pieces: 0, failures: 0 };

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(FREE_BYTES) freeBytes: FreeBytes,
    private readonly store: DownloadStore,
    private readonly recorders: RecorderDownloads,
    private readonly gops: GopPieces,
  ) {
    const { dir, maxGb, reserveGb } = config.downloads;
    this.guard = new DiskGuard({
      folder: dir,
      freeBytes,
      reserveBytes: reserveGb * gb,
      maxBytes: maxGb * gb,
      usedBytes: () => this.#jobs().reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }

  /** Since the start: bytes from recorders, pieces that are through, and those given up. */
  get counts(): { readonly bytes: number; readonly pieces: number; readonly failures: number } {
    return this.#counts;
  }

  /** Transfers that run. */
  get running(): number {
    return [...this.#lanes.values()].reduce((sum, { running }) => sum + running, 0);
  }

  listen(listener: RunListener): void {
    this.#listener = listener;
  }

  /** Where the files of a download are. Its id is made here and has no other characters than `0-9a-f-`. */
  folderOf(id: string): string {
    return join(this.config.downloads.dir, id);
  }

  /** There may be something to fetch from this recorder. Downloads take turns, so that a short one need not wait for a long one. */
  poke(recorder: string): void {
    let lane = this.#lanes.get(recorder);
    if (lane === undefined) {
      lane = new RecorderLane({
        places: this.config.downloads.perRecorder,
        next: () => this.#next(recorder),
        run: (run) => this.#run(run),
      });
      this.#lanes.set(recorder, lane);
    }
    lane.poke();
  }

  /** Begins nothing more; resolves when nothing runs. What was under way is fetched again after the next start. */
  async close(): Promise<void> {
    const ends = [...this.#lanes.values()].map((lane) => lane.close());
    for (const job of this.#jobs()) {
      job.abort(new Error('the gateway is shutting down'));
    }
    await Promise.all(ends);
  }

  #jobs(): readonly DownloadJob[] {
    return this.#listener?.jobs() ?? [];
  }

  #next(recorder: string): Run | undefined {
    const [job] = this.#jobs()
      .filter((each) => each.record.recorder === recorder && each.nextPiece !== undefined)
      .sort((a, b) => a.turn - b.turn);
    const piece = job?.nextPiece;
    if (job === undefined || piece === undefined) {
      return undefined;
    }
    this.#turns += 1;
    const signal = job.begin(piece, this.#turns);
    this.#listener?.changed(job);
    return { job, piece, signal };
  }

  async #run({ job, piece, signal }: Run): Promise<void> {
    const folder = new PieceFolder(join(this.folderOf(job.id), `work-${piece.number}`));
    try {
      await mkdir(this.folderOf(job.id), { recursive: true, mode: 0o700 });
      const outcome = await this.#fetch(job, piece, folder, signal);
      await job.alone(() => this.#settle(job, piece, folder, outcome));
    } catch (error) {
      if (!signal.aborted) {
        this.#logger.error({ err: error, msg: `piece ${piece.number} of download ${job.id}` });
        await job
          .alone(() => this.#settle(job, piece, folder, bug))
          .catch((err: unknown) => {
            this.#logger.error({ err, msg: `download ${job.id} could not be written down` });
            // Whatever is wrong with the database, it is not tried again and again.
            job.change({ state: 'failed', reason: bug.reason });
          });
      }
    } finally {
      await folder
        .discard()
        .catch((err: unknown) => this.#logger.warn({ err, msg: 'work folder' }));
      job.end(piece.number);
    }
    this.#listener?.changed(job);
    if (job.isActive && job.isThrough) {
      await this.#listener?.through(job).catch((err: unknown) => {
        this.#logger.error({ err, msg: `download ${job.id} could not be finished` });
        // A full disk, for example: its owner tries again.
        job.change({ state: 'waiting', reason: 'its manifest could not be written; tried again' });
        this.#listener?.changed(job);
      });
    }
  }

  #fetch(
    job: DownloadJob,
    piece: DownloadPiece,
    folder: PieceFolder,
    signal: AbortSignal,
  ): Promise<PieceOutcome> {
    const task: PieceTask = {
      record: job.record,
      piece,
      folder,
      signal,
      waiting: (reason) => {
        if (job.waiting(piece.number, reason)) {
          this.#listener?.changed(job);
        }
      },
      onBytes: (bytes) => {
        job.received(piece.number, bytes);
        this.#counts.bytes += bytes === 'anew' ? 0 : bytes;
        this.#listener?.changed(job);
      },
    };
    return fetchPiece(task, {
      clock: this.clock,
      requireRoom: (bytes) => this.guard.requireRoom(bytes),
      transfer: (each) => this.#transfer(each),
    });
  }

  #transfer(task: PieceTask): Promise<TransferEnd> {
    const requireRoom = (): Promise<void> => this.guard.requireRoom(0);
    return task.record.source === 'gops'
      ? this.gops.transfer(task, requireRoom)
      : transferFromRecorder(task, this.recorders, requireRoom);
  }

  async #settle(
    job: DownloadJob,
    piece: DownloadPiece,
    folder: PieceFolder,
    outcome: PieceOutcome,
  ): Promise<void> {
    const whole =
      outcome.state === 'done'
        ? await folder.publish(this.folderOf(job.id), (name) => isTaken(job, name))
        : [];
    const files = await this.#stored(job, piece, whole);
    const settled: DownloadPiece = {
      ...piece,
      state: outcome.state,
      reason: outcome.state === 'failed' ? outcome.reason : null,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      notes: outcome.notes,
    };
    await this.store.settlePiece(job.id, settled, files);
    job.settle(settled, files);
    if (outcome.state === 'failed' && outcome.offer !== null) {
      job.change({ offer: outcome.offer });
    }
    this.#counts.pieces += 1;
    this.#counts.failures += outcome.state === 'failed' ? 1 : 0;
  }

  /** What is to be written down of files that are whole and in their place. */
  async #stored(
    job: DownloadJob,
    piece: DownloadPiece,
    whole: readonly WholeFile[],
  ): Promise<readonly StoredFile[]> {
    const folder = this.folderOf(job.id);
    const files = await Promise.all(
      whole.map(async (file) => ({ ...file, durationMs: await durationOf(folder, file.name) })),
    );
    const zone = this.recorders.find(job.record.recorder)?.zone ?? utc;
    const ranges = rangesOfFiles(files, piece, zone);
    const { number, camera, startMs, endMs } = piece;
    return files.map((file, index) => {
      const range = ranges[index] ?? { fromMs: startMs, toMs: endMs };
      return { ...file, ...range, piece: number, camera };
    });
  }
}

const bug = {
  state: 'failed',
  reason: 'a mistake of the gateway; its log has the details',
  offer: null,
  notes: [],
} as const;

async function durationOf(folder: string, name: string): Promise<number | null> {
  return name.endsWith('.mp4') ? await mp4DurationMs(join(folder, name)) : null;
}

function isTaken(job: DownloadJob, name: string): boolean {
  return job.files.some((file) => file.name.toLowerCase() === name.toLowerCase());
}
