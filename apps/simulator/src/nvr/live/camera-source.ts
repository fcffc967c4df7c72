import { concatBytes } from '@casement/bytes';
import { H264Payloader } from '@casement/media';
import type { Clock } from '../../clock.js';
import type { PictureCodec } from '../../media/index.js';
import { H265Payloader } from './h265-payloader.js';
import { PictureClock } from './picture-clock.js';
import { packetizePicture, payloadTypes } from './rtp-picture.js';
import type { RtpExtensionPolicy, RtpPicture } from './rtp-picture.js';

/** What a camera shows: coded pictures that repeat, each with the time it was taken written into it. */
export type PictureSource = {
  /** Default `h264`. */
  readonly codec?: PictureCodec;
  readonly fps: number;
  readonly pictureCount: number;
  readonly picturesPerGop: number;
  /** Pictures by which a picture is shown later than its place in the stream; default 0. */
  readonly displayOffset?: (index: number) => number;
  /** The largest `displayOffset`. */
  readonly reorderDelay?: number;
  /** NAL units, or a JPEG as the only item. */
  readonly picture: (index: number, wallClockMs: number, counter: number) => readonly Uint8Array[];
};

/** What a camera source needs. */
export type CameraSourceOptions = {
  /** The usual pictures. */
  readonly main: PictureSource;
  /** The other pictures, when the camera has some. */
  readonly other: PictureSource | undefined;
  /** Whether the other pictures are wanted; asked at each random access picture. */
  readonly wantsOther: () => boolean;
  /** What is shown instead of both while the recorder sleeps; asked then too. */
  readonly asleep?: (() => PictureSource | undefined) | undefined;
  /** Whether the camera is there; a picture that is due meanwhile does not exist. */
  readonly isConnected: () => boolean;
  readonly extensionPolicy: RtpExtensionPolicy;
  /** The recorder's TLVs of a moment of its clock. */
  readonly extensionAt: (recorderMs: number) => Uint8Array;
  /** What stands in front of a JPEG. */
  readonly jpegHeadAt?: (recorderMs: number) => Uint8Array;
  /** Makes NAL units bad, before they are packets. */
  readonly spoilNalUnits?: SpoilNalUnits | undefined;
  /** Makes RTP payloads bad. */
  readonly spoilPayloads?: SpoilPayloads | undefined;
  /** Makes a JPEG bad. */
  readonly spoilJpeg?: ((jpeg: Uint8Array) => Uint8Array) | undefined;
  /** What the recorder's clock showed at a moment of `clock`. */
  readonly toRecorderMs: (ms: number) => number;
  readonly clock: Clock;
  /** When picture 0 was taken, on `clock`. */
  readonly startMs: number;
};

/** Changes the NAL units of a picture. */
export type SpoilNalUnits = (
  nalUnits: readonly Uint8Array[],
  picture: { readonly codec: PictureCodec; readonly randomAccess: boolean },
) => readonly Uint8Array[];

/** Changes the RTP payloads of a picture. */
export type SpoilPayloads = (payloads: Uint8Array[], codec: PictureCodec) => Uint8Array[];

/** Takes pictures as they are taken. */
export type PictureSink = (picture: RtpPicture) => void;

/** The pictures since the last change of pictures: what they are, when, and where their counters began. */
type Run = {
  readonly source: PictureSource;
  readonly clock: PictureClock;
  readonly firstNumber: number;
  readonly firstTicks: number;
};

const ticksPerSecond = 90_000;

/**
 * One camera: takes pictures at its own pace while somebody watches, packetizes each one once, and hands
 * it to every stream. Streams join wherever the camera is, as with the real recorder.
 */
export class CameraSource {
  readonly #options: CameraSourceOptions;
  readonly #payloaders = { h264: new H264Payloader(), h265: new H265Payloader() };
  readonly #sinks = new Set<PictureSink>();
  #run: Run;
  #timer: NodeJS.Timeout | undefined;
  #pictures = 0;
  #skippedBefore = 0;

  constructor(options: CameraSourceOptions) {
    this.#options = options;
    this.#run = startRun(options.main, options.startMs, 0, 0);
  }

  /** Pictures taken and pictures left out after stalls of this process. */
  get statistics(): { readonly pictures: number; readonly skipped: number } {
    return { pictures: this.#pictures, skipped: this.#skippedBefore + this.#run.clock.skipped };
  }

  /** What the camera sends now. */
  get codec(): PictureCodec {
    return this.#run.source.codec ?? 'h264';
  }

  /** Hands every picture from the next one on to the sink, until the returned function is called. */
  watch(sink: PictureSink): () => void {
    this.#sinks.add(sink);
    if (this.#timer === undefined) {
      this.#run.clock.resume(this.#options.clock.nowMs());
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
    const waitMs = this.#run.clock.waitMs(this.#options.clock.nowMs());
    this.#timer = setTimeout(() => this.#takeDue(), waitMs);
  }

  #takeDue(): void {
    const { clock } = this.#options;
    let number = this.#run.clock.pull(clock.nowMs());
    while (number !== undefined) {
      if (this.#changesAt(number)) {
        this.#changeOver(number);
        // The same moment is picture 0 of the other pictures.
        number = this.#run.clock.pull(clock.nowMs()) ?? 0;
      }
      this.#take(number);
      number = this.#run.clock.pull(clock.nowMs());
    }
    if (this.#sinks.size > 0) {
      this.#schedule();
    }
  }

  #changesAt(number: number): boolean {
    const { source } = this.#run;
    return number % source.picturesPerGop === 0 && this.#wanted() !== source;
  }

  #wanted(): PictureSource {
    const { main, other, wantsOther, asleep } = this.#options;
    return asleep?.() ?? (other !== undefined && wantsOther() ? other : main);
  }

  #changeOver(number: number): void {
    const { source, clock, firstNumber, firstTicks } = this.#run;
    this.#skippedBefore += clock.skipped;
    this.#run = startRun(
      this.#wanted(),
      clock.dueMs(number),
      firstNumber + number,
      firstTicks + ticksOf(number, source),
    );
  }

  #take(number: number): void {
    if (!this.#options.isConnected()) {
      return;
    }
    const picture = this.#makePicture(number);
    this.#pictures += 1;
    for (const sink of this.#sinks) {
      sink(picture);
    }
  }

  #makePicture(number: number): RtpPicture {
    const { toRecorderMs } = this.#options;
    const { source, clock, firstNumber, firstTicks } = this.#run;
    const { codec = 'h264', fps, reorderDelay = 0 } = source;
    const index = number % source.pictureCount;
    const offset = source.displayOffset?.(index) ?? 0;
    const recorderMs = toRecorderMs(clock.dueMs(number) + ((offset - reorderDelay) * 1000) / fps);
    const picture = {
      number: firstNumber + number,
      ticks: firstTicks + ticksOf(number + offset, source),
      randomAccess: number % source.picturesPerGop === 0,
    };
    const data = source.picture(index, recorderMs, picture.number);
    return codec === 'jpeg'
      ? this.#jpegPicture(picture, data, recorderMs)
      : this.#nalPicture(picture, codec, data, recorderMs);
  }

  #nalPicture(
    picture: Pick<RtpPicture, 'number' | 'ticks' | 'randomAccess'>,
    codec: 'h264' | 'h265',
    data: readonly Uint8Array[],
    recorderMs: number,
  ): RtpPicture {
    const { extensionAt, extensionPolicy, spoilNalUnits, spoilPayloads } = this.#options;
    const { randomAccess } = picture;
    return packetizePicture(
      {
        ...picture,
        nalUnits: spoilNalUnits?.(data, { codec, randomAccess }) ?? data,
        extension: extensionAt(recorderMs),
        extensionPolicy,
        payloadType: payloadTypes[codec],
        spoil: (payloads) => spoilPayloads?.(payloads, codec) ?? payloads,
      },
      this.#payloaders[codec],
    );
  }

  /** JPEG is never RTP (2.1.2.2): the part of a stream over HTTP. */
  #jpegPicture(
    picture: Pick<RtpPicture, 'number' | 'ticks' | 'randomAccess'>,
    [jpeg = new Uint8Array()]: readonly Uint8Array[],
    recorderMs: number,
  ): RtpPicture {
    const { jpegHeadAt, spoilJpeg } = this.#options;
    const sent = spoilJpeg?.(jpeg) ?? jpeg;
    const bytes = jpegHeadAt === undefined ? sent : concatBytes([jpegHeadAt(recorderMs), sent]);
    return { ...picture, bytes, packetEnds: [bytes.length] };
  }
}

function startRun(
  source: PictureSource,
  startMs: number,
  firstNumber: number,
  firstTicks: number,
): Run {
  const { fps, picturesPerGop } = source;
  return {
    source,
    clock: new PictureClock({ fps, picturesPerGop, startMs }),
    firstNumber,
    firstTicks,
  };
}

function ticksOf(pictures: number, { fps }: PictureSource): number {
  return Math.round((pictures * ticksPerSecond) / fps);
}
