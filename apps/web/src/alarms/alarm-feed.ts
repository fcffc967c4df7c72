import type { Alarm } from '@casement/contract';
import { HeldAlarms } from './held-alarms.js';

/** What a page knows when it begins: the newest alarms, and the number up to which it needs no other. */
export type AlarmBeginning = { readonly latest: number; readonly alarms: readonly Alarm[] };

export type AlarmFeedOptions = {
  /** Asks for the newest alarms; the first question of a page. */
  readonly begin: () => Promise<AlarmBeginning>;
  /** `alarms:resume`: the missed alarms come as events, and then the answer. */
  readonly resume: (after: number) => Promise<{ readonly latest: number }>;
  /** Number of the newest that the gateway has; asked when it seems to have begun again. */
  readonly latest: () => Promise<number>;
  /** Everything that was told before is void: this is what there is. */
  readonly onBegin: (beginning: AlarmBeginning) => void;
  /** Alarms in the order of their numbers, each once. `fresh`: those of them that are news and no history. */
  readonly onAlarms: (alarms: readonly Alarm[], fresh: readonly Alarm[]) => void;
  /** Nothing is missing any more. `returned`: alarms that were told may have become others meanwhile. */
  readonly onLive: (returned: boolean) => void;
  /** A question failed; it is asked again. */
  readonly onProblem: (error: unknown) => void;
  /** Waits before try number `failures + 1`. */
  readonly wait: (failures: number) => Promise<void>;
  /** Milliseconds since 1970, by this browser's clock. */
  readonly nowMs: () => number;
  /** How many alarms wait until it is known what is missing before them. Default: 20000. */
  readonly maxHeld?: number;
};

/** Older alarms that were missed are history, in milliseconds. */
export const freshMs = 60_000;

/**
 * More than the gateway can send before it has read the question, so that what has to be given back early
 * is in order even then; some 20 MB.
 */
const maxHeld = 20_000;

/**
 * Which alarms a page has had. After every connection it asks for those behind the last one, and holds what comes until
 * the answer says that nothing is missing: so each number is told once and in order, however the line behaves. Numbers
 * that this person may not see never come, so gaps mean nothing.
 */
export class AlarmFeed {
  readonly #options: AlarmFeedOptions;
  readonly #held: HeldAlarms;
  #state: 'away' | 'catching-up' | 'live' = 'away';
  /** Number of the last that was told; null before the beginning. */
  #seen: number | null = null;
  /** When the line was lost that has not come back completely, by this browser's clock; null: nothing was missed. */
  #lostMs: number | null = null;
  #generation = 0;

  constructor(options: AlarmFeedOptions) {
    this.#options = options;
    this.#held = new HeldAlarms(options.maxHeld ?? maxHeld);
  }

  get state(): 'away' | 'catching-up' | 'live' {
    return this.#state;
  }

  /** The line stands: asks for what is missing, again and again until there is an answer. */
  connected(): void {
    this.#away();
    this.#state = 'catching-up';
    void this.#catchUp(this.#generation);
  }

  /** The line is lost. */
  disconnected(): void {
    if (this.#seen !== null) {
      this.#lostMs ??= this.#options.nowMs();
    }
    this.#away();
  }

  /** Forgets everything: the next beginning is the first. */
  reset(): void {
    this.#away();
    this.#seen = null;
    this.#lostMs = null;
  }

  /** The gateway tells of an alarm. */
  alarm(alarm: Alarm): void {
    if (this.#state === 'live') {
      this.#tell([alarm]);
    } else if (this.#state === 'catching-up') {
      this.#tell(this.#held.put(alarm));
    }
  }

  /** The gateway tells that an alarm is another now. @returns whether it was told of already */
  change(alarm: Alarm): boolean {
    return !this.#held.change(alarm) && this.#seen !== null && alarm.id <= this.#seen;
  }

  #away(): void {
    this.#generation += 1;
    this.#state = 'away';
    // What is missing before them is not known: they come again.
    this.#held.take();
  }

  async #catchUp(mine: number): Promise<void> {
    const { begin, resume, onBegin, onProblem, wait } = this.#options;
    for (let failures = 0; mine === this.#generation;) {
      try {
        if (this.#seen === null) {
          const beginning = await begin();
          if (mine !== this.#generation) {
            return;
          }
          this.#seen = beginning.latest;
          onBegin(beginning);
        }
        const { latest } = await resume(this.#seen);
        if (mine !== this.#generation) {
          return;
        }
        if (!(await this.#hasBegunAgain(latest, mine))) {
          this.#goLive(mine);
        }
      } catch (error) {
        if (mine === this.#generation) {
          onProblem(error);
          await wait(failures);
          failures += 1;
        }
      }
      if (this.#state === 'live') {
        return;
      }
    }
  }

  /** The gateway has fewer alarms than this page: its database is another one, and its numbers mean other alarms. */
  async #hasBegunAgain(latest: number, mine: number): Promise<boolean> {
    const seen = this.#seen ?? 0;
    if (latest >= seen || (await this.#options.latest()) >= seen || mine !== this.#generation) {
      return false;
    }
    this.#held.take();
    this.#seen = null;
    this.#lostMs = null;
    return true;
  }

  #goLive(mine: number): void {
    if (mine !== this.#generation) {
      return;
    }
    this.#tell(this.#held.take());
    const returned = this.#lostMs !== null;
    this.#lostMs = null;
    this.#state = 'live';
    this.#options.onLive(returned);
  }

  #tell(alarms: readonly Alarm[]): void {
    const seen = this.#seen ?? 0;
    const next = alarms.filter(({ id }) => id > seen);
    const last = next.at(-1);
    if (last) {
      this.#seen = last.id;
      this.#options.onAlarms(next, this.#freshOf(next));
    }
  }

  /** Clocks are compared only when the line was away for long: the gateway's may differ from this browser's. */
  #freshOf(alarms: readonly Alarm[]): readonly Alarm[] {
    const nowMs = this.#options.nowMs();
    return this.#lostMs === null || nowMs - this.#lostMs <= freshMs
      ? alarms
      : alarms.filter(({ receivedAt }) => nowMs - Date.parse(receivedAt) <= freshMs);
  }
}
