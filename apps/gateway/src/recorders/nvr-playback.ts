import type {
  NvrCommand,
  PlaybackBody,
  RecordedTimes,
  RecordedZone,
  RecorderLog,
} from '@casement/protocol';
import type {
  PlaybackLease,
  PlaybackLeaseListener,
  RecorderPlayback,
} from '../playback/recorder-playback.js';
import type { Clock } from '../net/clock.js';
import type { CommandQueue, QueueOptions } from './command-queue.js';
import { NvrInformation, type NvrInformationOptions } from './nvr-information.js';
import { NvrPlaybackLease } from './playback-lease.js';
import type { PlaybackLine } from './playback-lease.js';
import type { PlaybackSessionPool } from './playback-session-pool.js';
import type { CommandReply, DataReply, RecorderClient } from './recorder-client.js';
import { LearnedZone } from './learned-zone.js';
import { configuredZone, zoneAt, zoneName, zoneOfLog, zoneOfRecording } from './recorder-zone.js';
import type { RecorderZone } from './recorder-zone.js';

/** Options of {@link NvrPlayback}. */
export type NvrPlaybackOptions = {
  readonly recorder: string;
  readonly clock: Clock;
  /** As configured; `UTC`, which is the default too, gives way to what recordings say. */
  readonly timeZone: string;
  /** Numbers of the recorder's cameras. */
  readonly cameras: () => readonly number[];
  /** How many cameras the recorder supports. */
  readonly cameraCount: () => number;
  readonly client: RecorderClient;
  /** Control commands. */
  readonly queue: CommandQueue;
  /** Frame steps: neither wait for control commands nor delay them (B63). */
  readonly steps: CommandQueue;
  readonly pool: PlaybackSessionPool;
  /** A session that stands anyway, for the logs. */
  readonly live: NvrInformationOptions['live'];
  readonly onSent: (command: NvrCommand) => void;
  /** `shownTimeZone` is another one. */
  readonly onZone: () => void;
};

/** What a recorder can tell and show of its recordings. */
export class NvrPlayback implements RecorderPlayback {
  readonly #options: NvrPlaybackOptions;
  readonly #line: PlaybackLine;
  readonly #information: NvrInformation;
  readonly #learned: LearnedZone;

  constructor(options: NvrPlaybackOptions) {
    this.#options = options;
    const { clock, cameraCount } = options;
    this.#learned = new LearnedZone(options.onZone);
    this.#information = new NvrInformation(options);
    this.#line = {
      clock,
      cameraCount,
      control: (command, queueOptions) => this.#control(command, queueOptions),
      data: (command, signal) => this.#data(command, signal),
      learn: (body) => this.#learn(body),
      hasSound: false,
    };
  }

  get recorder(): string {
    return this.#options.recorder;
  }

  get cameras(): readonly number[] {
    return this.#options.cameras();
  }

  get timeZone(): string {
    return zoneName(this.zone);
  }

  /** As `timeZone`, with what is needed to read local times. */
  get zone(): RecorderZone {
    const utc = { kind: 'named', name: 'UTC' } as const;
    return configuredZone(this.#options.timeZone) ?? this.#learned.last ?? utc;
  }

  /** The zone in which the recorder shows times now, for people; `null` while it is neither configured nor told. */
  get shownTimeZone(): string | null {
    const zone = configuredZone(this.#options.timeZone) ?? this.#learned.now;
    return zone === undefined ? null : zoneName(zone);
  }

  /** A zone stood beside the time of a live picture. @param epochS of that time, since 1970 */
  observeZone(zone: RecordedZone, epochS: number): void {
    this.#learned.learn('live', zoneAt(zone, epochS * 1000));
  }

  /** @throws {PlaybackClosedError} the recorder was closed; besides what {@link RecorderPlayback} says */
  async lease(listener: PlaybackLeaseListener, signal: AbortSignal): Promise<PlaybackLease> {
    return new NvrPlaybackLease(await this.#options.pool.lease(listener, signal), this.#line);
  }

  /** @throws {SessionFailure | DialError | ProtocolError | QueueClosedError} besides the signal's reason */
  recordedTimes(signal: AbortSignal): Promise<RecordedTimes> {
    return this.#information.recordedTimes(signal);
  }

  /** @throws {SessionFailure | DialError | ProtocolError | QueueClosedError} besides the signal's reason */
  async log(kind: 'error' | 'event', signal: AbortSignal): Promise<RecorderLog> {
    const log = await this.#information.log(kind, signal);
    this.#learned.learn('log', zoneOfLog(log));
    return log;
  }

  #control(command: NvrCommand, options: QueueOptions): Promise<CommandReply> {
    const { queue, steps } = this.#options;
    const lane = command.pacing === 'ptz' ? steps : queue;
    return lane.run(() => this.#send(command, options.signal), options);
  }

  #send(command: NvrCommand, signal: AbortSignal | undefined): Promise<CommandReply> {
    this.#options.onSent(command);
    return this.#options.client.command(command, { signal });
  }

  #data(command: NvrCommand, signal: AbortSignal): Promise<DataReply> {
    this.#options.onSent(command);
    return this.#options.client.data(command, { signal });
  }

  #learn(body: PlaybackBody): void {
    this.#learned.learn('recording', zoneOfRecording(body));
  }
}
