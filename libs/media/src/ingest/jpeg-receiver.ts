import {
  describeJpeg,
  isOversizedPicture,
  isPlaceholderSize,
  withoutJpegTrailer,
} from '../codec/jpeg/describe-jpeg.js';
import type { JpegDescription } from '../codec/jpeg/describe-jpeg.js';
import { DefectCounter } from '../errors/defect-counter.js';
import { mediaTime90k, videoClockRateHz } from '../rtp/media-time.js';
import { Timeline } from '../rtp/timeline.js';
import { jpegDefects } from './jpeg-defect.js';
import type { JpegDefect } from './jpeg-defect.js';
import type { JpegSink } from './jpeg-sink.js';
import { RateMeter } from './rate-meter.js';
import { nothingReceived, sumDefects } from './receiver-statistics.js';
import type { ReceiverStatistics } from './receiver-statistics.js';
import type { VideoDescription } from './video-description.js';

/** The defaults suit an i-PRO recorder. */
export type JpegReceiverOptions = {
  readonly sink: JpegSink;
  /** On which the pictures are placed, so that others can go on with it. Default one of its own. */
  readonly timeline?: Timeline | undefined;
  /** Of one picture. Default 4 MiB. */
  readonly maxPictureBytes?: number | undefined;
};

/** As for access units: far more than a recorder's best JPEG of 4K. */
export const defaultMaxJpegBytes = 4 * 1024 * 1024;

/**
 * JPEG pictures of one camera, as they came off HTTP: checked, described, placed on the timeline by their arrival.
 * Synchronous; `push` never throws, whatever the bytes are.
 */
export class JpegReceiver {
  readonly #sink: JpegSink;
  readonly #timeline: Timeline;
  readonly #maxBytes: number;
  readonly #meter = new RateMeter();
  readonly #defects = new DefectCounter<JpegDefect>(jpegDefects);
  #video: VideoDescription | undefined;
  #isProgressive = false;
  #newest90k = Number.NEGATIVE_INFINITY;
  #pushed = 0;
  #bytes = 0;
  #pictures = 0;

  constructor({ sink, timeline, maxPictureBytes = defaultMaxJpegBytes }: JpegReceiverOptions) {
    this.#sink = sink;
    this.#timeline = timeline ?? new Timeline({ clockRateHz: videoClockRateHz });
    this.#maxBytes = maxPictureBytes;
  }

  /** What the last picture was; a new object whenever size or kind changed. */
  get video(): VideoDescription | undefined {
    return this.#video;
  }

  /** In the shape of all receivers: `packets` and `accessUnits` are pictures, what only RTP has is 0. */
  get statistics(): ReceiverStatistics {
    return {
      ...nothingReceived,
      ...this.#meter.rates,
      packets: this.#pushed,
      bytes: this.#bytes,
      malformed: this.#defects.of('jpeg-malformed'),
      accessUnits: this.#pictures,
      randomAccessUnits: this.#pictures,
      discardedAccessUnits: this.#pushed - this.#pictures,
      codec: this.#pushed === 0 ? undefined : 'jpeg',
      defects: sumDefects([this.#defects.snapshot()]),
    };
  }

  /**
   * Takes one picture, from SOI on, without the recorder's chunks.
   *
   * @param arrivalMs when it was complete, in milliseconds on a monotonic clock.
   */
  push(picture: Uint8Array, arrivalMs: number): void {
    this.#pushed += 1;
    this.#bytes += picture.length;
    this.#meter.addBytes(picture.length, arrivalMs);
    if (picture.length > this.#maxBytes) {
      this.#defects.count('jpeg-too-large');
      return;
    }
    const description = describeJpeg(picture);
    if (description === undefined) {
      this.#defects.count('jpeg-malformed');
      return;
    }
    if (isOversizedPicture(description)) {
      this.#defects.count('jpeg-too-large');
      return;
    }
    const whole = withoutJpegTrailer(picture);
    if (whole === undefined) {
      this.#defects.count('jpeg-without-end');
    } else if (isPlaceholderSize(description)) {
      this.#defects.count('jpeg-placeholder');
      this.#sink.placeholder();
    } else {
      this.#take(whole, description, arrivalMs);
    }
  }

  /** Lets time pass, so that the rates fall. */
  tick(nowMs: number): void {
    this.#meter.advance(nowMs);
  }

  #take(bytes: Uint8Array, description: JpegDescription, arrivalMs: number): void {
    this.#pictures += 1;
    this.#meter.addPicture(arrivalMs);
    this.#describe(description);
    const timestamp90k = this.#place(arrivalMs);
    const { width, height } = description;
    this.#sink.picture(bytes, { timestamp90k, arrivalMs, width, height });
  }

  /** JPEG pictures carry no time: their arrival is the best there is. */
  #place(arrivalMs: number): number {
    const ticks = Math.round((arrivalMs * videoClockRateHz) / 1000) >>> 0;
    const placed = mediaTime90k(this.#timeline.place(ticks, arrivalMs));
    this.#newest90k = Math.max(placed, this.#newest90k + 1);
    return this.#newest90k;
  }

  #describe({ width, height, isProgressive }: JpegDescription): void {
    const before = this.#video;
    const isSame = before?.width === width && before.height === height;
    if (isSame && this.#isProgressive === isProgressive) {
      return;
    }
    this.#isProgressive = isProgressive;
    const profile = isProgressive ? 'Progressive' : 'Baseline';
    this.#video = { codec: 'jpeg', width, height, codecString: 'jpeg', reorders: false, profile };
  }
}
