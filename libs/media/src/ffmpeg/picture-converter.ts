import { describeJpeg } from '../codec/jpeg/describe-jpeg.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { h264Command, mjpegCommand } from './conversion-commands.js';
import type { JpegLimits } from './conversion-commands.js';
import { FfmpegStream } from './ffmpeg-stream.js';
import type { FfmpegStreamEnd } from './ffmpeg-stream.js';
import { FlvReader } from './flv-reader.js';
import type { FlvPicture } from './flv-reader.js';
import { JpegReader } from './jpeg-reader.js';
import { matroskaCluster, matroskaHeader } from './matroska-writer.js';
import { PictureClock } from './picture-clock.js';
import type { PictureMoment } from './picture-clock.js';

/** The pictures that go in. */
export type ConvertedPictures = {
  readonly codec: 'h264' | 'h265' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** They are shown in another order than they come. */
  readonly reorders: boolean;
};

/** What a {@link PictureConverter} makes of what, and who takes it. */
export type PictureConverterOptions = {
  readonly ffmpegPath: string;
  readonly source: ConvertedPictures;
  readonly target: 'h264' | 'jpeg';
  readonly limits: JpegLimits;
  /** Takes each picture as soon as it is there, the first one with `discontinuity`. */
  readonly onUnit: (unit: MediaUnit) => void;
  /** Called once; nothing comes afterwards, and no process is left. */
  readonly onEnd: (end: FfmpegStreamEnd) => void;
  /** See `FfmpegStreamOptions`. */
  readonly hangMs?: number;
};

/** What a converter did so far. */
export type ConverterStatistics = {
  /** Units that went in. */
  readonly taken: number;
  /** Units that ffmpeg was too slow for, and those that need them. */
  readonly dropped: number;
  /** Units that came out. */
  readonly made: number;
};

/**
 * Pictures of one format through one ffmpeg: H.265, JPEG or H.264 in, H.264 without B pictures or JPEG out. Their times
 * are those of the pictures they were made of. A picture that ffmpeg has no room for is left out with all that need it.
 */
export class PictureConverter {
  readonly #options: PictureConverterOptions;
  readonly #stream: FfmpegStream;
  readonly #clock: PictureClock;
  readonly #isAnnexB: boolean;
  #headerWritten = false;
  #waitsForKeyFrame = true;
  #newest: PictureMoment = { timestamp: 0, arrivalMs: 0 };
  #newestArrivalMs = 0;
  #taken = 0;
  #dropped = 0;
  #made = 0;

  constructor(options: PictureConverterOptions) {
    const { ffmpegPath, source, target, limits, onEnd, hangMs } = options;
    this.#options = options;
    this.#clock = new PictureClock(source.reorders);
    this.#isAnnexB = source.codec !== 'jpeg';
    const isH264 = target === 'h264';
    const reader = isH264
      ? new FlvReader((picture) => this.#h264(picture))
      : new JpegReader((picture) => this.#jpeg(picture));
    this.#stream = new FfmpegStream({
      ffmpegPath,
      command: isH264
        ? h264Command(limits, source.reorders)
        : mjpegCommand(limits, source.reorders),
      onOutput: (bytes) => reader.push(bytes),
      onEnd,
      ...(hangMs !== undefined && { hangMs }),
    });
  }

  get statistics(): ConverterStatistics {
    return { taken: this.#taken, dropped: this.#dropped, made: this.#made };
  }

  get pid(): number | undefined {
    return this.#stream.pid;
  }

  get cpuSeconds(): number | undefined {
    return this.#stream.cpuSeconds;
  }

  /** Takes a picture of the source's codec. The first one that counts is a random access unit. */
  push(unit: MediaUnit): void {
    const { parts, randomAccess, timestamp, arrivalMs } = unit;
    if (this.#waitsForKeyFrame && !randomAccess) {
      this.#dropped += this.#headerWritten ? 1 : 0;
      return;
    }
    const timeMs = this.#clock.place({ timestamp, arrivalMs });
    if (timeMs === undefined) {
      return;
    }
    const cluster = matroskaCluster(parts, this.#isAnnexB, { timeMs, keyFrame: randomAccess });
    const isTaken = this.#writeHeader(parts) && this.#stream.write(cluster);
    this.#waitsForKeyFrame = !isTaken;
    if (isTaken) {
      this.#taken += 1;
      this.#newest = { timestamp, arrivalMs };
    } else {
      this.#dropped += 1;
    }
  }

  /** Nothing more goes in; what is inside still comes out. */
  end(): void {
    this.#stream.end();
  }

  /** Resolves when no process runs any more. */
  stop(): Promise<void> {
    return this.#stream.stop();
  }

  /** A decoder of JPEG believes the container about the size, see `snapshotJpeg`: it has to be that of the picture. */
  #writeHeader([first]: readonly Uint8Array[]): boolean {
    const { source } = this.#options;
    const size = source.codec === 'jpeg' && first ? describeJpeg(first) : undefined;
    this.#headerWritten ||= this.#stream.write(matroskaHeader({ ...source, ...size }));
    return this.#headerWritten;
  }

  #h264({ nalUnits, timeMs, keyFrame }: FlvPicture): void {
    this.#emit('h264', nalUnits, this.#clock.find(timeMs) ?? this.#newest, keyFrame);
  }

  /** JPEG comes without times: what came out last is of what went in last. */
  #jpeg(picture: Uint8Array): void {
    this.#emit('jpeg', [picture], this.#newest, true);
  }

  #emit(
    codec: 'h264' | 'jpeg',
    parts: readonly Uint8Array[],
    { timestamp, arrivalMs }: PictureMoment,
    randomAccess: boolean,
  ): void {
    this.#made += 1;
    // Of B pictures the one shown first may have come last.
    this.#newestArrivalMs = Math.max(this.#newestArrivalMs, arrivalMs);
    this.#options.onUnit({
      codec,
      parts,
      timestamp,
      clockRateHz: 90_000,
      channels: 0,
      arrivalMs: this.#newestArrivalMs,
      randomAccess,
      discontinuity: this.#made === 1,
    });
  }
}
