import {
  nvrCommands,
  parseRecordedTimes,
  parseRecorderLog,
  type LogEntry,
  type NvrCommand,
  type PlaybackBody,
  type RecordedDisk,
} from '@casement/protocol';
import type {
  PlaybackLease,
  PlaybackLeaseListener,
  RecorderPlayback,
} from '../playback/recorder-playback.js';
import type { Clock } from '../net/clock.js';
import { DialError } from '../net/dial-error.js';
import type { CommandQueue, QueueOptions } from './command-queue.js';
import { NvrPlaybackLease } from './playback-lease.js';
import type { PlaybackLine } from './playback-lease.js';
import type { PlaybackSessionPool } from './playback-session-pool.js';
import type { CommandReply, DataReply, RecorderClient } from './recorder-client.js';
import { zoneName, zoneOfRecording } from './recorder-zone.js';
import type { RecorderZone } from './recorder-zone.js';
import { SessionFailure } from './session-failure.js';

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
  /** A UID that stands anyway, for the logs; `doubt` when it was refused. */
  readonly live: { readonly uid: () => string | undefined; readonly doubt: () => void };
  readonly onSent: (command: NvrCommand) => void;
};

/** What a recorder can tell and show of its recordings. */
export class NvrPlayback implements RecorderPlayback {
  readonly #options: NvrPlaybackOptions;
  readonly #line: PlaybackLine;
  #readZone: RecorderZone | undefined;

  constructor(options: NvrPlaybackOptions) {
    this.#options = options;
    const { clock, cameraCount } = options;
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
    const { timeZone } = this.#options;
    const configured = { kind: 'named', name: timeZone } as const;
    return timeZone === 'UTC' ? (this.#readZone ?? configured) : configured;
  }

  /** @throws {PlaybackClosedError} the recorder was closed; besides what {@link RecorderPlayback} says */
  async lease(listener: PlaybackLeaseListener, signal: AbortSignal): Promise<PlaybackLease> {
    return new NvrPlaybackLease(await this.#options.pool.lease(listener, signal), this.#line);
  }

  /** @throws {DialError | ProtocolError | QueueClosedError} besides the signal's reason */
  async recordedTimes(signal: AbortSignal): Promise<readonly RecordedDisk[]> {
    const { text } = await this.#ask(() => nvrCommands.recordedTimes(), signal);
    return parseRecordedTimes(text).disks;
  }

  /** @throws {SessionFailure | DialError | ProtocolError | QueueClosedError} besides the signal's reason */
  async log(kind: 'error' | 'event', signal: AbortSignal): Promise<readonly LogEntry[]> {
    const { live } = this.#options;
    const { text } = await this.#ask(() => {
      const uid = live.uid();
      if (uid === undefined) {
        throw new SessionFailure({
          kind: 'unexpected',
          detail: 'the recorder is not signed in to',
        });
      }
      return kind === 'error' ? nvrCommands.errorLog(uid) : nvrCommands.eventLog(uid);
    }, signal);
    return parseRecorderLog(text).entries;
  }

  /** Asks when nothing else waits; the command is made when its turn has come, for UIDs come and go. */
  async #ask(command: () => NvrCommand, signal: AbortSignal): Promise<CommandReply> {
    const { queue, live } = this.#options;
    try {
      const reply = await queue.run(() => this.#send(command(), signal), {
        signal,
        urgency: 'later',
      });
      if (reply.status === 200) {
        return reply;
      }
      live.doubt();
      throw new DialError('no-answer', `the recorder answered with status ${reply.status}`);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
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
    this.#readZone = zoneOfRecording(body) ?? this.#readZone;
  }
}
