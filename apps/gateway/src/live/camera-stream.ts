import type { CameraLive } from '@casement/contract';
import type { VideoCodec, ViewerPlane } from '@casement/media';
import type { CameraIngest } from '../media/camera-ingest.js';
import type { MediaThreads } from '../media/media-plane.js';
import type { CameraReport } from '../media/messages.js';
import type { Clock, Timer } from '../net/clock.js';
import type { ListedCamera, ListedSound } from '../recorders/camera-list.js';
import type { QueuePlace, Urgency } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { SessionCause } from '../recorders/session-cause.js';
import type { UidLease } from '../recorders/uid-lease.js';
import type { LiveViewer, VideoFormat } from '../viewing/live-cameras.js';
import type { CameraNotes } from './camera-memory.js';
import { CameraPictures } from './camera-pictures.js';
import { CameraSound } from './camera-sound.js';
import type { SoundUpstream } from './camera-sound.js';
import { newLive, stepLive } from './live-state.js';
import type {
  Live,
  LiveAction,
  LiveAttempt,
  LiveEvent,
  LivePolicy,
  LiveState,
  LiveVideo,
} from './live-model.js';
import { cameraWords, liveInWords, queueWords, sessionWords } from './live-words.js';
import type { LiveWords } from './live-words.js';
import type { RingSupply } from './ring-supply.js';
import { bestGuess, livePolicy, videoOf, whyUnavailable } from './stream-policy.js';
import { StreamRun } from './stream-run.js';
import { streamStatistics } from './stream-statistics.js';
import type { TransportMemory } from './transport-memory.js';

/** Settings of all streams of a gateway. */
export type StreamSettings = {
  /** How long an upstream outlives its last viewer. */
  readonly lingerMs: number;
  /** How long `auto` waits for RTP. */
  readonly firstPacketMs: number;
  /** Whether a viewer gets the pictures since the last IDR at once. */
  readonly instantStart: boolean;
};

/** Options of {@link CameraStream}. */
export type CameraStreamOptions = {
  readonly camera: number;
  readonly media: MediaThreads;
  readonly clock: Clock;
  readonly memory: TransportMemory;
  /** What was found out about the camera before. */
  readonly notes: CameraNotes;
  readonly settings: StreamSettings;
  /** The state or its reason changed. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

const codecOf: Readonly<Record<LiveVideo, VideoCodec>> = {
  H264: 'h264',
  H265: 'h265',
  JPEG: 'jpeg',
};

/** What has come of a run; the recorder may send before it has answered START. */
type Came = { video: LiveVideo | undefined; randomAccess: boolean; placeholder: boolean };

const nothingCame = (): Came => ({ video: undefined, randomAccess: false, placeholder: false });

/** Of a camera that the recorder does not list (any more). */
const defaultSound: ListedSound = { codec: 'auto', law: 'mu', g726BitOrder: 'left' };

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
  /** Who holds the upstream open, and whether that is a viewer. */
  readonly #watches = new Map<symbol, boolean>();
  /** With what ends their taking of the pictures. */
  readonly #viewers = new Map<LiveViewer, () => void>();
  #recorder: NvrRecorder | undefined;
  #live: Live = newLive;
  #timer: Timer | undefined;
  #linger: Timer | undefined;
  #leaseAbort: AbortController | undefined;
  #lease: UidLease | undefined;
  #run: StreamRun | undefined;
  #place: QueuePlace | undefined;
  #came: Came = nothingCame();
  #recorderEpochS: number | undefined;

  constructor(recorder: NvrRecorder, options: CameraStreamOptions) {
    this.camera = options.camera;
    this.#recorder = recorder;
    this.#options = options;
    this.#pictures = new CameraPictures({
      media: options.media,
      clock: options.clock,
      instantStart: options.settings.instantStart,
      reason: () => this.#reason,
      onReport: (report) => this.#reported(report),
      onFormat: ({ codec, reorders }) => {
        options.notes.note({ video: codec, reorders });
        this.#tell();
      },
      onRingReplaced: () => this.sound.forgetRing(),
      onBug: options.onBug,
    });
    this.sound = new CameraSound({
      ingest: this.ingest,
      clock: options.clock,
      notes: options.notes,
      settings: () => this.#listed()?.sound ?? defaultSound,
      upstream: () => this.#soundUpstream(),
      pictureReason: () => this.#reason,
      onChange: () => this.#options.onChange(),
      onBug: options.onBug,
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
    return [...this.#watches.values()].filter(Boolean).length;
  }

  /** Whether anything is going on, so that time has to be let pass. */
  get isActive(): boolean {
    return this.#live.state.name !== 'off';
  }

  /** As the contract shows it. */
  get live(): CameraLive {
    const { received, video } = this.ingest;
    return {
      ...this.#words,
      viewers: this.viewers,
      statistics: streamStatistics(this.#live.state, received, video, this.sound.playing),
    };
  }

  get #words(): LiveWords {
    const words = liveInWords(this.#live.state, {
      session: sessionWords(this.#recorder?.status),
      queue: queueWords(this.#place),
    });
    return cameraWords(words, this.#listed());
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
    const watch = Symbol('watch');
    this.#watches.set(watch, counts);
    this.#linger?.cancel();
    this.#pictures.open();
    this.#post({ type: 'open' });
    this.sound.hurry();
    this.#run?.hurry();
    this.#tell();
    return () => {
      if (this.#watches.delete(watch)) {
        this.#tell();
        this.#lingerWhenEmpty();
      }
    };
  }

  /** Gives a viewer pictures, first those since the last IDR. */
  add(viewer: LiveViewer): void {
    this.remove(viewer);
    this.#viewers.set(
      viewer,
      this.video.ring((ring, catchUp) => {
        if (ring) {
          viewer.play(ring, catchUp);
        }
      }),
    );
  }

  /** The viewer has ended; the pictures it still gets are its plane's business. */
  remove(viewer: LiveViewer): void {
    this.#viewers.get(viewer)?.();
    this.#viewers.delete(viewer);
  }

  /** Lets time pass: to be called a few times a second while the stream is active. */
  tick(nowMs: number): void {
    this.sound.tick(nowMs);
    // What is waited for may be something about the recorder.
    this.video.look();
    this.sound.supply.look();
    const { name } = this.#live.state;
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
    await this.#stopRun(this.#run, 'soon');
    this.#recorder = undefined;
    this.#post({
      type: 'lost',
      cause: { kind: 'unexpected', detail: 'the settings were changed' },
    });
  }

  /** The same recorder with other settings is there. */
  resume(recorder: NvrRecorder): void {
    this.#recorder = recorder;
    if (this.#live.state.name === 'session') {
      void this.#askForLease();
    }
    this.#tell();
  }

  /** The camera is gone, or the gateway ends: STOP is sent, and the viewers are closed. */
  async end(): Promise<void> {
    const run = this.#run;
    this.#watches.clear();
    this.#linger?.cancel();
    this.#post({ type: 'close' });
    await this.#stopRun(run, 'soon');
    const viewers = [...this.#viewers.keys()];
    viewers.forEach((viewer) => this.remove(viewer));
    await Promise.all(viewers.map((viewer) => viewer.close('the camera is no longer there')));
  }

  #lingerWhenEmpty(): void {
    const { clock, settings } = this.#options;
    if (this.#watches.size === 0) {
      this.#linger?.cancel();
      this.#linger = clock.after(settings.lingerMs, () => this.#post({ type: 'close' }));
    }
  }

  #post(event: LiveEvent): void {
    const before = this.#live.state;
    const { live, actions, timerMs } = stepLive(this.#live, event, this.#policy());
    this.#live = live;
    if (timerMs !== undefined) {
      this.#setTimer(timerMs);
    }
    for (const action of actions) {
      this.#act(action);
    }
    if (live.state !== before) {
      this.#stateChanged(before.name, live.state.name);
    }
    this.#lookAtWhatCame();
  }

  #stateChanged(before: LiveState['name'], after: LiveState['name']): void {
    if (after === 'off') {
      this.#pictures.close();
      this.sound.forgetRing();
    } else if (after === 'running' && before !== 'running') {
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

  #setTimer(timerMs: number | null): void {
    const { clock, memory } = this.#options;
    this.#timer?.cancel();
    this.#timer =
      timerMs === null
        ? undefined
        : clock.after(timerMs, () =>
            this.#post({
              type: 'timeout',
              rtpWorks: memory.rtpWorks(clock.nowMs()),
              attempt: this.#bestGuess(),
            }),
          );
  }

  #act(action: LiveAction): void {
    switch (action.type) {
      case 'lease':
        void this.#askForLease();
        break;
      case 'release':
        this.#letGo();
        break;
      case 'start':
        this.#start(action.attempt);
        break;
      case 'stop':
        void this.#stop();
        break;
      case 'drop':
        this.sound.drop();
        this.#run?.drop();
        this.#run = undefined;
        this.#pictures.forget();
        this.#letGo();
        break;
    }
  }

  async #askForLease(): Promise<void> {
    const recorder = this.#recorder;
    if (recorder === undefined) {
      return;
    }
    const abort = new AbortController();
    this.#leaseAbort = abort;
    const listener = { lost: (cause: SessionCause) => this.#leaseLost(abort, cause) };
    try {
      const lease = await recorder.lease(this.camera, listener, abort.signal);
      if (this.#leaseAbort !== abort) {
        lease.release();
        return;
      }
      this.#lease = lease;
      this.#post({ type: 'leased', attempt: this.#bestGuess() });
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#options.onBug(error);
      }
    }
  }

  #leaseLost(abort: AbortController, cause: SessionCause): void {
    if (this.#leaseAbort === abort) {
      this.#post({ type: 'lost', cause });
    }
  }

  #letGo(): void {
    this.#leaseAbort?.abort(new Error('no longer wanted'));
    this.#leaseAbort = undefined;
    this.#lease?.release();
    this.#lease = undefined;
  }

  #start(attempt: LiveAttempt): void {
    const { onBug } = this.#options;
    const recorder = this.#recorder;
    const lease = this.#lease;
    this.#place = undefined;
    if (recorder === undefined || lease === undefined) {
      return;
    }
    /** What an old run tells is of no interest any more. */
    const own =
      <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#run === run) {
          act(...args);
        }
      };
    const run: StreamRun = new StreamRun({
      recorder,
      lease,
      transport: attempt.transport,
      compression: attempt.video,
      sound: undefined,
      ingest: this.ingest,
      events: {
        firstPacket: own((video) => {
          this.#came.video = video;
          this.#pictures.packetCame();
          this.#lookAtWhatCame();
        }),
        firstRandomAccess: own(() => {
          this.#came.randomAccess = true;
          this.#lookAtWhatCame();
        }),
        placeholder: own(() => {
          this.#came.placeholder = true;
          this.#lookAtWhatCame();
        }),
        sound: () => undefined,
      },
      onEvent: own((event) => this.#post(event)),
      onPlace: own((place) => {
        this.#place = place;
        this.#options.onChange();
      }),
    });
    this.#run = run;
    this.#came = nothingCame();
    const reason = whyUnavailable(this.#listed());
    if (reason !== undefined) {
      this.#post({ type: 'unavailable', reason });
    } else {
      run.start().catch(onBug);
    }
  }

  async #stop(): Promise<void> {
    const run = this.#run;
    this.#pictures.forget();
    const isLast = this.#live.state.name === 'stopping' && this.#live.state.next.then === 'off';
    try {
      await this.#stopRun(run, isLast ? 'later' : 'soon');
    } catch (error) {
      this.#options.onBug(error);
    }
    if (this.#run === run) {
      this.#run = undefined;
      this.#post({ type: 'stopped' });
    }
  }

  /** Sound first (B12); nothing of either is taken from now on. */
  async #stopRun(run: StreamRun | undefined, urgency: Urgency): Promise<void> {
    const soundStopped = this.sound.picturesEnd(urgency);
    run?.drop();
    await soundStopped;
    await run?.stop(urgency);
  }

  #soundUpstream(): SoundUpstream | undefined {
    const { state } = this.#live;
    const recorder = this.#recorder;
    const lease = this.#lease;
    return state.name !== 'running' || recorder === undefined || lease === undefined
      ? undefined
      : { recorder, lease, transport: state.attempt.transport };
  }

  #lookAtWhatCame(): void {
    const { video, randomAccess, placeholder } = this.#came;
    const { state } = this.#live;
    if (isWaitingOrRunning(state) && placeholder) {
      this.#came.placeholder = false;
      this.#post({ type: 'placeholder' });
    } else if (state.name === 'wait-packets' && video !== undefined) {
      this.#packetCame(video, state.attempt);
    } else if (state.name === 'wait-random-access' && randomAccess) {
      this.#post({ type: 'picture' });
    }
  }

  #packetCame(video: LiveVideo, { transport, fallback }: LiveAttempt): void {
    const { clock, memory, notes } = this.#options;
    this.#pictures.picturesBegin();
    if (video !== 'JPEG') {
      // JPEG has no other way: it tells nothing.
      memory.packetsCame(transport, fallback !== 'none', clock.nowMs());
    }
    notes.note({ video: codecOf[video], transport });
    this.#post({ type: 'packet', video });
  }

  #reported({ recorderSecond, sound }: CameraReport): void {
    this.sound.reported(sound);
    if (recorderSecond && recorderSecond.epochS !== this.#recorderEpochS) {
      this.#recorderEpochS = recorderSecond.epochS;
      const ageMs = this.#options.clock.nowMs() - recorderSecond.arrivalMs;
      this.#recorder?.observeClock(recorderSecond.epochS, ageMs);
    }
  }

  #listed(): ListedCamera | undefined {
    return this.#recorder?.cameras.find(({ number }) => number === this.camera);
  }

  #policy(): LivePolicy {
    const { firstPacketMs } = this.#options.settings;
    return livePolicy(this.#recorder?.config.transport, this.#listed()?.codec, firstPacketMs);
  }

  #bestGuess(): LiveAttempt {
    const { clock, memory, notes } = this.#options;
    const { video } = notes.known;
    const last = video === undefined ? undefined : videoOf[video];
    return bestGuess(this.#policy(), memory.preferred(clock.nowMs()), last);
  }
}

/** Whether pictures may come. */
function isWaitingOrRunning({ name }: LiveState): boolean {
  return name === 'wait-packets' || name === 'wait-random-access' || name === 'running';
}
