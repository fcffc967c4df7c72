import type { Clock, Timer } from '../net/clock.js';
import type { Live, LiveAction, LiveEvent, LivePolicy, LiveState } from './live-model.js';
import { newLive, stepLive } from './live-state.js';

/** Options of {@link LiveMachine}. */
export type LiveMachineOptions = {
  readonly clock: Clock;
  readonly policy: () => LivePolicy;
  /** The time of the state is over: `timeout` is to be posted. */
  readonly onTimeout: () => void;
  /** To be done at once. It may post again. */
  readonly onAction: (action: LiveAction) => void;
  /** The state is another one; what it asked for is done. */
  readonly onState: (before: LiveState, after: LiveState) => void;
};

/** The state of a camera's stream, with its timer: what {@link stepLive} decides is done in its order. */
export class LiveMachine {
  readonly #options: LiveMachineOptions;
  #live: Live = newLive;
  #timer: Timer | undefined;

  constructor(options: LiveMachineOptions) {
    this.#options = options;
  }

  get state(): LiveState {
    return this.#live.state;
  }

  /** Whether a STOP is under way after which nothing follows. */
  get isLastStop(): boolean {
    const { state } = this.#live;
    return state.name === 'stopping' && state.next.then === 'off';
  }

  /** Something happened. */
  post(event: LiveEvent): void {
    const { policy, onAction, onState } = this.#options;
    const before = this.#live.state;
    const { live, actions, timerMs } = stepLive(this.#live, event, policy());
    this.#live = live;
    if (timerMs !== undefined) {
      this.#setTimer(timerMs);
    }
    for (const action of actions) {
      onAction(action);
    }
    if (live.state !== before) {
      onState(before, live.state);
    }
  }

  #setTimer(timerMs: number | null): void {
    const { clock, onTimeout } = this.#options;
    this.#timer?.cancel();
    this.#timer = timerMs === null ? undefined : clock.after(timerMs, onTimeout);
  }
}
