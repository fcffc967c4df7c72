import type { FfmpegStreamEnd, MediaUnit } from '@casement/media';
import type { VideoFormat } from '../../viewing/live-cameras.js';
import type { ConversionRecipe, ConversionRun, RunEvents } from '../conversion-recipe.js';

/** A run of a converter that a test drives. */
export class FakeRun implements ConversionRun {
  readonly pushed: MediaUnit[] = [];
  readonly format: VideoFormat;
  readonly #events: RunEvents;
  cpuSeconds: number | undefined = 0;
  isStopped = false;
  made = 0;

  constructor(format: VideoFormat, events: RunEvents) {
    this.format = format;
    this.#events = events;
  }

  get statistics() {
    return { taken: this.pushed.length, dropped: 0, made: this.made };
  }

  push(unit: MediaUnit): void {
    this.pushed.push(unit);
  }

  /** A picture comes out. */
  make(unit: MediaUnit): void {
    this.made += 1;
    this.#events.onUnit(unit);
  }

  /** The process ended by itself. */
  end(outcome: FfmpegStreamEnd['outcome'], reason: string): void {
    this.#events.onEnd({ outcome, reason });
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
}

/** Runs that a test drives; the newest is the last. */
export class FakeRuns {
  readonly all: FakeRun[] = [];
  /** The next one cannot be started. */
  failure: Error | undefined;
  readonly recipe: ConversionRecipe<VideoFormat, VideoFormat>;

  /** @param cores what each costs */
  constructor(cores = 0.5) {
    this.recipe = {
      target: 'h264',
      pick: ({ video }) => video,
      cost: () => ({ kind: 'pictures', cores }),
      start: (format, events) => {
        if (this.failure) {
          throw this.failure;
        }
        const run = new FakeRun(format, events);
        this.all.push(run);
        return run;
      },
      isSame: (a, b) => a.codec === b.codec && a.width === b.width,
      describe: () => ({
        codec: 'h264',
        width: 640,
        height: 360,
        reorders: false,
        codecString: 'avc1.42c01e',
      }),
    };
  }

  get newest(): FakeRun {
    const run = this.all.at(-1);
    if (run === undefined) {
      throw new Error('nothing runs');
    }
    return run;
  }
}
