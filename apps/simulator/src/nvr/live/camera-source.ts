import { H264Payloader } from '@casement/media';
import type { Clock } from '../../clock.js';
import { PictureClock } from './picture-clock.js';
import { packetizePicture } from './rtp-picture.js';
import type { RtpExtensionPolicy, RtpPicture } from './rtp-picture.js';

/** What a camera shows: coded pictures that repeat, each with the time it was taken written into it. */
export type PictureSource = {
  readonly fps: number;
  readonly pictureCount: number;
  readonly picturesPerGop: number;
  readonly picture: (index: number, wallClockMs: number, counter: number) => readonly Uint8Array[];
};

/** What a camera source needs. */
export type CameraSourceOptions = {
  /** The usual pictures. */
  readonly main: PictureSource;
  /** The pictures of the other size, when the camera has one; same rate and GOP length. */
  readonly other: PictureSource | undefined;
  /** Whether the other size is wanted; asked at each random access picture. */
  readonly wantsOther: () => boolean;
  /** Whether the camera is there; a picture that is due meanwhile does not exist. */
  readonly isConnected: () => boolean;
  readonly extensionPolicy: RtpExtensionPolicy;
  /** The recorder's TLVs of a moment of its clock. */
  readonly extensionAt: (recorderMs: number) => Uint8Array;
  /** What the recorder's clock showed at a moment of `clock`. */
  readonly toRecorderMs: (ms: number) => number;
  readonly clock: Clock;
  /** When picture 0 was taken, on `clock`. */
  readonly startMs: number;
};

/** Takes pictures as they are taken. */
export type PictureSink = (picture: RtpPicture) => void;

const ticksPerSecond = 90_000;

/**
 * One camera: takes pictures at its own pace while somebody watches, packetizes each one once, and hands
 * it to every stream. Streams join wherever the camera is, as with the real recorder.
 */
export class CameraSource {
  readonly #options: CameraSourceOptions;
  readonly #clock: PictureClock;
  readonly #payloader = new H264Payloader();
  readonly #sinks = new Set<PictureSink>();
  #timer: NodeJS.Timeout | undefined;
  #showsOther = false;
  #pictures = 0;

  constructor(options: CameraSourceOptions) {
    const { fps, picturesPerGop } = options.main;
    this.#options = options;
    this.#clock = new PictureClock({ fps, picturesPerGop, startMs: options.startMs });
  }

  /** Pictures taken and pictures left out after stalls of this process. */
  get statistics(): { readonly pictures: number; readonly skipped: number } {
    return { pictures: this.#pictures, skipped: this.#clock.skipped };
  }

  /** Hands every picture from the next one on to the sink, until the returned function is called. */
  watch(sink: PictureSink): () => void {
    this.#sinks.add(sink);
    if (this.#timer === undefined) {
      this.#clock.resume(this.#options.clock.nowMs());
      this.#schedule();
    }
    return () => {
      this.#sinks.delete(sink);
      if (this.#sinks.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    };
  }

  #schedule(): void {
    const waitMs = this.#clock.waitMs(this.#options.clock.nowMs());
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }

  #run(): void {
    const { clock } = this.#options;
    let number = this.#clock.pull(clock.nowMs());
    while (number !== undefined) {
      this.#take(number);
      number = this.#clock.pull(clock.nowMs());
    }
    if (this.#sinks.size > 0) {
      this.#schedule();
    }
  }

  #take(number: number): void {
    if (!this.#options.isConnected()) {
      return;
    }
    const picture = this.#packetize(number);
    this.#pictures += 1;
    for (const sink of this.#sinks) {
      sink(picture);
    }
  }

  #packetize(number: number): RtpPicture {
    const { main, other, wantsOther, extensionAt, extensionPolicy, toRecorderMs } = this.#options;
    const randomAccess = number % main.picturesPerGop === 0;
    if (randomAccess) {
      this.#showsOther = other !== undefined && wantsOther();
    }
    const shown = this.#showsOther && other !== undefined ? other : main;
    const recorderMs = toRecorderMs(this.#clock.dueMs(number));
    return packetizePicture(
      {
        number,
        ticks: Math.round((number * ticksPerSecond) / main.fps),
        randomAccess,
        nalUnits: shown.picture(number % shown.pictureCount, recorderMs, number),
        extension: extensionAt(recorderMs),
        extensionPolicy,
      },
      this.#payloader,
    );
  }
}
