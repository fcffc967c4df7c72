import type { Fmp4Init, Fmp4Piece } from '../fmp4/fmp4-piece.js';
import { remuxCommand } from './conversion-commands.js';
import { FfmpegStream } from './ffmpeg-stream.js';
import type { FfmpegStreamEnd } from './ffmpeg-stream.js';
import { Mp4Splitter } from './mp4-splitter.js';

/** What an {@link Mp4Remuxer} works with. */
export type Mp4RemuxerOptions = {
  readonly ffmpegPath: string;
  /** Length of its fragments, in milliseconds. Default 200. */
  readonly fragmentMs?: number;
  /** Takes the initialisation segment, then fragments. */
  readonly onPiece: (piece: Fmp4Piece) => void;
  /** Called once; nothing comes afterwards, and no process is left. */
  readonly onEnd: (end: FfmpegStreamEnd) => void;
  /** See `FfmpegStreamOptions`. */
  readonly hangMs?: number;
};

/**
 * Fragmented MP4 of one initialisation segment through one ffmpeg: pictures and sound are copied into fragments of a
 * fraction of a second, as HLS wants them. Times stay as they are.
 */
export class Mp4Remuxer {
  readonly #stream: FfmpegStream;
  #waitsForKeyFrame = true;
  /** ffmpeg counts from 0. */
  #startMs: number | undefined;
  #dropped = 0;

  /** @param init what the fragments are of; another one needs another remuxer */
  constructor(init: Fmp4Init, options: Mp4RemuxerOptions) {
    const { ffmpegPath, fragmentMs = 200, onPiece, onEnd, hangMs } = options;
    const splitter = new Mp4Splitter({
      init: (bytes) => onPiece({ ...init, bytes }),
      fragment: (fragment) =>
        onPiece({ ...fragment, timeMs: fragment.timeMs + (this.#startMs ?? 0) }),
    });
    this.#stream = new FfmpegStream({
      ffmpegPath,
      command: remuxCommand(fragmentMs),
      onOutput: (bytes) => splitter.push(bytes),
      onEnd,
      ...(hangMs !== undefined && { hangMs }),
    });
    this.#stream.write(init.bytes);
  }

  get pid(): number | undefined {
    return this.#stream.pid;
  }

  get cpuSeconds(): number | undefined {
    return this.#stream.cpuSeconds;
  }

  /** Fragments that ffmpeg was too slow for, and those that need them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a fragment. */
  push({ bytes, track, randomAccess, timeMs }: Extract<Fmp4Piece, { kind: 'fragment' }>): void {
    const isPicture = track === 'video';
    if (isPicture && this.#waitsForKeyFrame && !randomAccess) {
      this.#dropped += 1;
      return;
    }
    const isTaken = this.#stream.write(bytes);
    this.#startMs ??= timeMs;
    this.#dropped += isTaken ? 0 : 1;
    this.#waitsForKeyFrame = isPicture ? !isTaken : this.#waitsForKeyFrame;
  }

  /** Nothing more goes in; what is inside still comes out. */
  end(): void {
    this.#stream.end();
  }

  /** Resolves when no process runs any more. */
  stop(): Promise<void> {
    return this.#stream.stop();
  }
}
