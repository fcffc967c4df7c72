import type { NvrCommand, RecordedZone } from '@casement/protocol';
import type { Dispatcher } from 'undici';
import type { RecorderConfig } from '../config/config.js';
import type { Clock, Timer } from '../net/clock.js';
import type { StreamHead, StreamRequester } from '../net/stream-requester.js';
import { listCameras } from './camera-list.js';
import type { ListedCamera } from './camera-list.js';
import { ClockOffset } from './clock-offset.js';
import { CommandQueue } from './command-queue.js';
import type { QueueOptions } from './command-queue.js';
import { maskLength } from './mask-length.js';
import { NvrControl } from './nvr-control.js';
import { NvrDownload } from './nvr-download.js';
import { NvrPlayback } from './nvr-playback.js';
import { PlaybackSessionPool } from './playback-session-pool.js';
import { RecorderClient } from './recorder-client.js';
import type { CommandReply } from './recorder-client.js';
import { RecorderCommands } from './recorder-commands.js';
import type { RecorderInventory } from './recorder-commands.js';
import { uidOf } from './recorder-state.js';
import { recorderStatus } from './recorder-status.js';
import type { RecorderStatus } from './recorder-status.js';
import type { RecorderView } from './recorder-view.js';
import { SessionBroker } from './session-broker.js';
import type { SessionCause } from './session-cause.js';
import type { LeaseListener, UidLease } from './uid-lease.js';

/** What a recorder tells its owner. */
export type RecorderChange = 'recorder' | 'cameras';

/** Options of {@link NvrRecorder}. */
export type NvrRecorderOptions = {
  readonly config: RecorderConfig;
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  /** Closed with the recorder. */
  readonly dispatcher: Dispatcher;
  readonly onChange: (change: RecorderChange) => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** Options of a command with a turn. */
export type SendOptions = QueueOptions & {
  /** The command leaves the queue: it is being sent now. */
  readonly onSent?: (() => void) | undefined;
};

/** Counters since the recorder was opened. */
export type RecorderCounters = {
  readonly logins: number;
  readonly sessionsLost: number;
  readonly evictions: number;
  /** By name of the command. */
  readonly commands: ReadonlyMap<string, number>;
};

const inventoryMs = 60_000;
/** Everything the end may take: STOPs at short distance, log-outs, closing of the connections. */
const closeTimeoutMs = 5_000;
const closingSpacingMs = 200;

/**
 * One recorder: its connections, its command queue, its sessions and what is known about its cameras. It
 * decides nothing itself; see recorder-state.ts, command-queue.ts and session-broker.ts.
 */
export class NvrRecorder {
  readonly config: RecorderConfig;
  /** Its cameras as they are steered. */
  readonly control: NvrControl;
  /** Its recordings. */
  readonly playback: NvrPlayback;
  /** Files of its recordings. */
  readonly downloads: NvrDownload;
  readonly #options: NvrRecorderOptions;
  readonly #client: RecorderClient;
  readonly #queue: CommandQueue;
  /** Frame steps and camera control; see {@link NvrPlayback} and {@link NvrControl}. */
  readonly #steps: CommandQueue;
  readonly #commands: RecorderCommands;
  readonly #broker: SessionBroker;
  readonly #pool: PlaybackSessionPool;
  readonly #clockOffset = new ClockOffset();
  readonly #sent = new Map<string, number>();
  #inventory: RecorderInventory | undefined;
  #inventoryAtMs: number | undefined;
  #inventoryTimer: Timer | undefined;
  #counters = { logins: 0, sessionsLost: 0, evictions: 0 };
  #hadUid = false;
  #closing: Promise<void> | undefined;

  constructor(options: NvrRecorderOptions) {
    const { config, clock, random, dispatcher } = options;
    this.config = config;
    this.#options = options;
    this.#client = new RecorderClient({
      url: config.url,
      credentials: config.credentials,
      dispatcher,
    });
    this.#queue = new CommandQueue({ clock, spacingMs: config.pacing.controlMs });
    this.#commands = new RecorderCommands({
      client: this.#client,
      queue: this.#queue,
      uidLimit: config.uidLimit,
      held: () => this.sessionsHeld,
      giveUpSpare: () => this.#pool.giveUpSpare(),
      onInventory: (inventory) => this.#learn(inventory),
      onSent: (command) => this.#count(command),
    });
    this.#broker = new SessionBroker({
      clock,
      random,
      commands: this.#commands,
      onChange: () => this.#sessionsChanged(),
      onBug: options.onBug,
    });
    this.#steps = new CommandQueue({ clock, spacingMs: config.pacing.ptzMs });
    this.control = new NvrControl({
      clock,
      client: this.#client,
      lane: this.#steps,
      sessionFor: (camera) => this.#broker.controls(camera),
      whyNoUid: () => this.status.reason ?? 'the recorder is not there',
      onSent: (command) => this.#count(command),
      onAbilities: () => options.onChange('cameras'),
      onBug: options.onBug,
    });
    this.#pool = new PlaybackSessionPool({
      clock,
      random,
      commands: this.#commands,
      whyNoLogin: () => this.#whyNoPlayback(),
      onChange: () => options.onChange('recorder'),
      onBug: options.onBug,
    });
    this.playback = new NvrPlayback({
      recorder: config.id,
      clock,
      timeZone: config.timeZone,
      cameras: () => this.cameras.map(({ number }) => number),
      cameraCount: () => maskLength(this.#inventory?.cameras, config.cameras),
      client: this.#client,
      queue: this.#queue,
      steps: this.#steps,
      pool: this.#pool,
      live: {
        session: () => this.#broker.first.session,
        doubt: () => this.#broker.first.doubt(),
      },
      onSent: (command) => this.#count(command),
      onZone: () => options.onChange('recorder'),
    });
    this.downloads = new NvrDownload({
      config,
      clock,
      client: this.#client,
      queue: this.#queue,
      pool: this.#pool,
      zone: () => this.playback.zone,
      onSent: (command) => this.#count(command),
    });
  }

  get status(): RecorderStatus {
    return recorderStatus({
      first: this.#broker.first.session,
      further: this.#broker.further.map(({ session }) => session),
      nowMs: this.#options.clock.nowMs(),
    });
  }

  /** As the contract shows it, but for its sleep. */
  get view(): RecorderView {
    const { config } = this;
    const { clock } = this.#options;
    const { state, reason, retryAtMs } = this.status;
    return {
      id: config.id,
      name: config.name,
      kind: config.kind,
      state,
      reason,
      sessions: { used: this.#inventory?.used ?? null, limit: this.#inventory?.max ?? null },
      clockOffsetMs: this.#clockOffset.offsetMs,
      timeZone: this.playback.shownTimeZone,
      origin: config.origin,
      url: config.url.origin,
      retryAt:
        retryAtMs === null
          ? null
          : new Date(clock.wallMs() + retryAtMs - clock.nowMs()).toISOString(),
    };
  }

  get cameras(): readonly ListedCamera[] {
    return listCameras(this.config.cameras, this.#inventory?.cameras, this.config);
  }

  /**
   * When it told which of its cameras are connected, in milliseconds since 1970; `undefined`: not yet, or its firmware
   * has no such list.
   */
  get camerasAsOfMs(): number | undefined {
    return this.#inventory?.cameras ? this.#inventoryAtMs : undefined;
  }

  get counters(): RecorderCounters {
    return { ...this.#counters, commands: this.#sent };
  }

  /** UIDs that this gateway holds. */
  get sessionsHeld(): number {
    return this.#broker.held + this.#pool.held;
  }

  /** Playbacks that have a UID, and those that wait for one. */
  get playbacks(): { readonly playing: number; readonly waiting: number } {
    const { playing, waiting } = this.#pool;
    return { playing, waiting };
  }

  /** Control commands that wait for their turn. */
  get queueLength(): number {
    return this.#queue.length;
  }

  /** Signs in, and keeps signed in. */
  start(): void {
    this.#broker.start();
  }

  /** Tries again at once, whatever was wrong: a person asked for it. */
  retryNow(): void {
    this.#broker.reset();
    this.#pool.reset();
  }

  /** Waits for a UID for this camera. @throws the signal's reason */
  lease(camera: number, listener: LeaseListener, signal: AbortSignal): Promise<UidLease> {
    return this.#broker.lease(camera, listener, signal);
  }

  /** Sends a command in its turn and reads its answer. @throws {DialError} */
  async send(command: NvrCommand, options: SendOptions = {}): Promise<CommandReply> {
    return this.#queue.run(() => {
      this.#noteSent(command, options);
      return this.#client.command(command, { signal: options.signal });
    }, options);
  }

  /**
   * Sends a command in its turn, through whoever is to have the stream that answers it. The signal holds until
   * the head of the answer is there.
   *
   * @throws {DialError} when no head comes
   * @throws {StreamUnavailableError} when there is nobody who could have the stream
   */
  async open<Head extends StreamHead>(
    command: NvrCommand,
    requester: StreamRequester<Head>,
    options: SendOptions = {},
  ): Promise<Head> {
    return this.#queue.run(() => {
      this.#noteSent(command, options);
      return this.#client.open(command, requester, { signal: options.signal });
    }, options);
  }

  /** A picture came with the recorder's time in it, `ageMs` ago, and with its zone. */
  observeClock(epochS: number, ageMs = 0, zone: RecordedZone = {}): void {
    this.playback.observeZone(zone, epochS);
    const before = this.#clockOffset.offsetMs;
    this.#clockOffset.observe(epochS, this.#options.clock.wallMs() - ageMs);
    const after = this.#clockOffset.offsetMs;
    if ((before === null) !== (after === null)) {
      this.#options.onChange('recorder');
    }
  }

  /** The streams are about to be stopped for good: their STOPs need not keep the usual distance. */
  prepareClose(): void {
    this.#queue.hurry(closingSpacingMs);
    this.#steps.hurry(closingSpacingMs);
  }

  /** Idempotent; resolves when the UIDs are given back and no connection is open, after 5 s in any case. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { clock, dispatcher } = this.#options;
    this.#inventoryTimer?.cancel();
    this.#queue.close();
    this.#steps.close();
    this.control.close();
    let timer: Timer | undefined;
    await Promise.race([
      Promise.all([this.#broker.close(), this.#pool.close()]),
      new Promise<void>((resolve) => {
        timer = clock.after(closeTimeoutMs, resolve);
      }),
    ]);
    timer?.cancel();
    await dispatcher.destroy();
  }

  #sessionsChanged(): void {
    const { first } = this.#broker;
    const hasUid = uidOf(first.session) !== undefined;
    const { state } = first.session;
    if (hasUid && !this.#hadUid) {
      this.#counters.logins += 1;
      this.control.abilities.forgetRefusals();
      this.#askForInventory(0);
    } else if (!hasUid && this.#hadUid && state.name === 'none') {
      this.#counters.sessionsLost += 1;
      this.#counters.evictions += isEviction(state.outage?.cause.kind) ? 1 : 0;
    }
    if (hasUid !== this.#hadUid || this.#pool.waiting > 0) {
      this.#pool.poke();
    }
    this.#hadUid = hasUid;
    this.control.sessionsChanged();
    this.#options.onChange('recorder');
  }

  /** A recorder that is gone or refuses would only be asked more often: the first session tells. */
  #whyNoPlayback(): string | undefined {
    const { reason } = this.status;
    return uidOf(this.#broker.first.session) === undefined
      ? (reason ?? 'the recorder is not there')
      : undefined;
  }

  #askForInventory(afterMs: number): void {
    this.#inventoryTimer?.cancel();
    this.#inventoryTimer = this.#options.clock.after(afterMs, () => {
      const uid = uidOf(this.#broker.first.session);
      if (uid !== undefined && !this.#closing) {
        this.#commands.inventory(uid).catch(() => {
          // No answer: the keep-alive of the session notices, and decides what it means.
        });
        this.#askForInventory(inventoryMs);
      }
    });
  }

  #learn(inventory: RecorderInventory): void {
    this.#inventory = inventory;
    this.#inventoryAtMs = this.#options.clock.wallMs();
    this.#options.onChange('cameras');
    this.#options.onChange('recorder');
  }

  #noteSent(command: NvrCommand, { onSent }: SendOptions): void {
    this.#count(command);
    onSent?.();
  }

  #count({ command }: NvrCommand): void {
    this.#sent.set(command, (this.#sent.get(command) ?? 0) + 1);
  }
}

/** The recorder itself ended the session, usually because somebody else wanted one. */
function isEviction(kind: SessionCause['kind'] | undefined): boolean {
  return kind === 'uid-invalid' || kind === 'evicted';
}
