import type { CameraIngest } from '../media/camera-ingest.js';
import type { QueuePlace } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { UidLease } from '../recorders/uid-lease.js';
import { nothingCame } from './came.js';
import type { Came } from './came.js';
import type { LiveAttempt } from './live-model.js';
import { StreamRun } from './stream-run.js';
import type { RunEvent } from './stream-run.js';

/** Options of {@link PictureRuns}. */
export type PictureRunsOptions = {
  readonly ingest: CameraIngest;
  /** The first packet of the run came. */
  readonly onPacket: () => void;
  /** There is more in {@link PictureRuns.came} than before. */
  readonly onCame: () => void;
  readonly onEvent: (event: RunEvent) => void;
  /** {@link PictureRuns.place} is another one. */
  readonly onPlace: () => void;
};

/** The tries to get a camera's pictures, one after the other: what an old one tells is of no interest any more. */
export class PictureRuns {
  readonly #options: PictureRunsOptions;
  #current: StreamRun | undefined;
  #place: QueuePlace | undefined;
  #came: Came = nothingCame;

  constructor(options: PictureRunsOptions) {
    this.#options = options;
  }

  get current(): StreamRun | undefined {
    return this.#current;
  }

  /** Where START stands among the recorder's commands. */
  get place(): QueuePlace | undefined {
    return this.#place;
  }

  /** Of the current run. */
  get came(): Came {
    return this.#came;
  }

  /** Makes the next run the current one; it is not started yet. `undefined` without a recorder or a UID. */
  open(
    { recorder, lease }: { recorder: NvrRecorder | undefined; lease: UidLease | undefined },
    { transport, video }: LiveAttempt,
  ): StreamRun | undefined {
    const { ingest, onPacket, onEvent, onPlace } = this.#options;
    this.#place = undefined;
    if (recorder === undefined || lease === undefined) {
      return undefined;
    }
    const own =
      <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#current === run) {
          act(...args);
        }
      };
    const run: StreamRun = new StreamRun({
      recorder,
      lease,
      transport,
      compression: video,
      sound: undefined,
      ingest,
      events: {
        firstPacket: own((firstVideo) => {
          onPacket();
          this.#noteCame({ video: firstVideo });
        }),
        firstRandomAccess: own(() => this.#noteCame({ randomAccess: true })),
        placeholder: own(() => this.#noteCame({ placeholder: true })),
        sound: () => undefined,
      },
      onEvent: own(onEvent),
      onPlace: own((place) => {
        this.#place = place;
        onPlace();
      }),
    });
    this.#current = run;
    this.#came = nothingCame;
    return run;
  }

  /** The placeholder picture has been taken note of. */
  forgetPlaceholder(): void {
    this.#came = { ...this.#came, placeholder: false };
  }

  /** Somebody waits for the STOP after all. */
  hurry(): void {
    this.#current?.hurry();
  }

  /** Lets go of the current run; the recorder is told nothing. */
  drop(): void {
    this.#current?.drop();
    this.#current = undefined;
  }

  /** A run has been stopped. Tells whether no other one has begun meanwhile. */
  ended(run: StreamRun | undefined): boolean {
    const isCurrent = this.#current === run;
    if (isCurrent) {
      this.#current = undefined;
    }
    return isCurrent;
  }

  #noteCame(change: Partial<Came>): void {
    this.#came = { ...this.#came, ...change };
    this.#options.onCame();
  }
}
