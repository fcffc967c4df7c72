import type { CatchUpPolicy } from '@casement/media';
import { CameraIngest } from '../media/camera-ingest.js';
import type { MediaThreads } from '../media/media-plane.js';
import type { CameraReport } from '../media/messages.js';
import type { Clock } from '../net/clock.js';
import type { VideoFormat } from '../viewing/live-cameras.js';
import { RingSupply } from './ring-supply.js';

/** Options of {@link CameraPictures}. */
export type CameraPicturesOptions = {
  readonly media: MediaThreads;
  readonly clock: Clock;
  /** Whether a viewer gets the pictures since the last IDR at once. */
  readonly instantStart: boolean;
  /** Why no pictures come, in words. */
  readonly reason: () => string | undefined;
  /** Figures came. */
  readonly onReport: (report: CameraReport) => void;
  /** Codec, size or order of the pictures are others than before. */
  readonly onFormat: (format: VideoFormat) => void;
  /** The media thread of the ring is no more, and there is another ring. */
  readonly onRingReplaced: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** Pictures older than this are not given to a late viewer: they would look live. */
const staleMs = 2_000;

/** Nothing for this long, and the stream is started again (E.2). */
const silenceMs = 15_000;

/**
 * Nothing for this long, and it is said: figures come every half second. A slow camera may leave as many of its own
 * intervals, but no interval counts as longer than the last one here.
 */
const pause = { leastMs: 2_000, intervals: 3, longestIntervalMs: 4_000 } as const;

/**
 * The pictures of one camera as the control thread knows them: what they are, when they came last, and the
 * supply through which others get them. They go on through restarts of the stream.
 */
export class CameraPictures {
  readonly ingest: CameraIngest;
  readonly supply: RingSupply<VideoFormat>;
  readonly #options: CameraPicturesOptions;
  #format: VideoFormat | undefined;
  #lastPacketMs = 0;
  #lastPictureMs = 0;
  #intervalMs = 0;
  #accessUnitsBefore = 0;
  #delivered = 0;

  constructor(options: CameraPicturesOptions) {
    this.#options = options;
    this.ingest = new CameraIngest(options.media, {
      report: (report) => this.#reported(report),
      ringReplaced: (ring) => {
        this.supply.setRing(ring);
        options.onRingReplaced();
      },
    });
    this.supply = new RingSupply<VideoFormat>({
      format: () => this.#format,
      reason: options.reason,
      catchUp: () => this.#catchUp,
      onBug: options.onBug,
    });
  }

  /** Access units that came while somebody took them, times those who did. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Opens the ring. Idempotent. */
  open(): void {
    this.ingest.open();
    this.supply.setRing(this.ingest.ring);
  }

  /** Lets go of the thread and of the memory. Idempotent. */
  close(): void {
    this.ingest.close();
    this.supply.setRing(undefined);
  }

  /** The stream stopped: whoever joins now must not be shown an old picture as if it were live. */
  forget(): void {
    this.ingest.forgetPictures();
    this.supply.forget();
  }

  /** The first packet of a stream came. */
  packetCame(): void {
    this.#lastPacketMs = this.#options.clock.nowMs();
  }

  /** It was one of pictures, or the first whole picture came: the next ones have their time from now on. */
  picturesBegin(): void {
    this.#lastPictureMs = this.#options.clock.nowMs();
  }

  /** What is wrong when nothing came for too long, in words; `packets` alone are enough before the first picture. */
  silence(nowMs: number, enough: 'packets' | 'pictures'): string | undefined {
    if (nowMs - Math.max(this.#lastPacketMs, this.#lastPictureMs) >= silenceMs) {
      return 'no picture came for 15 s';
    }
    return enough === 'pictures' && nowMs - this.#lastPictureMs >= silenceMs
      ? 'packets come, but no picture for 15 s'
      : undefined;
  }

  /** Whether pictures came, but have paused for longer than the camera's own rate explains. */
  get havePaused(): boolean {
    const quietMs = this.#options.clock.nowMs() - this.#lastPictureMs;
    return quietMs >= Math.max(pause.leastMs, pause.intervals * this.#intervalMs);
  }

  get #catchUp(): CatchUpPolicy {
    const isStale = this.#options.clock.nowMs() - this.#lastPictureMs > staleMs;
    return this.#options.instantStart && !isStale ? 'compressed' : 'none';
  }

  #reported(report: CameraReport): void {
    this.#noteFormat();
    this.#lastPacketMs = Math.max(this.#lastPacketMs, report.newestPacketMs ?? 0);
    const { accessUnits } = this.ingest.received;
    const came = accessUnits - this.#accessUnitsBefore;
    const pictureMs = Math.max(this.#lastPictureMs, report.newestPictureMs ?? 0);
    if (came > 0) {
      this.#intervalMs = Math.min(
        pause.longestIntervalMs,
        (pictureMs - this.#lastPictureMs) / came,
      );
    }
    this.#lastPictureMs = pictureMs;
    this.#delivered += came * this.supply.takers;
    this.#accessUnitsBefore = accessUnits;
    this.#options.onReport(report);
  }

  #noteFormat(): void {
    const { video } = this.ingest;
    if (video === undefined) {
      return;
    }
    const { codec, width, height, reorders, codecString } = video;
    const format: VideoFormat = { codec, width, height, reorders, codecString };
    if (!isSame(this.#format, format)) {
      this.#format = format;
      this.#options.onFormat(format);
    }
  }
}

function isSame(one: VideoFormat | undefined, other: VideoFormat): boolean {
  return (
    one?.codec === other.codec &&
    one.width === other.width &&
    one.height === other.height &&
    one.reorders === other.reorders &&
    one.codecString === other.codecString
  );
}
