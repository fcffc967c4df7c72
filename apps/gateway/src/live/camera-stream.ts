import type { CameraLive } from '@casement/contract';
import type { ViewerPlane } from '@casement/media';
import type { CameraIngest } from '../media/camera-ingest.js';
import type { CameraReport } from '../media/messages.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { LiveViewer, VideoFormat } from '../viewing/live-cameras.js';
import { AttemptChoice } from './attempt-choice.js';
import { CameraPictures } from './camera-pictures.js';
import { CameraSound } from './camera-sound.js';
import type { CameraStreamOptions } from './camera-stream-options.js';
import { CameraUpstream } from './camera-upstream.js';
import { CameraViewers } from './camera-viewers.js';
import { eventOf } from './came.js';
import { CameraWatches } from './camera-watches.js';
import { LiveMachine } from './live-machine.js';
import type { LiveEvent, LiveState } from './live-model.js';
import { cameraWords, liveInWords, queueWords, sessionWords } from './live-words.js';
import type { LiveWords } from './live-words.js';
import type { RingSupply } from './ring-supply.js';
import { streamStatistics } from './stream-statistics.js';

/**
 * The live stream of one camera: one upstream however many watch, opened by the first viewer and closed a
 * while after the last. It carries out what {@link stepLive} decides and owns the media path, which runs in a
 * media thread and goes on through restarts, so that viewers simply wait and get pictures again.
 */
export class CameraStream {
  readonly camera: number;
  /** The sound that it sends, while somebody takes from it. */
  readonly sound: CameraSound;
  readonly #options: CameraStreamOptions;
  readonly #pictures: CameraPictures;
  readonly #watches: CameraWatches;
  readonly #viewers: CameraViewers;
  readonly #upstream: CameraUpstream;
  readonly #choice: AttemptChoice;
  readonly #machine: LiveMachine;
  #toldPause = false;

  constructor(recorder: NvrRecorder, options: CameraStreamOptions) {
    this.camera = options.camera;
    this.#options = options;
    this.#pictures = this.#openPictures();
    this.sound = this.#openSound();
    this.#watches = new CameraWatches({
      clock: options.clock,
      lingerMs: options.settings.lingerMs,
      onChange: () => this.#tell(),
      onUnused: () => this.#post({ type: 'close' }),
    });
    this.#viewers = new CameraViewers(this.video);
    this.#upstream = this.#openUpstream(recorder);
    this.#choice = new AttemptChoice({
      clock: options.clock,
      memory: options.memory,
      notes: options.notes,
      firstPacketMs: options.settings.firstPacketMs,
      upstream: this.#upstream,
    });
    this.#machine = new LiveMachine({
      clock: options.clock,
      policy: () => this.#choice.policy,
      onTimeout: () => {
        const { rtpWorks, best } = this.#choice;
        this.#post({ type: 'timeout', rtpWorks, attempt: best });
      },
      onAction: (action) => this.#upstream.act(action),
      onState: (before, after) => this.#stateChanged(before.name, after.name),
    });
  }

  get ingest(): CameraIngest {
    return this.#pictures.ingest;
  }

  /** The pictures that the recorder sends. */
  get video(): RingSupply<VideoFormat> {
    return this.#pictures.supply;
  }

  /** See {@link CameraPictures.delivered}. */
  get delivered(): number {
    return this.#pictures.delivered;
  }

  /**
   * Where viewers of this camera are to be opened.
   *
   * @throws {StreamUnavailableError} while no media thread runs
   */
  get plane(): ViewerPlane {
    return this.ingest.plane();
  }

  get viewers(): number {
    return this.#watches.viewers;
  }

  /** Whether anything is going on, so that time has to be let pass. */
  get isActive(): boolean {
    return this.#machine.state.name !== 'off';
  }

  /** As the contract shows it. */
  get live(): CameraLive {
    const { received, video } = this.ingest;
    return {
      ...this.#words,
      viewers: this.viewers,
      statistics: streamStatistics(this.#machine.state, received, video, this.sound.playing),
    };
  }

  get #words(): LiveWords {
    const { recorder, place, listed } = this.#upstream;
    const session = sessionWords(recorder?.status);
    const words = liveInWords(this.#machine.state, {
      session,
      queue: queueWords(place),
      havePaused: this.#pictures.havePaused,
    });
    return cameraWords(words, listed);
  }

  /** Why no pictures come, in words; `undefined` when they come, or are about to. */
  get #reason(): string | undefined {
    const { state, reason } = this.#words;
    return state === 'waiting' || state === 'failed' ? (reason ?? undefined) : undefined;
  }

  /**
   * Holds the upstream open; the returned function lets go. Idempotent.
   *
   * @param counts whether that is a viewer
   */
  watch(counts = true): () => void {
    const letGo = this.#watches.add(counts);
    this.#pictures.open();
    this.#post({ type: 'open' });
    this.sound.hurry();
    this.#upstream.hurry();
    this.#tell();
    return letGo;
  }

  /** Gives a viewer pictures, first those since the last IDR. */
  add(viewer: LiveViewer): void {
    this.#viewers.add(viewer);
  }

  /** See {@link CameraViewers.remove}. */
  remove(viewer: LiveViewer): void {
    this.#viewers.remove(viewer);
  }

  /** Lets time pass: to be called a few times a second while the stream is active. */
  tick(nowMs: number): void {
    this.sound.tick(nowMs);
    // What is waited for may be something about the recorder.
    this.video.look();
    this.sound.supply.look();
    const { name } = this.#machine.state;
    const pauses = name === 'running' && this.#pictures.havePaused;
    if (pauses !== this.#toldPause) {
      this.#toldPause = pauses;
      this.#tell();
    }
    if (name !== 'running' && name !== 'wait-random-access') {
      return;
    }
    const reason = this.#pictures.silence(nowMs, name === 'running' ? 'pictures' : 'packets');
    if (reason !== undefined) {
      this.#post({ type: 'interrupted', reason });
    }
  }

  /** The recorder is about to go: STOP is sent, the viewers stay and wait for `resume`. */
  async suspend(): Promise<void> {
    await this.#upstream.stop(this.#upstream.run, 'soon');
    this.#upstream.setRecorder(undefined);
    this.#post({
      type: 'lost',
      cause: { kind: 'unexpected', detail: 'the settings were changed' },
    });
  }

  /** The same recorder with other settings is there. */
  resume(recorder: NvrRecorder): void {
    this.#upstream.setRecorder(recorder);
    if (this.#machine.state.name === 'session') {
      this.#upstream.askForLease();
    }
    this.#tell();
  }

  /** The camera is gone, or the gateway ends: STOP is sent, and the viewers are closed. */
  async end(): Promise<void> {
    const { run } = this.#upstream;
    this.#watches.clear();
    this.#post({ type: 'close' });
    await this.#upstream.stop(run, 'soon');
    await this.#viewers.closeAll('the camera is no longer there');
  }

  #openPictures(): CameraPictures {
    const { media, clock, settings, notes, onBug } = this.#options;
    return new CameraPictures({
      media,
      clock,
      instantStart: settings.instantStart,
      reason: () => this.#reason,
      onReport: (report) => this.#reported(report),
      onFormat: ({ codec, reorders }) => {
        notes.note({ video: codec, reorders });
        this.#tell();
      },
      onRingReplaced: () => this.sound.forgetRing(),
      onBug,
    });
  }

  #openSound(): CameraSound {
    const { clock, notes, onBug } = this.#options;
    return new CameraSound({
      ingest: this.ingest,
      clock,
      notes,
      settings: () => this.#upstream.soundSettings,
      upstream: () => {
        const { state } = this.#machine;
        return state.name === 'running'
          ? this.#upstream.forSound(state.attempt.transport)
          : undefined;
      },
      pictureReason: () => this.#reason,
      onChange: () => this.#options.onChange(),
      onBug,
    });
  }

  #openUpstream(recorder: NvrRecorder): CameraUpstream {
    return new CameraUpstream(recorder, {
      camera: this.camera,
      pictures: this.#pictures,
      sound: this.sound,
      bestGuess: () => this.#choice.best,
      isLastStop: () => this.#machine.isLastStop,
      onEvent: (event) => this.#post(event),
      onCame: () => this.#lookAtWhatCame(),
      onPlace: () => this.#options.onChange(),
      onBug: this.#options.onBug,
    });
  }

  #post(event: LiveEvent): void {
    this.#machine.post(event);
    this.#lookAtWhatCame();
  }

  #stateChanged(before: LiveState['name'], after: LiveState['name']): void {
    if (after === 'off') {
      this.#pictures.close();
      this.sound.forgetRing();
    } else if (after === 'running' && before !== 'running') {
      this.#pictures.picturesBegin();
      this.sound.picturesCame();
    }
    this.#tell();
  }

  /** The state, its reason or a figure that others see has changed. */
  #tell(): void {
    this.video.look();
    this.sound.supply.look();
    this.#options.onChange();
  }

  #lookAtWhatCame(): void {
    const { state } = this.#machine;
    const event = eventOf(this.#upstream.came, state);
    if (event?.type === 'placeholder') {
      this.#upstream.forgetPlaceholder();
    } else if (event?.type === 'packet' && state.name === 'wait-packets') {
      this.#pictures.picturesBegin();
      this.#choice.worked(state.attempt, event.video);
    }
    if (event !== undefined) {
      this.#post(event);
    }
  }

  #reported({ recorderSecond, sound }: CameraReport): void {
    this.sound.reported(sound);
    if (recorderSecond) {
      this.#upstream.observeClock(recorderSecond, this.#options.clock.nowMs());
    }
  }
}
