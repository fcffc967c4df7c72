import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  type LogEntry,
  ProtocolError,
  type RecordedDisk,
  type RecordedTimes,
  type RecorderLog,
} from '@casement/protocol';
import { CLOCK, type Clock } from '../../net/clock.js';
import { DialError } from '../../net/dial-error.js';
import { QueueClosedError } from '../../recorders/command-queue.js';
import { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { causeInWords } from '../../recorders/session-cause.js';
import { SessionFailure } from '../../recorders/session-failure.js';
import { DiskTrend } from '../disks/disk-trend.js';
import { AskedAnswer } from './asked-answer.js';

/** What one recorder told of itself. */
export type RecorderPages = {
  /** `recordedtime.cgi` (v1.5R1 5.2). */
  readonly disks: AskedAnswer<readonly RecordedDisk[]>;
  /** `loglist.cgi` (v1.5R1 5.1). */
  readonly logs: Readonly<Record<'error' | 'event', AskedAnswer<readonly LogEntry[]>>>;
  /** Of all answers about the disks. */
  readonly trend: DiskTrend;
  /** What could not be read in the last answers, in words for whoever looks after the gateway. */
  readonly defects: Readonly<Record<'disks' | 'error', readonly string[]>>;
};

/** What can be asked; the recorders room implements it. */
export type InformationSource = {
  recordedTimes(signal: AbortSignal): Promise<RecordedTimes>;
  log(kind: 'error' | 'event', signal: AbortSignal): Promise<RecorderLog>;
};

/**
 * What recorders tell of their disks and of what happened: asked only when somebody looks, when nobody else's command
 * waits, and once for all who look: the page of the recorder and the timeline of recordings. Metrics and doctor show what
 * is known.
 */
@Injectable()
export class RecorderAnswers implements OnApplicationShutdown {
  readonly #logger = new Logger('RecorderAnswers');
  readonly #pages = new Map<string, RecorderPages>();
  /** Recorders that were signed in to when they were heard of last. */
  readonly #online = new Set<string>();
  readonly #abort = new AbortController();

  constructor(
    private readonly playbacks: DirectoryPlaybacks,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly directory: RecorderDirectory,
  ) {
    const stop = directory.onChange(({ what, id }) => {
      // After a change of its settings it may be another one.
      if (what === 'removed' || what === 'replaced') {
        this.#pages.delete(id);
        this.#online.delete(id);
      } else if (what === 'recorder') {
        this.#noteState(id);
      }
    });
    this.#abort.signal.addEventListener('abort', stop, { once: true });
  }

  /** `undefined`: there is no such recorder, or none that is open and can be asked. */
  of(recorder: string): RecorderPages | undefined {
    const source = this.playbacks.find(recorder);
    if (source === undefined) {
      return undefined;
    }
    const pages = this.#pages.get(recorder) ?? this.#newPages(recorder, source);
    this.#pages.set(recorder, pages);
    return pages;
  }

  onApplicationShutdown(): void {
    this.#abort.abort(new Error('the gateway is shutting down'));
  }

  /** Who is back is asked at once by whoever looks next. */
  #noteState(id: string): void {
    if (this.directory.view(id)?.state !== 'online') {
      this.#online.delete(id);
    } else if (!this.#online.has(id)) {
      this.#online.add(id);
      const pages = this.#pages.get(id);
      for (const asked of pages ? [pages.disks, pages.logs.error, pages.logs.event] : []) {
        asked.forgive();
      }
    }
  }

  #newPages(recorder: string, source: InformationSource): RecorderPages {
    const { signal } = this.#abort;
    const trend = new DiskTrend();
    const asked = <T>(ask: () => Promise<T>): AskedAnswer<T> =>
      new AskedAnswer({ clock: this.clock, ask, inWords: (error) => this.#words(recorder, error) });
    const defects: Record<'disks' | 'error', readonly string[]> = { disks: [], error: [] };
    return {
      trend,
      defects,
      disks: asked(async () => {
        const times = await source.recordedTimes(signal);
        defects.disks = times.defects;
        trend.note(this.clock.wallMs(), times.disks);
        return times.disks;
      }),
      logs: {
        error: asked(async () => {
          const log = await source.log('error', signal);
          defects.error = log.defects;
          return log.entries;
        }),
        event: asked(async () => (await source.log('event', signal)).entries),
      },
    };
  }

  #words(recorder: string, error: unknown): string {
    if (error instanceof SessionFailure) {
      return causeInWords(error.sessionCause);
    }
    if (error instanceof DialError || error instanceof QueueClosedError) {
      return error.message;
    }
    if (error instanceof ProtocolError) {
      return `the recorder sent something else: ${error.message}`;
    }
    if (!this.#abort.signal.aborted) {
      this.#logger.warn({ err: error, msg: `recorder "${recorder}" cannot be asked` });
    }
    return 'the recorder cannot be asked now';
  }
}
