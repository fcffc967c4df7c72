import type { RecordedTimes, RecorderLog, RecorderState } from '@casement/protocol';
import { sleep } from '../../net/clock.js';
import type { Clock } from '../../net/clock.js';
import { CommandQueue } from '../../recorders/command-queue.js';
import type { SessionCause } from '../../recorders/session-cause.js';
import { SessionFailure } from '../../recorders/session-failure.js';
import type {
  GopAnswer,
  PlaybackLease,
  PlaybackLeaseListener,
  PlaybackRequestOptions,
  RecorderPlayCommand,
  RecorderPlayback,
  SoundAnswer,
} from '../recorder-playback.js';
import { testBody } from './recorded-gops.js';
import type { RecordedGop } from './recorded-gops.js';

/** How a recorder behaves where the documents leave it open (E.3). */
export type FakeRecorderOptions = {
  readonly clock: Clock;
  readonly recordings: ReadonlyMap<number, readonly RecordedGop[]>;
  readonly recorder?: string;
  /** Where BPLAY, PLAY and the frame steps go on from. */
  readonly goesOnFrom?: 'timef' | 'delivered';
  /** What lies behind a gap is delivered at once, or nothing until GOTODATE. */
  readonly gaps?: 'skipped' | 'empty';
  readonly gopTookMs?: number;
  readonly controlMs?: number;
  readonly tellsState?: boolean;
  /** Bytes of filler per picture. */
  readonly bytes?: number;
};

type Cursor = { index: number; readonly fresh: boolean };

const second = 1_000;
/** GOPs further apart than this have a gap between them. */
const gapMs = 3_000;

/** A recorder as decisions E.3 describe it, in memory: one lease at a time. */
export class FakeRecorder implements RecorderPlayback {
  readonly recorder: string;
  readonly timeZone = 'UTC';
  /** What it was asked, in order: `go-to-date 5000`, `gop 1`. */
  readonly requests: string[] = [];
  leases = 0;
  gopTookMs: number;
  /** Seconds of sound. */
  hasSound = false;
  /** Overrides the next answers. */
  readonly answers: ((camera: number) => GopAnswer | Promise<GopAnswer> | undefined)[] = [];
  readonly #options: FakeRecorderOptions;
  readonly #control: CommandQueue;
  readonly #frames: CommandQueue;
  #listener: PlaybackLeaseListener | undefined;
  #lease = 0;
  #mode: RecorderState = 'unspecified';
  #step = 0;
  #mask: readonly number[] = [];
  readonly #cursors = new Map<number, Cursor>();
  readonly #inFlight = new Set<number>();
  #soundMs: number | undefined;

  constructor(options: FakeRecorderOptions) {
    this.#options = options;
    this.recorder = options.recorder ?? 'r';
    this.gopTookMs = options.gopTookMs ?? 20;
    const { clock, controlMs = 3_000 } = options;
    this.#control = new CommandQueue({ clock, spacingMs: controlMs });
    this.#frames = new CommandQueue({ clock, spacingMs: 200 });
  }

  get cameras(): readonly number[] {
    return [...this.#options.recordings.keys()];
  }

  /** How often it was asked for GOPs. */
  get pulls(): number {
    return this.requests.filter((request) => request.startsWith('gop')).length;
  }

  /** The commands without the pulls. */
  get commands(): string[] {
    return this.requests.filter((request) => !/^(gop|sound)/.test(request));
  }

  lease(listener: PlaybackLeaseListener, signal: AbortSignal): Promise<PlaybackLease> {
    signal.throwIfAborted();
    this.leases += 1;
    this.#lease += 1;
    const id = this.#lease;
    this.#listener = listener;
    this.#mode = 'unspecified';
    this.#mask = [];
    this.#cursors.clear();
    this.#inFlight.clear();
    return Promise.resolve({
      control: (command, options) => this.#queued(id, command, options),
      gop: (camera, options) => this.#gop(id, camera, options),
      sound: (camera) => this.#sound(id, camera),
      release: (shownMs) => {
        this.requests.push(`stop ${shownMs}`);
        this.#lease += 1;
        return Promise.resolve();
      },
    });
  }

  /** The next GOP of a camera counts as delivered: an answer is given in its place. */
  skip(camera: number): RecordedGop | undefined {
    return this.#advance(camera);
  }

  /** The UID is gone. */
  lose(cause: SessionCause = { kind: 'uid-invalid', answer: '401' }): void {
    this.#lease += 1;
    this.#listener?.lost(cause);
  }

  recordedTimes(): Promise<RecordedTimes> {
    return Promise.resolve({ disks: [], defects: [] });
  }

  log(kind: RecorderLog['kind']): Promise<RecorderLog> {
    return Promise.resolve({ kind, entries: [], defects: [] });
  }

  #check(lease: number): void {
    if (lease !== this.#lease) {
      throw new SessionFailure({ kind: 'uid-invalid', answer: '401' });
    }
  }

  async #queued(
    lease: number,
    command: RecorderPlayCommand,
    options: PlaybackRequestOptions = {},
  ): Promise<void> {
    const isFrame = command.command === 'next-frame' || command.command === 'previous-frame';
    await (isFrame ? this.#frames : this.#control).run(async () => {
      await sleep(this.#options.clock, 5, options.signal);
      this.#check(lease);
      this.#carryOut(command);
    }, options);
  }

  #carryOut(command: RecorderPlayCommand): void {
    const rest =
      'atMs' in command ? ` ${command.atMs}` : 'shownMs' in command ? ` ${command.shownMs}` : '';
    this.requests.push(command.command + rest);
    switch (command.command) {
      case 'mask':
        this.#mask = command.cameras;
        return;
      case 'go-to-date':
        this.#mode = 'play';
        this.#soundMs = wholeSecond(command.atMs);
        this.#moveAll((camera) => this.#near(camera, wholeSecond(command.atMs)));
        return;
      case 'play':
        this.#mode = 'play';
        return;
      case 'reverse':
        this.#mode = 'reverse';
        this.#goOnFrom(wholeSecond(command.shownMs));
        return;
      case 'pause':
        this.#mode = 'pause';
        return;
      case 'next-frame':
        this.#mode = 'next-image';
        this.#goOnFrom(command.shownMs);
        return;
      case 'previous-frame':
        this.#mode = 'previous-image';
        this.#goOnFrom(command.shownMs);
        return;
      case 'fast-forward':
      case 'fast-reverse': {
        const mode = command.command;
        this.#step = this.#mode === mode ? Math.min(8, this.#step + 1) : 1;
        this.#mode = mode;
        return;
      }
      case 'stop':
        this.#mode = 'unspecified';
    }
  }

  #goOnFrom(atMs: number): void {
    if (this.#options.goesOnFrom !== 'delivered') {
      this.#moveAll((camera) => ({ index: this.#indexAt(camera, atMs), fresh: false }));
    }
  }

  #moveAll(to: (camera: number) => Cursor): void {
    for (const camera of this.#mask) {
      this.#cursors.set(camera, to(camera));
    }
  }

  /** Last GOP that begins at or before a time. */
  #indexAt(camera: number, atMs: number): number {
    return this.#gops(camera).findLastIndex(({ startMs }) => startMs <= atMs);
  }

  #near(camera: number, atMs: number): Cursor {
    const gops = this.#gops(camera);
    const index = this.#indexAt(camera, atMs);
    const gop = gops[index];
    const isInside = gop !== undefined && atMs - (gop.timesMs.at(-1) ?? 0) < gapMs;
    if (isInside || this.#options.gaps !== 'empty') {
      return { index: isInside || index === gops.length - 1 ? index : index + 1, fresh: true };
    }
    return { index: Number.NaN, fresh: true };
  }

  #gops(camera: number): readonly RecordedGop[] {
    return this.#options.recordings.get(camera) ?? [];
  }

  async #gop(
    lease: number,
    camera: number,
    { signal }: PlaybackRequestOptions = {},
  ): Promise<GopAnswer> {
    this.requests.push(`gop ${camera}`);
    this.#check(lease);
    if (this.#inFlight.has(camera) || !this.#mask.includes(camera) || this.#mode === 'pause') {
      throw new Error(`camera ${camera} must not be asked for now`);
    }
    const override = this.answers.shift()?.(camera);
    this.#inFlight.add(camera);
    const mode = this.#mode;
    const gop = override ? undefined : this.#advance(camera);
    try {
      await sleep(this.#options.clock, this.gopTookMs, signal);
    } finally {
      this.#inFlight.delete(camera);
    }
    this.#check(lease);
    if (override) {
      return override;
    }
    if (!gop) {
      const none = testBody({ startMs: 0, timesMs: [] }, camera, { isPresent: false });
      return { kind: 'nothing', body: none, reason: 'nothing recorded here' };
    }
    const state = this.#options.tellsState === false ? {} : { state: mode, speedStep: this.#step };
    const information = { camera, imagesPerSecond: 5, ...state, raw: [], defects: [] };
    const body = testBody(gop, camera, { information, bytes: this.#options.bytes ?? 0 });
    return { kind: 'gop', body, tookMs: this.gopTookMs };
  }

  /** Moves the cursor of a camera to what is delivered next. */
  #advance(camera: number): RecordedGop | undefined {
    const cursor = this.#cursors.get(camera) ?? { index: 0, fresh: true };
    const isBack = ['reverse', 'previous-image', 'fast-reverse'].includes(this.#mode);
    const isFast = this.#mode.startsWith('fast');
    const by = cursor.fresh && !isBack ? 0 : (isFast ? 2 ** this.#step : 1) * (isBack ? -1 : 1);
    const gops = this.#gops(camera);
    const from = gops[cursor.index];
    const index = cursor.index + by;
    const to = gops[index];
    const isOverGap = from && to && Math.abs(to.startMs - from.startMs) > gapMs && !isFast;
    if (!to || (isOverGap && this.#options.gaps === 'empty')) {
      return undefined;
    }
    this.#cursors.set(camera, { index, fresh: false });
    return to;
  }

  async #sound(lease: number, camera: number): Promise<SoundAnswer> {
    this.requests.push(`sound ${camera}`);
    await sleep(this.#options.clock, 10);
    this.#check(lease);
    if (!this.hasSound || this.#soundMs === undefined) {
      return { kind: 'nothing', reason: 'no sound' };
    }
    const startMs = this.#soundMs;
    this.#soundMs += second;
    const frames = [Uint8Array.of(1)];
    const body = {
      codec: 'g711',
      camera,
      startMs,
      endMs: startMs + second,
      frames,
      defects: [],
    } as const;
    return { kind: 'sound', body };
  }
}

/** TIMEF of all but frame steps has whole seconds. */
function wholeSecond(ms: number): number {
  return Math.floor(ms / second) * second;
}
