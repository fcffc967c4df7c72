import type { Alarm } from '@casement/contract';

/**
 * Alarms that came while it is not known yet which ones are missing before them: each number once, in order. Bounded:
 * what is too much is given back, the smallest number first.
 */
export class HeldAlarms {
  readonly #limit: number;
  #alarms: Alarm[] = [];

  /** @param limit how many are held at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#alarms.length;
  }

  /** Takes one, whatever its number. @returns what does not fit any more, in order */
  put(alarm: Alarm): readonly Alarm[] {
    // Numbers ascend but for the few that came before the missing ones: the place is nearly always the end.
    const before = this.#alarms.findLastIndex(({ id }) => id <= alarm.id);
    if (this.#alarms[before]?.id === alarm.id) {
      return [];
    }
    this.#alarms.splice(before + 1, 0, alarm);
    return this.#alarms.length > this.#limit ? this.#alarms.splice(0, 1) : [];
  }

  /** An alarm that is held is another now. @returns whether it is one of them */
  change(alarm: Alarm): boolean {
    const index = this.#alarms.findLastIndex(({ id }) => id === alarm.id);
    if (index === -1) {
      return false;
    }
    this.#alarms[index] = alarm;
    return true;
  }

  /** Gives all of them back, in order. */
  take(): readonly Alarm[] {
    const taken = this.#alarms;
    this.#alarms = [];
    return taken;
  }
}
