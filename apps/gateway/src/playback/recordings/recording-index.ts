import { Inject, Injectable } from '@nestjs/common';
import type { LogEntry, RecordedDisk } from '@casement/protocol';
import { type AskedAnswer, waitAtMost } from '../../information/ask/asked-answer.js';
import { RecorderAnswers, type RecorderPages } from '../../information/ask/recorder-answers.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { type DiskRange, rangeOfDisks } from './disk-range.js';
import { type LogMark, marksOf } from './log-marks.js';
import { RecordingLog } from './recording-log.js';

/** How old an answer may be before the recorder is asked again. */
const freshMs = 5 * 60_000;
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

/**
 * What recorders tell about their recordings: the range of their disks and their logs. A recorder is asked when somebody
 * looks, and then at most every five minutes, when no other command waits.
 */
@Injectable()
export class RecordingIndex {
  /** Of the logs as they were told: they are shown much more often than they change. */
  readonly #marks = new WeakMap<readonly LogEntry[], readonly LogMark[]>();
  /** The disks by which old knowledge was forgotten last, by recorder. */
  readonly #forgotten = new Map<string, readonly RecordedDisk[]>();

  constructor(
    private readonly playbacks: DirectoryPlaybacks,
    private readonly answers: RecorderAnswers,
    private readonly log: RecordingLog,
    @Inject(CLOCK) private readonly clock: Clock,
    directory: RecorderDirectory,
  ) {
    directory.onChange(({ what, id }) => {
      if (what === 'removed') {
        this.#forgotten.delete(id);
        void this.log.forget(id);
      }
    });
  }

  /** What is known of a recorder. Has it asked when that is too old; waits for the first answer, but not for long. */
  async look(recorder: string): Promise<RecordingOverview | undefined> {
    const source = this.playbacks.find(recorder);
    const pages = this.answers.of(recorder);
    if (source === undefined || pages === undefined) {
      return undefined;
    }
    const asking = questionsOf(pages).map(({ asked }) => asked.refresh(freshMs));
    if (askedAtMs(pages) === undefined) {
      await waitAtMost(this.clock, patienceMs, asking);
    }
    await this.#forgetOld(recorder, pages, source.zone);
    return this.#overview(pages, source.zone);
  }

  #overview(pages: RecorderPages, zone: RecorderZone): RecordingOverview {
    const { disks, logs } = pages;
    const { value = [], asOfMs } = disks.answer;
    const range = rangeOfDisks(value, zone);
    const grownMs = range.isGrowing && asOfMs !== undefined ? this.clock.wallMs() - asOfMs : 0;
    const marks = [...this.#marksOf(logs.error, 'error'), ...this.#marksOf(logs.event, 'event')];
    return {
      ...range,
      newestMs: range.newestMs === null ? null : range.newestMs + grownMs,
      zone,
      marks: marks.sort((a, b) => a.atMs - b.atMs),
      askedAtMs: askedAtMs(pages),
      reason: reasonOf(pages),
    };
  }

  #marksOf(log: AskedAnswer<readonly LogEntry[]>, kind: 'error' | 'event'): readonly LogMark[] {
    const { value } = log.answer;
    if (value === undefined) {
      return [];
    }
    const marks = this.#marks.get(value) ?? marksOf(value, kind);
    this.#marks.set(value, marks);
    return marks;
  }

  /** What was seen of recordings that are overwritten by now is of no use. */
  async #forgetOld(recorder: string, { disks }: RecorderPages, zone: RecorderZone): Promise<void> {
    const { value } = disks.answer;
    if (value === undefined || this.#forgotten.get(recorder) === value) {
      return;
    }
    this.#forgotten.set(recorder, value);
    const { oldestMs } = rangeOfDisks(value, zone);
    if (oldestMs !== null) {
      await this.log.forgetBefore(recorder, oldestMs);
    }
  }
}

/** In the order in which they are asked. */
function questionsOf({ disks, logs }: RecorderPages): readonly {
  readonly what: string;
  readonly asked: AskedAnswer<unknown>;
}[] {
  return [
    { what: 'times of the disks', asked: disks },
    { what: 'event log', asked: logs.event },
    { what: 'error log', asked: logs.error },
  ];
}

/** When the last answer came. */
function askedAtMs(pages: RecorderPages): number | undefined {
  const times = questionsOf(pages).flatMap(({ asked }) => asked.answer.asOfMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Each of the three answers counts for itself. */
function reasonOf(pages: RecorderPages): string | undefined {
  const answers = questionsOf(pages).map(({ what, asked }) => ({ what, ...asked.answer }));
  const reasons = answers.flatMap(({ what, reason }) =>
    reason === undefined ? [] : [`${what}: ${reason}`],
  );
  if (reasons.length > 0) {
    return reasons.join('; ');
  }
  return answers.some(({ asOfMs }) => asOfMs === undefined)
    ? 'the recorder is being asked what it has'
    : undefined;
}
