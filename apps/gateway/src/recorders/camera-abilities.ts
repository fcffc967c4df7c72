import type { PtzAbility } from '@casement/contract';
import type { Clock, Timer } from '../net/clock.js';

/** A camera may be exchanged, or set up otherwise: what it refused may be tried again after this time. */
export const forgetRefusalMs = 10 * 60_000;

type Refusal = { readonly words: string; readonly timer: Timer };

type Notes = {
  readonly refused: Map<PtzAbility, Refusal>;
  readonly worked: Set<PtzAbility>;
};

/** What is known of a camera's abilities. */
export type AbilityView = Readonly<Partial<Record<PtzAbility, string>>>;

/** What shows that a camera has motors. */
const moving: readonly PtzAbility[] = ['move', 'zoom', 'centre', 'presets'];

/**
 * What the cameras of one recorder were found out to do and to refuse. Recorders do not tell which of their cameras
 * can move (NVR chapter 4: "depends on the specifications of the PTZ camera"), so it is learned by trying. Bounded by
 * the number of cameras.
 */
export class CameraAbilities {
  readonly #clock: Clock;
  readonly #onChange: (camera: number) => void;
  readonly #byCamera = new Map<number, Notes>();

  /** @param onChange a camera refuses something new, or no longer refuses something */
  constructor(clock: Clock, onChange: (camera: number) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** What a camera refused within the last ten minutes, in words. */
  refusedBy(camera: number): AbilityView {
    const refused = this.#byCamera.get(camera)?.refused ?? [];
    return Object.fromEntries([...refused].map(([ability, { words }]) => [ability, words]));
  }

  /**
   * Whether a camera is shown as one that can be moved: a command of this kind worked once, or it was not refused to turn
   * it. Who has not been asked yet gets the benefit of the doubt, and one that cannot do the rest may still turn.
   */
  mayMove(camera: number): boolean {
    const notes = this.#byCamera.get(camera);
    return (
      notes === undefined ||
      moving.some((ability) => notes.worked.has(ability)) ||
      !notes.refused.has('move')
    );
  }

  /** The camera did it. */
  worked(camera: number, ability: PtzAbility): void {
    const { refused, worked } = this.#notesOf(camera);
    worked.add(ability);
    const refusal = refused.get(ability);
    if (refusal) {
      refusal.timer.cancel();
      refused.delete(ability);
      this.#onChange(camera);
    }
  }

  /** The camera, or the recorder for it, refused. */
  refused(camera: number, ability: PtzAbility, words: string): void {
    const { refused } = this.#notesOf(camera);
    const before = refused.get(ability);
    before?.timer.cancel();
    const timer = this.#clock.after(forgetRefusalMs, () => {
      refused.delete(ability);
      this.#onChange(camera);
    });
    refused.set(ability, { words, timer });
    if (before?.words !== words) {
      this.#onChange(camera);
    }
  }

  /** The recorder was signed in to again: it may be another one, with other cameras. */
  forgetRefusals(): void {
    for (const [camera, { refused }] of this.#byCamera) {
      if (refused.size > 0) {
        refused.forEach(({ timer }) => timer.cancel());
        refused.clear();
        this.#onChange(camera);
      }
    }
  }

  /** No timer is left. */
  close(): void {
    for (const { refused } of this.#byCamera.values()) {
      refused.forEach(({ timer }) => timer.cancel());
    }
  }

  #notesOf(camera: number): Notes {
    const known = this.#byCamera.get(camera);
    if (known) {
      return known;
    }
    const notes: Notes = { refused: new Map(), worked: new Set() };
    this.#byCamera.set(camera, notes);
    return notes;
  }
}
