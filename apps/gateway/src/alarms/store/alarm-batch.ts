import { hash } from 'node:crypto';
import type { AlarmDraft } from '../alarm-model.js';
import { keyOf, type NumberedDraft } from './alarm-row.js';
import { stepOf } from './log-numbers.js';
import { keysOf, type RecentAlarm, isWithin } from './recent-alarms.js';

/** What is known when a batch is made up. */
export type BatchMemory = {
  /** The highest number there is. */
  readonly highest: number;
  find(keys: readonly string[], receivedMs: number): RecentAlarm | undefined;
  lastLogNumber(originator: string): number | undefined;
};

/** What a number of drafts does to the table. */
export type AlarmBatch = {
  readonly rows: readonly NumberedDraft[];
  /** Alarms that are in the table already and came again, with their new number of repeats. */
  readonly repeated: readonly RecentAlarm[];
  /** What its recoveries close among the faults that are in the table: numbers of the first ones, by fault. */
  readonly closings: ReadonlyMap<string, number>;
  /** What to remember when all of this is on disk. */
  readonly recent: readonly { readonly alarm: RecentAlarm; readonly keys: readonly string[] }[];
  readonly logNumbers: ReadonlyMap<string, number>;
  /** How many drafts were retries. */
  readonly repeats: number;
  /** How many notifications never came, by the log numbers. */
  readonly lost: number;
};

type Known = { alarm: RecentAlarm; readonly keys: readonly string[]; readonly isNew: boolean };

type PlannedRow = Omit<NumberedDraft, 'repeats' | 'closedBy'> & {
  /** Undefined: it cannot come again. */
  readonly known: Known | undefined;
};

/** The gateway's own alarms are not sent by anybody who could send them again. */
const isOwn = ({ bytes }: AlarmDraft): boolean => bytes.length === 0;

/**
 * Makes up a batch: which drafts are retries of what is kept already, what number each of the others gets, how many
 * were lost before it. Pure: nothing is remembered, because the disk may refuse it.
 */
export const batchOf = (drafts: readonly AlarmDraft[], memory: BatchMemory): AlarmBatch => {
  const builder = new BatchBuilder(memory);
  for (const draft of drafts) {
    builder.add(draft);
  }
  return builder.build();
};

class BatchBuilder {
  readonly #memory: BatchMemory;
  readonly #rows: PlannedRow[] = [];
  readonly #known = new Map<number, Known>();
  readonly #byKey = new Map<string, Known>();
  readonly #logNumbers = new Map<string, number>();
  #repeats = 0;

  constructor(memory: BatchMemory) {
    this.#memory = memory;
  }

  add(draft: AlarmDraft): void {
    const fingerprint = hash('sha256', draft.bytes, 'hex');
    const id = this.#memory.highest + this.#rows.length + 1;
    if (isOwn(draft)) {
      this.#rows.push({ id, draft, fingerprint, lostBefore: 0, known: undefined });
      return;
    }
    const keys = keysOf({ ...draft, originator: keyOf(draft.originator), fingerprint });
    if (this.#isRepeat(keys, draft.receivedMs)) {
      this.#repeats += 1;
      return;
    }
    const alarm: RecentAlarm = { id, receivedMs: draft.receivedMs, repeats: 0 };
    const known = this.#remember({ alarm, keys, isNew: true });
    this.#rows.push({ id, draft, fingerprint, lostBefore: this.#lostBefore(draft), known });
  }

  build(): AlarmBatch {
    const known = [...this.#known.values()];
    const closedBy = closedWithin(this.#rows);
    const rows = this.#rows.map(({ known: own, ...row }) => ({
      ...row,
      repeats: own?.alarm.repeats ?? 0,
      closedBy: closedBy.get(row.id) ?? null,
    }));
    return {
      rows,
      repeated: known.filter(({ isNew }) => !isNew).map(({ alarm }) => alarm),
      closings: closingsOf(rows),
      recent: known.map(({ alarm, keys }) => ({ alarm, keys })),
      logNumbers: this.#logNumbers,
      repeats: this.#repeats,
      lost: rows.reduce((sum, { lostBefore }) => sum + lostBefore, 0),
    };
  }

  #isRepeat(keys: readonly string[], receivedMs: number): boolean {
    const here = keys
      .map((key) => this.#byKey.get(key))
      .find((each) => each !== undefined && isWithin(each.alarm, receivedMs));
    const known = here ?? this.#recall(keys, receivedMs);
    if (known === undefined) {
      return false;
    }
    known.alarm = { ...known.alarm, repeats: known.alarm.repeats + 1 };
    return true;
  }

  /** One that was stored before this batch; from now on this batch counts its repeats. */
  #recall(keys: readonly string[], receivedMs: number): Known | undefined {
    const alarm = this.#memory.find(keys, receivedMs);
    if (alarm === undefined) {
      return undefined;
    }
    return this.#known.get(alarm.id) ?? this.#remember({ alarm, keys, isNew: false });
  }

  #remember(known: Known): Known {
    this.#known.set(known.alarm.id, known);
    for (const key of known.keys) {
      this.#byKey.set(key, known);
    }
    return known;
  }

  #lostBefore({ originator, logNumber }: AlarmDraft): number {
    const key = keyOf(originator);
    const last = this.#logNumbers.get(key) ?? this.#memory.lastLogNumber(key);
    const step = stepOf(last, logNumber);
    this.#logNumbers.set(key, step.last);
    return step.lost;
  }
}

/** A recovery closes the faults before it, not those after it. */
function closedWithin(rows: readonly PlannedRow[]): ReadonlyMap<number, number> {
  const closedBy = new Map<number, number>();
  const open = new Map<string, number[]>();
  for (const { id, draft } of rows) {
    const { fault, closes } = draft;
    if (closes !== null) {
      const key = keyOf(closes);
      for (const each of open.get(key) ?? []) {
        closedBy.set(each, id);
      }
      open.delete(key);
    }
    if (fault !== null) {
      const key = keyOf(fault);
      open.set(key, [...(open.get(key) ?? []), id]);
    }
  }
  return closedBy;
}

/** What is in the table is older than the whole batch: the first recovery closes it. */
function closingsOf(rows: readonly NumberedDraft[]): ReadonlyMap<string, number> {
  const closings = new Map<string, number>();
  for (const { id, draft } of rows) {
    if (draft.closes !== null && !closings.has(keyOf(draft.closes))) {
      closings.set(keyOf(draft.closes), id);
    }
  }
  return closings;
}
