import type { AudioFormat } from '@casement/media';
import type { CameraIngest } from '../media/camera-ingest.js';
import type { SoundReport, SoundStream } from '../media/messages.js';
import type { Clock, Timer } from '../net/clock.js';
import type { ListedSound } from '../recorders/camera-list.js';
import type { Urgency } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { UidLease } from '../recorders/uid-lease.js';
import type { CameraNotes } from './camera-memory.js';
import type { LiveTransport } from './live-model.js';
import { RingSupply } from './ring-supply.js';
import { SoundFigures } from './sound-figures.js';
import type { SoundReceived } from './sound-figures.js';
import { contractAudio, hasAudio } from './sound-words.js';
import { newSound } from './sound-model.js';
import type { Sound, SoundAction, SoundEvent } from './sound-model.js';
import { noSoundWords, stepSound } from './sound-state.js';
import { StreamRun } from './stream-run.js';

/** What the sound of a camera is asked for with, while its pictures come. */
export type SoundUpstream = {
  readonly recorder: NvrRecorder;
  /** That of the pictures: sound needs them on the same UID (B12). */
  readonly lease: UidLease;
  /** Sound goes the way of the pictures. */
  readonly transport: LiveTransport;
};

/** Options of {@link CameraSound}. */
export type CameraSoundOptions = {
  readonly ingest: CameraIngest;
  readonly clock: Clock;
  readonly notes: CameraNotes;
  /** As the configuration says. */
  readonly settings: () => ListedSound;
  /** `undefined` while no pictures come. */
  readonly upstream: () => SoundUpstream | undefined;
  /** Why no pictures come, in words. */
  readonly pictureReason: () => string | undefined;
  /** The state or its reason changed. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** How long sound is still asked for after the last listener went. */
const lingerMs = 5_000;
const offWords = 'the sound of this camera is switched off in the settings';
/** Nothing for this long, and the sound is started again. */
const silenceMs = 15_000;

/**
 * The sound of one camera: asked for while somebody listens and pictures come, stopped before them (B12). It
 * carries out what {@link stepSound} decides.
 */
export class CameraSound {
  /** What others take from: taking is listening. */
  readonly supply: RingSupply<AudioFormat>;
  readonly #options: CameraSoundOptions;
  readonly #figures = new SoundFigures();
  #sound: Sound = newSound;
  #listeners = 0;
  #linger: Timer | undefined;
  #timer: Timer | undefined;
  #run: StreamRun | undefined;
  #stopping: Promise<void> | undefined;
  #urgency: Urgency = 'soon';
  /** It was to be asked for while the settings forbade it. */
  #wasOff = false;
  #format: AudioFormat | undefined;

  constructor(options: CameraSoundOptions) {
    this.#options = options;
    this.supply = new RingSupply<AudioFormat>({
      format: () => this.#format,
      reason: () => this.reason,
      // Sound has no past worth hearing.
      catchUp: () => 'none',
      hold: () => this.#listen(),
      onBug: options.onBug,
    });
  }

  /** Takers, each of which is somebody who listens. */
  get listeners(): number {
    return this.#listeners;
  }

  /** Figures since the camera was first watched. */
  get received(): SoundReceived {
    return this.#figures.received;
  }

  /** What comes now; `undefined` while nothing comes. */
  get playing(): AudioFormat | undefined {
    return this.#sound.state.name === 'running' ? this.#format : undefined;
  }

  /** Why there is no sound, in words; `undefined` when it comes, or is about to. */
  get reason(): string | undefined {
    const { state } = this.#sound;
    switch (state.name) {
      case 'pause':
      case 'none':
        return state.reason;
      case 'stopping':
        return typeof state.next === 'object' ? state.next.reason : undefined;
      case 'off':
        return this.#none();
      case 'waiting':
        return this.#isOff ? offWords : this.#options.pictureReason();
      case 'starting':
      case 'wait-sound':
      case 'running':
        return undefined;
    }
  }

  /** Pictures come: sound may be asked for. */
  picturesCame(): void {
    this.#post({ type: 'pictures-came' });
    if (this.#wasOff && !this.#isOff && this.#listeners > 0) {
      // It was switched on, and somebody has listened all the time.
      this.#wasOff = false;
      this.#post({ type: 'listen', none: this.#none() });
    }
  }

  /** The pictures are about to be stopped. Resolves when the sound is, so that its STOP goes first. */
  async picturesEnd(urgency: Urgency): Promise<void> {
    this.#urgency = urgency;
    if (urgency === 'soon') {
      this.hurry();
    }
    this.#post({ type: 'pictures-end' });
    this.#urgency = 'soon';
    await this.#stopping;
  }

  /** Somebody waits for the STOP after all. */
  hurry(): void {
    this.#run?.hurry();
  }

  /** The UID is gone, and everything on it. */
  drop(): void {
    this.#post({ type: 'dropped' });
  }

  /** The media thread's part of the camera is given up: there is another ring, if sound comes again. */
  forgetRing(): void {
    this.#figures.restart();
    this.supply.setRing(undefined);
  }

  /** Lets time pass: to be called a few times a second while the camera is active. */
  tick(nowMs: number): void {
    if (this.#sound.state.name === 'running' && nowMs - this.#figures.newestFrameMs >= silenceMs) {
      this.#post({ type: 'interrupted', reason: 'no sound came for 15 s' });
    }
  }

  /** Figures came. */
  reported(report: SoundReport | undefined): void {
    this.#figures.reported(report);
  }

  #listen(): () => void {
    this.#listeners += 1;
    this.#linger?.cancel();
    this.#wasOff = this.#isOff;
    this.#post({ type: 'listen', none: this.#none() });
    return () => {
      this.#listeners -= 1;
      if (this.#listeners === 0) {
        this.#linger = this.#options.clock.after(lingerMs, () => this.#unlisten());
      }
    };
  }

  #unlisten(): void {
    this.#urgency = 'later';
    this.#post({ type: 'unlisten' });
    this.#urgency = 'soon';
  }

  get #isOff(): boolean {
    return this.#options.settings().codec === 'off';
  }

  /** Why the recorder need not be asked, in words. */
  #none(): string | undefined {
    const { notes, clock } = this.#options;
    if (this.#isOff) {
      return offWords;
    }
    return hasAudio(notes.known, clock.wallMs()) === 'no' ? noSoundWords : undefined;
  }

  #post(event: SoundEvent): void {
    const before = this.#sound.state;
    const { sound, actions, timerMs } = stepSound(this.#sound, event);
    this.#sound = sound;
    if (timerMs !== undefined) {
      this.#setTimer(timerMs);
    }
    for (const action of actions) {
      this.#act(action);
    }
    if (sound.state !== before) {
      this.supply.look();
      this.#options.onChange();
    }
  }

  #setTimer(timerMs: number | null): void {
    this.#timer?.cancel();
    this.#timer =
      timerMs === null
        ? undefined
        : this.#options.clock.after(timerMs, () => this.#post({ type: 'timeout' }));
  }

  #act(action: SoundAction): void {
    switch (action.type) {
      case 'start':
        this.#start();
        break;
      case 'stop':
        this.#stopping = this.#stop(this.#urgency).catch(this.#options.onBug);
        break;
      case 'drop':
        this.#run?.drop();
        this.#run = undefined;
        break;
      case 'note-none':
        this.#options.notes.note({ audio: 'none' });
        break;
    }
  }

  #start(): void {
    const { ingest, settings, upstream, onBug } = this.#options;
    const found = upstream();
    const { codec, law, g726BitOrder } = settings();
    if (codec === 'off') {
      this.#wasOff = true;
      this.#post({ type: 'forbidden', reason: offWords });
      return;
    }
    if (found === undefined) {
      this.#post({ type: 'failed', reason: 'no pictures come' });
      return;
    }
    const isCurrent = (): boolean => this.#run === run;
    const run: StreamRun = new StreamRun({
      ...found,
      compression: 'AUDIO',
      sound: { codec, law, g726BitOrder },
      ingest,
      events: {
        firstPacket: () => undefined,
        firstRandomAccess: () => undefined,
        placeholder: () => undefined,
        sound: (stream) => {
          if (isCurrent()) {
            this.#came(stream);
          }
        },
      },
      onEvent: (event) => {
        if (isCurrent() && event.type !== 'sent') {
          this.#post(event);
        }
      },
      onPlace: () => undefined,
    });
    this.#run = run;
    run.start().catch(onBug);
  }

  async #stop(urgency: Urgency): Promise<void> {
    const run = this.#run;
    await run?.stop(urgency);
    if (this.#run === run) {
      this.#run = undefined;
      this.#post({ type: 'stopped' });
    }
  }

  #came({ ring, format }: SoundStream): void {
    if (!isSameFormat(this.#format, format)) {
      this.#format = format;
    }
    this.#figures.came(this.#options.clock.nowMs());
    this.#options.notes.note({ audio: contractAudio(format.codec) });
    this.supply.setRing(ring);
    this.#post({ type: 'sound' });
    this.supply.look();
    this.#options.onChange();
  }
}

function isSameFormat(one: AudioFormat | undefined, other: AudioFormat): boolean {
  return (
    one?.codec === other.codec &&
    one.sampleRateHz === other.sampleRateHz &&
    one.channels === other.channels
  );
}
