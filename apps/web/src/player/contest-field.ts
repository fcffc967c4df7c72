import type { DeliveryWay } from '@casement/contract';
import type { DeliveryChoice } from './choose-delivery.js';
import type { ContestOptions } from './contest-options.js';
import { ContestRunner } from './contest-runner.js';
import type { PlayerHandlers } from './player.js';
import { WayError } from './way-error.js';

/** What the ways tell, with the one that does; nothing once it is out. */
export type FieldEvents = {
  readonly onConnected: (runner: ContestRunner) => void;
  readonly onPicture: (runner: ContestRunner, intervalMs: number | null) => void;
  /** What it shows is converted, or its sound is another. */
  readonly onView: (runner: ContestRunner) => void;
  readonly onNote: (runner: ContestRunner) => void;
  readonly onEnded: (runner: ContestRunner, error: WayError) => void;
};

/** The ways that are running in a contest, each with its player on the screen. */
export class ContestField {
  readonly #options: Pick<ContestOptions, 'open' | 'mount' | 'unmount'>;
  readonly #events: FieldEvents;
  readonly #runners: ContestRunner[] = [];
  readonly #tried = new Set<DeliveryWay>();
  #closed = false;

  constructor(options: Pick<ContestOptions, 'open' | 'mount' | 'unmount'>, events: FieldEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** In the order in which they started. */
  get runners(): readonly ContestRunner[] {
    return this.#runners;
  }

  /** Whether this way was started in this contest, however it went. */
  hasTried(way: DeliveryWay): boolean {
    return this.#tried.has(way);
  }

  has(runner: ContestRunner): boolean {
    return this.#runners.includes(runner);
  }

  /** The running one of a way. */
  find(way: DeliveryWay): ContestRunner | undefined {
    return this.#runners.find(({ choice }) => choice.way === way);
  }

  /** Starts a way, unless all is over; `onEnded` tells when it cannot. */
  start(
    choice: DeliveryChoice,
    change: { readonly listening: boolean; readonly confirms: boolean },
  ): void {
    const { open, mount } = this.#options;
    if (this.#closed) {
      return;
    }
    this.#tried.add(choice.way);
    const runner = new ContestRunner(choice, change.listening);
    this.#runners.push(runner);
    try {
      const player = open(choice, change, this.#handlers(runner));
      runner.player = player;
      player.hear(null);
      mount(player.element);
    } catch (error) {
      this.#events.onEnded(runner, WayError.from(error));
    }
  }

  /** Takes a way out. Idempotent. */
  remove(runner: ContestRunner): void {
    const index = this.#runners.indexOf(runner);
    if (index >= 0) {
      this.#runners.splice(index, 1);
      this.#dispose(runner);
    }
  }

  /** Takes all ways out but these. */
  removeAllBut(staying: readonly (ContestRunner | undefined)[]): void {
    for (const runner of this.#runners.filter((one) => !staying.includes(one))) {
      this.remove(runner);
    }
  }

  /** Takes all ways out, for good. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#runners.splice(0).forEach((runner) => this.#dispose(runner));
  }

  /** Those that are before this one in `order`, best first. */
  betterThan(runner: ContestRunner, order: readonly DeliveryWay[]): readonly ContestRunner[] {
    const place = order.indexOf(runner.choice.way);
    return this.#runners.filter(({ choice }) => {
      const other = order.indexOf(choice.way);
      return other >= 0 && other < place;
    });
  }

  #handlers(runner: ContestRunner): PlayerHandlers {
    const { onConnected, onPicture, onView, onNote, onEnded } = this.#events;
    const ifRunning = (act: () => void): void => {
      if (this.has(runner)) {
        act();
      }
    };
    return {
      onBegun: () => {
        runner.begun = true;
      },
      onAnswered: () => {
        runner.answered = true;
      },
      onConnected: () => ifRunning(() => onConnected(runner)),
      onArriving: () => {
        runner.arriving = true;
      },
      onPicture: (intervalMs) => ifRunning(() => onPicture(runner, intervalMs)),
      onConverted: (words) =>
        ifRunning(() => {
          runner.converted = words;
          onView(runner);
        }),
      onNote: (words) =>
        ifRunning(() => {
          runner.note = words;
          onNote(runner);
        }),
      onSound: (state) =>
        ifRunning(() => {
          runner.sound = state;
          onView(runner);
        }),
      onEnded: (error) => ifRunning(() => onEnded(runner, error)),
    };
  }

  #dispose({ player }: ContestRunner): void {
    if (player) {
      player.close();
      this.#options.unmount(player.element);
    }
  }
}
