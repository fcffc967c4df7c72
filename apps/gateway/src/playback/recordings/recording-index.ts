import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ProtocolError, type LogEntry, type RecordedDisk } from '@casement/protocol';
import { CLOCK, type Clock, sleep } from '../../net/clock.js';
import { DialError } from '../../net/dial-error.js';
import { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import { causeInWords } from '../../recorders/session-cause.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { SessionFailure } from '../../recorders/session-failure.js';
import { type DiskRange, rangeOfDisks } from './disk-range.js';
import { type LogMark, marksOf } from './log-marks.js';
import { RecordingLog } from './recording-log.js';

/** How old an answer may be before the recorder is asked again. */
const freshMs = 5 * 60_000;
/** After a failure it is asked again sooner, by whoever looks then. */
const retryMs = 30_000;
/** How long somebody who looks first waits for the answer before he is told that there is none yet. */
const patienceMs = 3_000;

/** What a recorder told about its recordings. */
export type RecordingOverview = DiskRange & {
  readonly zone: RecorderZone;
  /** Oldest first; of all cameras. */
  readonly marks: readonly LogMark[];
  /** When it was asked last, in milliseconds since 1970; `undefined`: not yet. */
  readonly askedAtMs: number | undefined;
  /** Why something is missing, in words. */
  readonly reason: string | undefined;
};

type Entry = {
  disks: readonly RecordedDisk[];
  logs: Record<'error' | 'event', readonly LogMark[]>;
  /** Of the last answer. */
  askedAtMs: number | undefined;
  /** What was answered at least once. */
  readonly answered: Set<string>;
  reason: string | undefined;
  /** On the monotonic clock. */
  dueMs: number;
  asking: Promise<void> | undefined;
};

/** What can be asked; the recorders room implements it. */
export type RecordingSource = {
  readonly zone: RecorderZone;
  recordedTimes(signal: AbortSignal): Promise<readonly RecordedDisk[]>;
  log(kind: 'error' | 'event', signal: AbortSignal): Promise<readonly LogEntry[]>;
};

/**
 * What recorders tell about their recordings: the range of their disks and their logs. A recorder is asked when somebody
 * looks, and then at most every five minutes, when no other command waits.
 */
@Injectable()
export class RecordingIndex implements OnApplicationShutdown {
  readonly #logger = new Logger('RecordingIndex');
  readonly #entries = new Map<string, Entry>();
  readonly #abort = new AbortController();

  constructor(
    private readonly playbacks: DirectoryPlaybacks,
    private readonly log: RecordingLog,
    @Inject(CLOCK) private readonly clock: Clock,
    directory: RecorderDirectory,
  ) {
    const stop = directory.onChange(({ what, id }) => {
      if (what === 'removed') {
        this.#entries.delete(id);
        void this.log.forget(id);
      } else if (what === 'replaced') {
        // It may be another one by now.
        this.#entries.delete(id);
      }
    });
    this.#abort.signal.addEventListener('abort', stop, { once: true });
  }

  /** What is known of a recorder. Has it asked when that is too old; waits for the first answer, but not for long. */
  async look(recorder: string): Promise<RecordingOverview | undefined> {
    const source = this.playbacks.find(recorder);
    if (source === undefined) {
      return undefined;
    }
    const entry = this.#entryOf(recorder);
    if (entry.asking === undefined && this.clock.nowMs() >= entry.dueMs) {
      entry.asking = this.#ask(recorder, source, entry).finally(() => {
        entry.asking = undefined;
      });
    }
    if (entry.asking !== undefined && entry.askedAtMs === undefined) {
      const patience = new AbortController();
      const tired = sleep(this.clock, patienceMs, patience.signal).catch(() => undefined);
      await Promise.race([entry.asking, tired]);
      patience.abort();
    }
    return this.#overview(source, entry);
  }

  onApplicationShutdown(): void {
    this.#abort.abort(new Error('the gateway is shutting down'));
  }

  #entryOf(recorder: string): Entry {
    const entry: Entry = this.#entries.get(recorder) ?? {
      disks: [],
      logs: { error: [], event: [] },
      askedAtMs: undefined,
      answered: new Set(),
      reason: undefined,
      dueMs: Number.NEGATIVE_INFINITY,
      asking: undefined,
    };
    this.#entries.set(recorder, entry);
    return entry;
  }

  #overview({ zone }: RecordingSource, entry: Entry): RecordingOverview {
    const { disks, logs, askedAtMs, reason, answered } = entry;
    const range = rangeOfDisks(disks, zone);
    const grownMs =
      range.isGrowing && askedAtMs !== undefined ? this.clock.wallMs() - askedAtMs : 0;
    return {
      ...range,
      newestMs: range.newestMs === null ? null : range.newestMs + grownMs,
      zone,
      marks: [...logs.error, ...logs.event].sort((a, b) => a.atMs - b.atMs),
      askedAtMs,
      reason: reason ?? (answered.size < 3 ? 'the recorder is being asked what it has' : undefined),
    };
  }

  /** Each of the three answers counts for itself. Never throws. */
  async #ask(recorder: string, source: RecordingSource, entry: Entry): Promise<void> {
    const { signal } = this.#abort;
    const reasons: string[] = [];
    const attempt = async (what: string, ask: () => Promise<void>): Promise<void> => {
      try {
        await ask();
        entry.answered.add(what);
        entry.askedAtMs = this.clock.wallMs();
      } catch (error) {
        reasons.push(`${what}: ${this.#inWords(recorder, error)}`);
      }
    };
    await attempt('times of the disks', async () => {
      entry.disks = await source.recordedTimes(signal);
      const { oldestMs } = rangeOfDisks(entry.disks, source.zone);
      if (oldestMs !== null) {
        await this.log.forgetBefore(recorder, oldestMs);
      }
    });
    for (const kind of ['event', 'error'] as const) {
      await attempt(`${kind} log`, async () => {
        entry.logs[kind] = marksOf(await source.log(kind, signal), kind);
      });
    }
    entry.reason = reasons.length === 0 ? undefined : reasons.join('; ');
    entry.dueMs = this.clock.nowMs() + (reasons.length === 0 ? freshMs : retryMs);
  }

  #inWords(recorder: string, error: unknown): string {
    if (error instanceof SessionFailure) {
      return causeInWords(error.sessionCause);
    }
    if (error instanceof DialError || error instanceof ProtocolError) {
      return error.message;
    }
    if (!this.#abort.signal.aborted) {
      this.#logger.warn({ err: error, msg: `recorder "${recorder}" cannot be asked what it has` });
    }
    return 'the recorder cannot be asked now';
  }
}
