import type { MediaUnit } from '@casement/media';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../net/clock.js';
import { Audience } from '../audience.js';
import { type CameraRequest, findCamera } from '../find-camera.js';
import { type LiveCamera, LiveCameras } from '../live-cameras.js';
import { pictureStep } from '../picture-steps.js';
import { wholeNumber } from '../query-values.js';
import { ViewConversions } from '../view-conversions.js';
import { waitForPicture } from '../wait-for-picture.js';
import { WayMetrics } from '../way-metrics.js';
import { SharedWork } from './shared-work.js';
import { SnapshotCache } from './snapshot-cache.js';

/** A camera's picture of a moment. */
export type Snapshot = {
  readonly jpeg: Uint8Array;
  /** Differs for every picture and size. */
  readonly tag: string;
  readonly ageMs: number;
  /** When it arrived, in milliseconds since 1970. */
  readonly wallMs: number;
};

/** Key pictures are rarely further apart. */
const defaultMaxAgeS = 15;

/** The newest key picture of a camera, as JPEG. */
@Injectable()
export class SnapshotService {
  readonly #cache = new SnapshotCache();
  readonly #keyPictures = new SharedWork<MediaUnit>();
  readonly #jobs = new SharedWork<Uint8Array>();

  constructor(
    private readonly cameras: LiveCameras,
    private readonly conversions: ViewConversions,
    private readonly audience: Audience,
    private readonly metrics: WayMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A picture, of what the query asks for. The camera is asked for one when nobody watches it.
   *
   * @throws {ProblemError} 400, 403, 404, or 503 when there is no picture
   */
  async take(request: CameraRequest, query: URLSearchParams): Promise<Snapshot> {
    const camera = findCamera(this.cameras, request);
    // Each width is a picture of its own to be made and kept: few of them, whatever is asked for.
    const width = pictureStep('width', wholeNumber(query, 'width', 64, 3_840));
    const maxAgeMs = (wholeNumber(query, 'maxAge', 0, 3_600) ?? defaultMaxAgeS) * 1000;
    const leave = this.audience.enter(request, 'snapshot', () => undefined);
    try {
      const unit = await this.#keyPicture(camera, maxAgeMs);
      const ageMs = Math.max(0, this.clock.nowMs() - unit.arrivalMs);
      const tag = `${camera.recorder}-${camera.number}-${unit.timestamp}-${Math.round(unit.arrivalMs)}-${width ?? 'full'}`;
      return {
        jpeg: await this.#jpeg(camera, unit, { width, tag }),
        tag,
        ageMs,
        wallMs: this.clock.wallMs() - ageMs,
      };
    } finally {
      leave();
    }
  }

  #keyPicture(camera: LiveCamera, maxAgeMs: number): Promise<MediaUnit> {
    return this.#keyPictures.run(`${nameOf(camera)} ${maxAgeMs}`, async () => {
      const watch = camera.watch();
      const askedMs = this.clock.nowMs();
      try {
        return await waitForPicture({
          supply: watch.video,
          isWanted: ({ randomAccess, arrivalMs }) =>
            randomAccess && askedMs - arrivalMs <= maxAgeMs,
          reason: () => watch.video.reason,
          clock: this.clock,
        });
      } finally {
        watch.leave();
      }
    });
  }

  async #jpeg(
    camera: LiveCamera,
    unit: MediaUnit,
    { width, tag }: { readonly width: number | undefined; readonly tag: string },
  ): Promise<Uint8Array> {
    const [jpeg] = unit.parts;
    if (unit.codec === 'jpeg' && width === undefined && jpeg) {
      this.metrics.snapshotAnswered('untouched', jpeg.byteLength);
      return jpeg;
    }
    const key = `${nameOf(camera)} ${width ?? 'full'}`;
    const cached = this.#cache.find(key, tag);
    if (cached) {
      this.metrics.snapshotAnswered('cached', cached.byteLength);
      return cached;
    }
    const made = await this.#jobs.run(tag, () => this.conversions.snapshot(unit, { width }));
    this.#cache.put(key, { tag, jpeg: made });
    this.metrics.snapshotAnswered('made', made.byteLength);
    return made;
  }
}

function nameOf({ recorder, number }: LiveCamera): string {
  return `${recorder}/${number}`;
}
