import type { CameraLive } from '@casement/contract';
import type { SharedRing, ViewerPlane } from '@casement/media';
import { CameraIngest } from '../media/camera-ingest.js';
import type { MediaThreads } from '../media/media-plane.js';
import type { CameraReport } from '../media/messages.js';
import type { Clock, Timer } from '../net/clock.js';
import type { ListedCamera } from '../recorders/camera-list.js';
import type { QueuePlace } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { SessionCause } from '../recorders/session-cause.js';
import type { UidLease } from '../recorders/uid-lease.js';
import type { LiveViewer } from '../viewing/live-cameras.js';
import { newLive, stepLive } from './live-state.js';
import type {
  Live,
  LiveAction,
  LiveAttempt,
  LiveEvent,
  LivePolicy,
  LiveVideo,
} from './live-model.js';
import { cameraWords, liveInWords, queueWords, sessionWords } from './live-words.js';
import { bestGuess, livePolicy, whyUnavailable } from './stream-policy.js';
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
  readonly settings: StreamSettings;
  /** The state or its reason changed. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** Pictures older than this are not given to a late viewer: they would look live. */
const staleMs = 2_000;

/** Nothing for this long, and the stream is started again (E.2). */
const silenceMs = 15_000;

/** What has come of a run; the recorder may send before it has answered START. */
type Came = { video: LiveVideo | undefined; randomAccess: boolean };

/**
 * The live stream of one camera: one upstream however many watch, opened by the first viewer and closed a
 * while after the last. It carries out what {@link stepLive} decides and owns the media path, which runs in a
 * media thread and goes on through restarts, so that viewers simply wait and get pictures again.
 */
export class CameraStream {
  readonly camera: number;
  readonly #options: CameraStreamOptions;
  readonly #ingest: CameraIngest;
  readonly #watches = new Set<symbol>();
  readonly #viewers = new Set<LiveViewer>();
  #recorder: NvrRecorder | undefined;
  #live: Live = newLive;
  #timer: Timer | undefined;
  #linger: Timer | undefined;
  #leaseAbort: AbortController | undefined;
  #lease: UidLease | undefined;
  #run: StreamRun | undefined;
  #place: QueuePlace | undefined;
  #lastPacketMs = 0;
  #lastPictureMs = 0;
  #came: Came = { video: undefined, randomAccess: false };
  #recorderEpochS: number | undefined;
  #bPicturesBefore = 0;
  #accessUnitsBefore = 0;
  #delivered = 0;
  /** What came last from this camera, the best guess for the next time. */
  #video: LiveVideo | undefined;

  constructor(recorder: NvrRecorder, options: CameraStreamOptions) {
    this.camera = options.camera;
    this.#recorder = recorder;
    this.#options = options;
    this.#ingest = new CameraIngest(options.media, {
      report: (report) => this.#reported(report),
      ringReplaced: (ring) => this.#viewers.forEach((viewer) => this.#play(viewer, ring)),
    });
  }

  get ingest(): CameraIngest {
    return this.#ingest;
  }

  /** Access units that came while somebody watched, times those who did. */
  get delivered(): number {
    return this.#delivered;
  }

  /**
   * Where viewers of this camera are to be opened.
   *
   * @throws {StreamUnavailableError} while no media thread runs
   */
  get plane(): ViewerPlane {
    return this.#ingest.plane();
  }

  get viewers(): number {
    return this.#watches.size;
  }

  /** Whether anything is going on, so that time has to be let pass. */
  get isActive(): boolean {
    return this.#live.state.name !== 'off';
  }

  /** As the contract shows it. */
  get live(): CameraLive {
    const { state } = this.#live;
    const words = liveInWords(state, {
      session: sessionWords(this.#recorder?.status),
      queue: queueWords(this.#place),
    });
    const { received, video } = this.#ingest;
    return {
      ...cameraWords(words, this.#listed(), received.bPictures > this.#bPicturesBefore),
      viewers: this.viewers,
      statistics: streamStatistics(state, received, video),
    };
  }

  /** Holds the upstream open; the returned function lets go. Idempotent. */
  watch(): () => void {
    const watch = Symbol('watch');
    this.#watches.add(watch);
    this.#linger?.cancel();
    this.#ingest.open();
    this.#post({ type: 'open' });
    this.#run?.hurry();
    this.#options.onChange();
    return () => {
      if (this.#watches.delete(watch)) {
        this.#options.onChange();
        this.#lingerWhenEmpty();
      }
    };
  }

  /** Gives a viewer pictures, first those since the last IDR. */
  add(viewer: LiveViewer): void {
    this.#viewers.add(viewer);
    const { ring } = this.#ingest;
    if (ring) {
      this.#play(viewer, ring);
    }
  }

  /** The viewer has ended; the pictures it still gets are its plane's business. */
  remove(viewer: LiveViewer): void {
    this.#viewers.delete(viewer);
  }

  /** Lets time pass: to be called a few times a second while the stream is active. */
  tick(nowMs: number): void {
    const { name } = this.#live.state;
    if (name !== 'running' && name !== 'wait-random-access') {
      return;
    }
    if (nowMs - Math.max(this.#lastPacketMs, this.#lastPictureMs) >= silenceMs) {
      this.#post({ type: 'interrupted', reason: 'no picture came for 15 s' });
    } else if (name === 'running' && nowMs - this.#lastPictureMs >= silenceMs) {
      this.#post({ type: 'interrupted', reason: 'packets come, but no picture for 15 s' });
    }
  }

  /** The recorder is about to go: STOP is sent, the viewers stay and wait for `resume`. */
  async suspend(): Promise<void> {
    await this.#run?.stop('soon');
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
    this.#options.onChange();
  }

  /** The camera is gone, or the gateway ends: STOP is sent, and the viewers are closed. */
  async end(): Promise<void> {
    const run = this.#run;
    this.#watches.clear();
    this.#linger?.cancel();
    this.#post({ type: 'close' });
    await run?.stop('soon');
    const viewers = [...this.#viewers];
    this.#viewers.clear();
    await Promise.all(viewers.map((viewer) => viewer.close('the camera is no longer there')));
  }

  #play(viewer: LiveViewer, ring: SharedRing): void {
    const isInstant = this.#options.settings.instantStart && !this.#isStale;
    viewer.play(ring, isInstant ? 'compressed' : 'none');
  }

  get #isStale(): boolean {
    return this.#options.clock.nowMs() - this.#lastPictureMs > staleMs;
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
      if (live.state.name === 'off') {
        this.#ingest.close();
      }
      this.#options.onChange();
    }
    this.#lookAtWhatCame();
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
        this.#run?.drop();
        this.#run = undefined;
        this.#ingest.forgetPictures();
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
    const run = new StreamRun({
      recorder,
      lease,
      attempt,
      ingest: this.#ingest,
      onPacket: (video) => {
        if (this.#run === run) {
          this.#came.video = video;
          this.#lastPacketMs = this.#options.clock.nowMs();
          this.#lookAtWhatCame();
        }
      },
      onRandomAccess: () => {
        if (this.#run === run) {
          this.#came.randomAccess = true;
          this.#lookAtWhatCame();
        }
      },
      onEvent: (event) => {
        if (this.#run === run) {
          this.#post(event);
        }
      },
      onPlace: (place) => {
        if (this.#run === run) {
          this.#place = place;
          this.#options.onChange();
        }
      },
    });
    this.#run = run;
    this.#came = { video: undefined, randomAccess: false };
    this.#bPicturesBefore = this.#ingest.received.bPictures;
    const reason = whyUnavailable(this.#listed());
    if (reason !== undefined) {
      this.#post({ type: 'unavailable', reason });
    } else {
      run.start().catch(onBug);
    }
  }

  async #stop(): Promise<void> {
    const run = this.#run;
    this.#ingest.forgetPictures();
    const isLast = this.#live.state.name === 'stopping' && this.#live.state.next.then === 'off';
    try {
      await run?.stop(isLast ? 'later' : 'soon');
    } catch (error) {
      this.#options.onBug(error);
    }
    if (this.#run === run) {
      this.#run = undefined;
      this.#post({ type: 'stopped' });
    }
  }

  #lookAtWhatCame(): void {
    const { video, randomAccess } = this.#came;
    const { state } = this.#live;
    if (state.name === 'wait-packets' && video !== undefined) {
      this.#packetCame(video, state.attempt);
    } else if (state.name === 'wait-random-access' && randomAccess) {
      this.#post({ type: 'picture' });
    }
  }

  #packetCame(video: LiveVideo, { transport, fallback }: LiveAttempt): void {
    const { clock, memory } = this.#options;
    const nowMs = clock.nowMs();
    this.#video = video;
    this.#lastPictureMs = nowMs;
    memory.packetsCame(transport, fallback !== 'none', nowMs);
    this.#post({ type: 'packet', video });
  }

  #reported({ newestPacketMs, newestPictureMs, recorderSecond }: CameraReport): void {
    this.#lastPacketMs = Math.max(this.#lastPacketMs, newestPacketMs ?? 0);
    this.#lastPictureMs = Math.max(this.#lastPictureMs, newestPictureMs ?? 0);
    if (recorderSecond && recorderSecond.epochS !== this.#recorderEpochS) {
      this.#recorderEpochS = recorderSecond.epochS;
      const ageMs = this.#options.clock.nowMs() - recorderSecond.arrivalMs;
      this.#recorder?.observeClock(recorderSecond.epochS, ageMs);
    }
    const { accessUnits } = this.#ingest.received;
    this.#delivered += (accessUnits - this.#accessUnitsBefore) * this.#viewers.size;
    this.#accessUnitsBefore = accessUnits;
  }

  #listed(): ListedCamera | undefined {
    return this.#recorder?.cameras.find(({ number }) => number === this.camera);
  }

  #policy(): LivePolicy {
    const { firstPacketMs } = this.#options.settings;
    return livePolicy(this.#recorder?.config.transport, this.#listed()?.codec, firstPacketMs);
  }

  #bestGuess(): LiveAttempt {
    const { clock, memory } = this.#options;
    return bestGuess(this.#policy(), memory.preferred(clock.nowMs()), this.#video);
  }
}
