import type { Random } from '../random.js';
import { durationMs, scenarioTimeMs } from '../scenario-time.js';
import type { AlarmRequest } from './alarm-request.js';
import type { ScheduledAlarm } from './alarms-scenario.js';
import { Timers } from './timers.js';

/** Timers cannot wait longer than 24 days. */
const longestWaitMs = 3_600_000;

/** Every line of the largest schedule with every moment of it. */
const maxTimers = 100_000;

/** Chance does not make an alarm come more often than this. */
const shortestPauseMs = 500;

/** What a schedule needs. */
export type AlarmScheduleOptions = {
  readonly alarms: readonly ScheduledAlarm[];
  /** When the recorder was started, on its own clock. */
  readonly startMs: number;
  /** What its clock shows. */
  readonly nowMs: () => number;
  readonly random: Random;
  readonly raise: (alarm: AlarmRequest) => void;
};

/** Alarms that come by themselves. What was due before the schedule began does not come. */
export class AlarmSchedule {
  readonly #options: AlarmScheduleOptions;
  readonly #timers = new Timers(maxTimers);

  constructor(options: AlarmScheduleOptions) {
    this.#options = options;
    options.alarms.forEach((alarm) => this.#begin(alarm));
  }

  close(): void {
    this.#timers.clear();
  }

  #begin({ every, spread, at = [], ...alarm }: ScheduledAlarm): void {
    const { startMs, nowMs, raise } = this.#options;
    if (every !== undefined) {
      this.#repeat(durationMs(every), spread, alarm);
    }
    for (const time of at) {
      const waitMs = scenarioTimeMs(time, startMs) - nowMs();
      if (waitMs >= 0) {
        this.#after(waitMs, () => raise(alarm));
      }
    }
  }

  #repeat(everyMs: number, spread: number, alarm: AlarmRequest): void {
    const { random, raise } = this.#options;
    const pauseMs = everyMs * (1 + spread * (2 * random() - 1));
    this.#after(Math.max(shortestPauseMs, pauseMs), () => {
      raise(alarm);
      this.#repeat(everyMs, spread, alarm);
    });
  }

  #after(ms: number, act: () => void): void {
    this.#timers.after(Math.min(ms, longestWaitMs), () =>
      ms <= longestWaitMs ? act() : this.#after(ms - longestWaitMs, act),
    );
  }
}
