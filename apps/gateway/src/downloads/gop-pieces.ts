import { Inject, Injectable } from '@nestjs/common';
import { PictureFile } from '@casement/media';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { CLOCK, type Clock } from '../net/clock.js';
import type { KeptGop } from '../playback/playback-output.js';
import { RecorderPlaybacks } from '../playback/recorder-playback.js';
import type { PlaybackLease } from '../playback/recorder-playback.js';
import { PieceFailure } from './fetch-failure.js';
import { readGops } from './gop-reader.js';
import type { PieceTask } from './piece-fetcher.js';
import { stemOf, type TransferEnd } from './piece-transfer.js';

/** A pause of the recording of that length begins another file, so that no file shows time that was not recorded. */
const newFileAfterMs = 10_000;

/**
 * Pieces for which the recorder makes no file: their GOPs are pulled as a playback does it, at the recorder's pace, and put
 * into MP4 here. Sound is left out.
 */
@Injectable()
export class GopPieces {
  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly recorders: RecorderPlaybacks,
  ) {}

  /** One attempt. @throws {PieceFailure} and what the lease, ffmpeg and the disk throw */
  async transfer(task: PieceTask, requireRoom: () => Promise<void>): Promise<TransferEnd> {
    const { record, piece, signal, waiting } = task;
    const recorder = this.recorders.find(record.recorder);
    if (recorder === undefined) {
      throw new PieceFailure(`there is no recorder "${record.recorder}" now`);
    }
    const lease = await recorder.lease({ lost: () => undefined, waiting }, signal);
    waiting(null);
    const files = new GopFiles(task, this.config.transcoding.ffmpegPath ?? ffmpegOfMachine());
    try {
      await lease.control({ command: 'mask', cameras: [piece.camera] }, { signal });
      await this.#pull(lease, task, files, requireRoom);
      await files.close();
      return { end: files.count === 0 ? 'no-data' : 'complete', notes: files.notes };
    } finally {
      await files.abandon();
      await lease.release(piece.endMs);
    }
  }

  async #pull(
    lease: PlaybackLease,
    { record, piece, signal, onBytes }: PieceTask,
    files: GopFiles,
    requireRoom: () => Promise<void>,
  ): Promise<void> {
    const { recorder } = record;
    const { camera, startMs, endMs } = piece;
    const note = (words: string): void => files.note(words);
    const range = { recorder, camera, startMs, endMs };
    for await (const gop of readGops({ ...range, lease, clock: this.clock, signal, note })) {
      onBytes(gop.bytes);
      await requireRoom();
      await files.push(gop);
    }
  }
}

/** The MP4 files of one piece: another one wherever pictures change their kind, or time is missing. */
class GopFiles {
  readonly #task: PieceTask;
  readonly #ffmpegPath: string;
  readonly #notes = new Set<string>();
  #open: { readonly file: PictureFile; readonly name: string; readonly kind: string } | undefined;
  /** Time of the last picture that was written. */
  #lastMs = 0;
  count = 0;

  constructor(task: PieceTask, ffmpegPath: string) {
    this.#task = task;
    this.#ffmpegPath = ffmpegPath;
  }

  get notes(): readonly string[] {
    return [...this.#notes].slice(0, 20);
  }

  note(words: string): void {
    if (this.#notes.size < 20) {
      this.#notes.add(words);
    }
  }

  async push(gop: KeptGop): Promise<void> {
    const { piece } = this.#task;
    const pictures = gop.pictures.filter(({ timeMs }) => timeMs < piece.endMs);
    const [first] = pictures;
    // Of the first GOP what is before the range comes with it: its pictures need each other.
    if (first === undefined || first.timeMs <= this.#lastMs || gop.endMs <= piece.startMs) {
      return;
    }
    const kind = `${gop.codec} ${gop.width}x${gop.height}`;
    const isApart = first.timeMs - this.#lastMs > newFileAfterMs;
    if (isApart && this.#lastMs > 0) {
      this.note(`nothing came from ${iso(this.#lastMs)} to ${iso(first.timeMs)}`);
    }
    if (this.#open?.kind !== kind || isApart) {
      await this.close();
      this.#begin(kind, gop, first.timeMs);
    }
    for (const { timeMs, data, key } of pictures) {
      await this.#open?.file.push({ timeMs, data, key });
    }
    this.#lastMs = pictures.reduce((last, { timeMs }) => Math.max(last, timeMs), this.#lastMs);
  }

  /** What is open is whole. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) {
      await open.file.end();
      await this.#task.folder.adopt(open.name);
      this.count += 1;
    }
  }

  /** What is open will never be whole. Idempotent. */
  async abandon(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.stop();
  }

  #begin(kind: string, { codec, width, height }: KeptGop, startMs: number): void {
    const { piece, folder } = this.#task;
    const name = `${stemOf({ ...piece, startMs })}${this.count === 0 ? '' : `-${this.count}`}.mp4`;
    const file = new PictureFile({
      ffmpegPath: this.#ffmpegPath,
      target: folder.pathOf(name),
      codec,
      width,
      height,
    });
    this.#open = { file, name, kind };
  }
}

function ffmpegOfMachine(): string {
  return process.env['CASEMENT_FFMPEG'] ?? 'ffmpeg';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
