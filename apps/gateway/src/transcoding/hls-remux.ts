import { CommonClock, Fmp4Muxer, Mp4Remuxer } from '@casement/media';
import type { Fmp4Init, Fmp4Piece, MediaUnit } from '@casement/media';
import type { AudioFormat, MediaSupply } from '../viewing/live-cameras.js';
import type { PieceListener, RemuxInput } from '../viewing/view-conversions.js';

/** What makes the fragments: see `Conversions.remux`. */
export type RemuxThrough = 'auto' | 'muxer' | 'ffmpeg';

/** What a remultiplexing is made of. */
export type HlsRemuxInput = RemuxInput & {
  /** What makes AAC of the camera's sound. */
  readonly convertSound: () => MediaSupply<AudioFormat>;
};

/** What it works with. */
export type HlsRemuxParts = {
  readonly listener: PieceListener;
  readonly through: RemuxThrough;
  readonly ffmpegPath: string;
  readonly onBug: (error: unknown) => void;
};

/** Pictures and sound of a camera as the fragmented MP4 of HLS: taken as long as it is not closed. */
export class HlsRemux {
  readonly #input: HlsRemuxInput;
  readonly #parts: HlsRemuxParts;
  readonly #clock = new CommonClock();
  readonly #muxer: Fmp4Muxer;
  readonly #stops: (() => void)[] = [];
  readonly #stopping = new Set<Promise<void>>();
  #sound: MediaSupply<AudioFormat> | undefined;
  #stopSound: (() => void) | undefined;
  #remuxer: Mp4Remuxer | undefined;
  #isOver = false;

  constructor(input: HlsRemuxInput, parts: HlsRemuxParts) {
    this.#input = input;
    this.#parts = parts;
    const { video, audio } = input;
    // Known already: then the first initialisation segment has it.
    const known = audio?.format?.codec === 'aac' ? audio.format : undefined;
    this.#muxer = new Fmp4Muxer({ video: true, audio: known ?? audio !== undefined });
    if (audio !== undefined) {
      // Held, so that the recorder is asked for sound and its kind becomes known.
      this.#stops.push(audio.onChange(() => this.#chooseSound(audio)));
      this.#chooseSound(audio);
    }
    this.#stops.push(video.units({ unit: (unit) => this.#unit(unit) }));
  }

  /** Ends it; nothing is told afterwards. Resolves when no process runs any more. Idempotent. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#stops.splice(0).forEach((stop) => stop());
    this.#stopSound?.();
    this.#stopSound = undefined;
    this.#endRemuxer();
    await Promise.all(this.#stopping);
  }

  /** AAC is taken as it comes, and so is what is not known yet. */
  #chooseSound(audio: MediaSupply<AudioFormat>): void {
    const codec = audio.format?.codec;
    const isUntouched = codec === undefined || codec === 'aac';
    const wanted = isUntouched ? audio : this.#input.convertSound();
    if (wanted === this.#sound || this.#isOver) {
      return;
    }
    this.#sound = wanted;
    const before = this.#stopSound;
    this.#stopSound = wanted.units({
      unit: (unit) => {
        if (unit.codec === 'aac' && this.#sound === wanted) {
          this.#unit(unit);
        }
      },
    });
    before?.();
  }

  #unit(unit: MediaUnit): void {
    if (this.#isOver) {
      return;
    }
    try {
      // Arrival times are of a clock that begins with the process: never below 0.
      const timeMs = Math.max(0, this.#clock.place(unit));
      for (const piece of this.#muxer.push(unit, timeMs)) {
        this.#piece(piece);
      }
    } catch (error) {
      // Readers would wait for ever for what follows.
      this.#isOver = true;
      this.#parts.onBug(error);
      this.#parts.listener.ended('the stream cannot be made');
    }
  }

  #piece(piece: Fmp4Piece): void {
    if (this.#parts.through !== 'ffmpeg') {
      this.#parts.listener.piece(piece);
    } else if (piece.kind === 'init') {
      this.#begin(piece);
    } else {
      this.#remuxer?.push(piece);
    }
  }

  #begin(init: Fmp4Init): void {
    this.#endRemuxer();
    const { ffmpegPath, listener } = this.#parts;
    const remuxer: Mp4Remuxer = new Mp4Remuxer(init, {
      ffmpegPath,
      onPiece: (piece) => {
        if (this.#remuxer === remuxer) {
          listener.piece(piece);
        }
      },
      onEnd: ({ outcome, reason }) => {
        if (this.#remuxer === remuxer && outcome !== 'stopped') {
          this.#remuxer = undefined;
          listener.ended(reason);
        }
      },
    });
    this.#remuxer = remuxer;
  }

  #endRemuxer(): void {
    const remuxer = this.#remuxer;
    this.#remuxer = undefined;
    if (remuxer) {
      const stopped = remuxer.stop().finally(() => this.#stopping.delete(stopped));
      this.#stopping.add(stopped);
    }
  }
}
