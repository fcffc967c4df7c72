import type { DeliveryWay } from '@casement/contract';
import type { DeliveryChoice } from './choose-delivery.js';
import type { ContestField } from './contest-field.js';
import { type ContestOptions, contestTimes } from './contest-options.js';
import type { ContestTimers } from './contest-timers.js';
import { transportOf } from './way-transport.js';

/** Options of {@link ContestRivals}. */
export type ContestRivalsOptions = Pick<ContestOptions, 'memory' | 'nowMs'> & {
  readonly field: ContestField;
  readonly timers: ContestTimers;
  /** The ways that are possible now, best first. */
  readonly plan: () => readonly DeliveryChoice[];
  /** Whether a way shows pictures: then nobody needs a rival. */
  readonly isShown: () => boolean;
  readonly run: (choice: DeliveryChoice) => void;
};

/** The second way in an unknown network: it goes another way through the network than the first. */
export class ContestRivals {
  readonly #options: ContestRivalsOptions;

  constructor(options: ContestRivalsOptions) {
    this.#options = options;
  }

  /** The best of these beside the first. */
  static of(first: DeliveryChoice, others: readonly DeliveryChoice[]): DeliveryChoice | undefined {
    return others.find(({ way }) => transportOf(way) !== transportOf(first.way));
  }

  /** Starts the rival when the first has no connection by then. One that waits for its turn is given a little longer. */
  startLater(first: DeliveryChoice, rival: DeliveryChoice): void {
    const { field, timers, memory, nowMs, isShown, run } = this.#options;
    const startMs = nowMs();
    const look = (): void => {
      const runner = field.find(first.way);
      const isBeaten = runner?.connected === true || memory.works(first.way);
      if (isShown() || isBeaten || field.hasTried(rival.way)) {
        return;
      }
      const waits = runner?.begun === false;
      if (waits && nowMs() - startMs < contestTimes.turn) {
        timers.after(contestTimes.rival, look);
      } else {
        run(rival);
      }
    };
    timers.after(first.way === 'webrtc' ? contestTimes.rival : contestTimes.rivalOfHttp, look);
  }

  /**
   * What is left has no connection either: the next way that goes another way through the network joins it.
   *
   * @param lost the way that is out, unless it may have been for another reason than the network
   */
  replace(lost: DeliveryWay | undefined): void {
    const { field, plan, run } = this.#options;
    const taken = [...field.runners.map(({ choice }) => choice.way), ...(lost ? [lost] : [])];
    const transports = new Set(taken.map(transportOf));
    const rival = plan().find(
      ({ way }) => !field.hasTried(way) && !transports.has(transportOf(way)),
    );
    if (rival) {
      run(rival);
    }
  }
}
