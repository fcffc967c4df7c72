import { CommonClock } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import type { LiveCamera, LiveWatch } from '../live-cameras.js';
import { PictureRoute } from '../picture-route.js';
import { SoundRoute } from '../sound-route.js';
import type { ViewConversions } from '../view-conversions.js';
import type { FeedBudget } from './feed-budget.js';
import type { FeedMaker } from './feed-maker.js';
import { FeedMemory } from './feed-memory.js';
import type { FeedMessage } from './feed-message.js';
import { Fmp4Maker } from './fmp4-maker.js';
import { FramesMaker } from './frames-maker.js';
import { describePicture } from './picture-description.js';
import { streamCloseCodes } from './stream-viewer.js';
import type { StreamViewer } from './stream-viewer.js';
import type { StreamQuery } from './stream-query.js';

/** What a {@link StreamFeed} is made of. */
export type StreamFeedOptions = {
  readonly camera: LiveCamera;
  readonly query: StreamQuery;
  readonly conversions: ViewConversions;
  /** What the feeds of all cameras may keep for late viewers. */
  readonly budget: FeedBudget;
  /** Nothing can be made of the stream; `error` for the log. */
  readonly onBug: (error: unknown) => void;
  /** The feed has ended; nobody can join any more. */
  readonly onOver: () => void;
};

/** RFC 6455 section 7.4.1. */
const internalError = 1011;

/**
 * A camera's stream in one format, made once and shared by all clients that take it so. It lasts from its first
 * viewer to its last; the upstream outlives it by the room that holds it.
 */
export class StreamFeed {
  readonly #options: StreamFeedOptions;
  readonly #memory: FeedMemory;
  readonly #clock = new CommonClock();
  readonly #maker: FeedMaker;
  readonly #watch: LiveWatch;
  readonly #pictures: PictureRoute;
  readonly #sound: SoundRoute | undefined;
  readonly #stops: (() => void)[] = [];
  /** Each viewer counts as one of the camera's, the first through the feed's own hold. */
  readonly #viewers = new Map<StreamViewer, LiveWatch | undefined>();
  #reason: string | null = null;
  #isOver = false;

  constructor(options: StreamFeedOptions) {
    const { camera, query, conversions } = options;
    this.#options = options;
    this.#memory = new FeedMemory(options.budget);
    this.#watch = camera.watch();
    this.#pictures = new PictureRoute({
      camera,
      source: this.#watch.video,
      taker: { codecs: new Set(query.video), reorders: true },
      conversions,
      height: query.height,
    });
    this.#sound =
      query.audio === true
        ? new SoundRoute({
            camera,
            source: this.#watch.audio,
            codecs: query.sound,
            conversions,
          })
        : undefined;
    this.#maker =
      query.format === 'fmp4'
        ? new Fmp4Maker(this.#sound !== undefined)
        : new FramesMaker({
            describe: (unit) => describePicture(unit, this.#pictures.supply.format),
            soundFormat: () => this.#sound?.supply.format,
          });
  }

  /** Begins to take. What there is already comes within this call. */
  open(): void {
    this.#watch.start({
      id: 'stream',
      play: () => undefined,
      close: (reason) => {
        this.#end(streamCloseCodes.gone, reason);
        return Promise.resolve();
      },
    });
    this.#stops.push(
      this.#pictures.onChange(() => this.#explain()),
      this.#pictures.supply.units({ unit: (unit) => this.#picture(unit) }),
    );
    const sound = this.#sound?.supply.units({ unit: (unit) => this.#take(unit, 'sound') });
    if (sound) {
      this.#stops.push(sound);
    }
    this.#explain();
  }

  /** Nobody can join any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * One more client; it gets what there is at once.
   *
   * @returns what ends it; idempotent. With the last client the feed ends.
   */
  join(viewer: StreamViewer): () => void {
    const isFirst = this.#viewers.size === 0;
    this.#viewers.set(viewer, isFirst ? undefined : this.#options.camera.watch());
    viewer.join(this.#memory.head, this.#memory.sinceKeyPicture);
    if (this.#pictures.refusal !== undefined) {
      viewer.note(this.#pictures.refusal);
      this.#end(streamCloseCodes.notAcceptable, this.#pictures.refusal);
    } else if (this.#reason !== null) {
      viewer.note(this.#reason);
    }
    return () => this.#leave(viewer);
  }

  #leave(viewer: StreamViewer): void {
    if (!this.#viewers.has(viewer)) {
      return;
    }
    const own = this.#viewers.get(viewer);
    this.#viewers.delete(viewer);
    if (own !== undefined) {
      own.leave();
    } else if (this.#viewers.size > 0) {
      this.#passOn();
    }
    if (this.#viewers.size === 0) {
      this.#close();
    }
  }

  /** The feed's own hold now stands for another viewer, whose hold is let go. */
  #passOn(): void {
    for (const [viewer, watch] of this.#viewers) {
      if (watch !== undefined) {
        this.#viewers.set(viewer, undefined);
        watch.leave();
        return;
      }
    }
  }

  #picture(unit: MediaUnit): void {
    // Until the camera's format is known its pictures come as they are.
    const { video } = this.#options.query;
    if (video.some((codec) => codec === unit.codec)) {
      this.#take(unit, 'picture');
    }
  }

  #take(unit: MediaUnit, what: 'picture' | 'sound'): void {
    if (this.#isOver) {
      return;
    }
    try {
      const timeMs = this.#clock.place(unit);
      const messages = this.#maker[what](unit, timeMs, this.#pictures.converted);
      for (const message of messages) {
        this.#send(message);
      }
    } catch (error) {
      this.#options.onBug(error);
      this.#end(internalError, 'the stream cannot be made');
    }
  }

  #send(message: FeedMessage): void {
    this.#memory.put(message);
    for (const viewer of this.#viewers.keys()) {
      viewer.take(message, this.#memory.head);
    }
  }

  #explain(): void {
    const { refusal } = this.#pictures;
    if (refusal !== undefined) {
      this.#tell(refusal);
      this.#end(streamCloseCodes.notAcceptable, refusal);
      return;
    }
    this.#tell(this.#pictures.reason ?? null);
  }

  #tell(reason: string | null): void {
    if (reason !== this.#reason) {
      this.#reason = reason;
      for (const viewer of this.#viewers.keys()) {
        viewer.note(reason);
      }
    }
  }

  /** Ends the feed and with it all its clients; they leave when their sockets have closed. */
  #end(code: number, reason: string): void {
    for (const viewer of this.#viewers.keys()) {
      viewer.close(code, reason);
    }
    if (this.#viewers.size > 0) {
      this.#close();
    }
  }

  #close(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#stops.splice(0).forEach((stop) => stop());
    this.#pictures.close();
    this.#sound?.close();
    for (const watch of this.#viewers.values()) {
      watch?.leave();
    }
    this.#viewers.clear();
    this.#memory.close();
    this.#watch.leave();
    this.#options.onOver();
  }
}
