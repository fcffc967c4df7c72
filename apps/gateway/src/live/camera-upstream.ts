import type { RecorderSecond } from '../media/messages.js';
import type { ListedCamera, ListedSound } from '../recorders/camera-list.js';
import type { QueuePlace, Urgency } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { Came } from './came.js';
import type { CameraPictures } from './camera-pictures.js';
import type { CameraSound, SoundUpstream } from './camera-sound.js';
import type { LiveAction, LiveAttempt, LiveEvent, LiveTransport } from './live-model.js';
import { PictureRuns } from './picture-runs.js';
import { StreamLease } from './stream-lease.js';
import { whyUnavailable } from './stream-policy.js';
import type { StreamRun } from './stream-run.js';

/** Options of {@link CameraUpstream}. */
export type CameraUpstreamOptions = {
  readonly camera: number;
  readonly pictures: CameraPictures;
  readonly sound: CameraSound;
  /** What to try first. */
  readonly bestGuess: () => LiveAttempt;
  /** Whether the STOP that is under way is for good: then nobody waits for it. */
  readonly isLastStop: () => boolean;
  readonly onEvent: (event: LiveEvent) => void;
  /** There is more in {@link CameraUpstream.came} than before. */
  readonly onCame: () => void;
  /** {@link CameraUpstream.place} is another one. */
  readonly onPlace: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** Of a camera that the recorder does not list (any more). */
const defaultSound: ListedSound = { codec: 'auto', law: 'mu', g726BitOrder: 'left' };

/** What a camera's stream has of its recorder: the UID, START and STOP. It does what the state machine asks for. */
export class CameraUpstream {
  readonly #options: CameraUpstreamOptions;
  readonly #lease: StreamLease;
  readonly #runs: PictureRuns;
  #recorder: NvrRecorder | undefined;
  #epochS: number | undefined;

  constructor(recorder: NvrRecorder, options: CameraUpstreamOptions) {
    const { camera, pictures, bestGuess, onEvent, onCame, onPlace, onBug } = options;
    this.#recorder = recorder;
    this.#options = options;
    this.#lease = new StreamLease({
      camera,
      onLeased: () => onEvent({ type: 'leased', attempt: bestGuess() }),
      onLost: (cause) => onEvent({ type: 'lost', cause }),
      onBug,
    });
    this.#runs = new PictureRuns({
      ingest: pictures.ingest,
      onPacket: () => pictures.packetCame(),
      onCame,
      onEvent,
      onPlace,
    });
  }

  /** `undefined` while its settings are being changed. */
  get recorder(): NvrRecorder | undefined {
    return this.#recorder;
  }

  /** The camera as its recorder lists it. */
  get listed(): ListedCamera | undefined {
    return this.#recorder?.cameras.find(({ number }) => number === this.#options.camera);
  }

  /** How its sound is to be read. */
  get soundSettings(): ListedSound {
    return this.listed?.sound ?? defaultSound;
  }

  /** Where START stands among the recorder's commands. */
  get place(): QueuePlace | undefined {
    return this.#runs.place;
  }

  /** Of the current run. */
  get came(): Came {
    return this.#runs.came;
  }

  /** See {@link PictureRuns.forgetPlaceholder}. */
  forgetPlaceholder(): void {
    this.#runs.forgetPlaceholder();
  }

  /** What sound is asked for with, over the transport of the pictures. */
  forSound(transport: LiveTransport): SoundUpstream | undefined {
    const recorder = this.#recorder;
    const lease = this.#lease.held;
    return recorder === undefined || lease === undefined
      ? undefined
      : { recorder, lease, transport };
  }

  /** Does what the state machine asks for. */
  act(action: LiveAction): void {
    switch (action.type) {
      case 'lease':
        this.askForLease();
        break;
      case 'release':
        this.#lease.release();
        break;
      case 'start':
        this.#start(action.attempt);
        break;
      case 'stop':
        void this.#stop();
        break;
      case 'drop':
        this.#options.sound.drop();
        this.#runs.drop();
        this.#options.pictures.forget();
        this.#lease.release();
        break;
    }
  }

  /** Asks the recorder for a UID, if there is one. */
  askForLease(): void {
    if (this.#recorder !== undefined) {
      void this.#lease.ask(this.#recorder);
    }
  }

  /** Somebody waits for the STOP after all. */
  hurry(): void {
    this.#runs.hurry();
  }

  /** The current run, to be stopped with {@link stop} whatever happens until then. */
  get run(): StreamRun | undefined {
    return this.#runs.current;
  }

  /** Sound first (B12); nothing of either is taken from now on. Resolves when both STOPs are done. */
  async stop(run: StreamRun | undefined, urgency: Urgency): Promise<void> {
    const soundStopped = this.#options.sound.picturesEnd(urgency);
    run?.drop();
    await soundStopped;
    await run?.stop(urgency);
  }

  /** The recorder told its time with a picture. */
  observeClock({ epochS, arrivalMs, zone }: RecorderSecond, nowMs: number): void {
    if (epochS !== this.#epochS) {
      this.#epochS = epochS;
      this.#recorder?.observeClock(epochS, nowMs - arrivalMs, zone);
    }
  }

  /** There is another recorder object, or none for the time being. */
  setRecorder(recorder: NvrRecorder | undefined): void {
    this.#recorder = recorder;
  }

  #start(attempt: LiveAttempt): void {
    const { onEvent, onBug } = this.#options;
    const run = this.#runs.open({ recorder: this.#recorder, lease: this.#lease.held }, attempt);
    const reason = whyUnavailable(this.listed);
    if (run !== undefined && reason !== undefined) {
      onEvent({ type: 'unavailable', reason });
    } else {
      run?.start().catch(onBug);
    }
  }

  async #stop(): Promise<void> {
    const { pictures, isLastStop, onEvent, onBug } = this.#options;
    const { run } = this;
    pictures.forget();
    try {
      await this.stop(run, isLastStop() ? 'later' : 'soon');
    } catch (error) {
      onBug(error);
    }
    if (this.#runs.ended(run)) {
      onEvent({ type: 'stopped' });
    }
  }
}
