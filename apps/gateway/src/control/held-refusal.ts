import type { PtzAbility, PtzMove } from '@casement/contract';
import type { Clock } from '../net/clock.js';
import type { AbilityView } from '../recorders/camera-abilities.js';
import type { ControlOutcome } from '../recorders/control-reply.js';

/** See {@link HeldRefusal}. */
export const refusalHoldsMs = 2_000;

/** What a camera has to be able to do for a move; a stop proves nothing. */
export function abilitiesOf({ pan, tilt, zoom }: PtzMove): readonly PtzAbility[] {
  return [
    ...(pan === 0 && tilt === 0 ? [] : ['move' as const]),
    ...(zoom === 0 ? [] : ['zoom' as const]),
  ];
}

/**
 * A page repeats a move for as long as a button is held, also one that the camera refuses: for a while the answer is the
 * same, without another question to the recorder and another movement in the audit.
 */
export class HeldRefusal {
  readonly #clock: Clock;
  readonly #refused: () => AbilityView;
  #abilities: readonly PtzAbility[] = [];
  #reason = '';
  #untilMs = Number.NEGATIVE_INFINITY;

  /** @param refused what the camera is known to refuse now: what was forgotten there is not held here */
  constructor(clock: Clock, refused: () => AbilityView) {
    this.#clock = clock;
    this.#refused = refused;
  }

  /** A move came back with this. */
  note(abilities: readonly PtzAbility[], outcome: ControlOutcome): void {
    if (outcome.kind === 'refused' && abilities.length > 0) {
      this.#abilities = abilities;
      this.#reason = outcome.reason;
      this.#untilMs = this.#clock.nowMs() + refusalHoldsMs;
    }
  }

  /** The answer to a move that needs what was just refused; `undefined`: it has to be tried. */
  answerTo(move: PtzMove): ControlOutcome | undefined {
    if (this.#clock.nowMs() >= this.#untilMs) {
      return undefined;
    }
    const refused = this.#refused();
    const isSame = abilitiesOf(move).some(
      (ability) => this.#abilities.includes(ability) && refused[ability] !== undefined,
    );
    return isSame ? { kind: 'refused', reason: this.#reason } : undefined;
  }
}
