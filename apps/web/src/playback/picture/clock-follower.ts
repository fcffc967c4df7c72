/** How the clock of a playback stands, as the gateway told it. */
export type ClockState = {
  readonly generation: number;
  readonly running: boolean;
  readonly direction: 1 | -1;
  /** Times real time. */
  readonly speed: number;
  /** Milliseconds since 1970 (UTC), recorder's time. */
  readonly positionMs: number;
};

/** Messages that say less than this otherwise than expected only came later or earlier, in milliseconds of real time. */
const jitterMs = 200;

/** So much of the difference is believed when a message says that the clock is behind: most of it is the network. */
const behindShare = 0.1;

/**
 * Runs along with the gateway's clock between its messages. Messages are late by what the network takes, never early: one
 * that is ahead is believed at once, one that is behind slowly.
 */
export class ClockFollower {
  #state: ClockState = {
    generation: -1,
    running: false,
    direction: 1,
    speed: 1,
    positionMs: 0,
  };
  #atMs = 0;

  get state(): ClockState {
    return this.#state;
  }

  /** Takes a message that came at `nowMs`. */
  take(state: ClockState, nowMs: number): void {
    const before = this.#state;
    const goesOn =
      state.running &&
      before.running &&
      state.generation === before.generation &&
      state.direction === before.direction &&
      state.speed === before.speed;
    const expectedMs = this.positionMs(nowMs);
    const aheadMs = ((state.positionMs - expectedMs) * state.direction) / state.speed;
    if (goesOn && aheadMs < 0 && aheadMs > -jitterMs) {
      const positionMs = expectedMs + (state.positionMs - expectedMs) * behindShare;
      this.#state = { ...state, positionMs };
    } else {
      this.#state = state;
    }
    this.#atMs = nowMs;
  }

  /** Where the clock is, in milliseconds since 1970. */
  positionMs(nowMs: number): number {
    const { running, positionMs, direction, speed } = this.#state;
    return running ? positionMs + direction * speed * (nowMs - this.#atMs) : positionMs;
  }
}
