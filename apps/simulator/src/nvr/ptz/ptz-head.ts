import { MAX_CENTRE, MAX_ZOOM_STEPS } from '@casement/protocol';
import { clampTo, ptzLimits, restingView, widestDegrees } from '../../media/index.js';
import type { PtzView } from '../../media/index.js';
import type { PtzAbility, PtzScenario } from '../../ptz-scenario.js';
import { abilitiesFor } from './ptz-command.js';
import type { PtzCommand } from './ptz-command.js';
import { resting, travelTo } from './ptz-motion.js';
import { PtzTrack } from './ptz-track.js';

/** What a camera can do, and the height of its picture over the width. */
export type PtzHeadOptions = { readonly scenario: PtzScenario; readonly aspect: number };

/** Doublings of the zoom a second at its full speed. */
const zoomDoublings = 1.5;

/** What happened to a camera, in numbers. */
export type PtzCounts = {
  /** Speeds beyond the camera's scale, taken as the largest (B51). */
  readonly clamped: number;
  /** Movements that ended because no command came in time (B54), and not by a stop. */
  readonly ranOut: number;
  /** Presets that were called and never stored: nothing happened. */
  readonly emptyPresets: number;
};

/**
 * The motors and the lens of one camera, and its presets. A command is what the camera does from then on, until the next
 * one, its time (B54), or the end of travel.
 */
export class PtzHead {
  readonly track: PtzTrack;
  readonly #scenario: PtzScenario;
  readonly #aspect: number;
  readonly #presets = new Map<number, PtzView>();
  readonly #counts = { clamped: 0, ranOut: 0, emptyPresets: 0 };

  constructor({ scenario, aspect }: PtzHeadOptions) {
    this.#scenario = scenario;
    this.#aspect = aspect;
    this.track = new PtzTrack({ ...restingView, ...scenario.home });
  }

  get counts(): PtzCounts {
    return this.#counts;
  }

  /** Numbers of the presets that were stored. */
  get presets(): readonly number[] {
    return [...this.#presets.keys()].sort((one, other) => one - other);
  }

  /** What of a command this camera cannot do. */
  cannot(command: PtzCommand): PtzAbility | undefined {
    const { refuses, focus, iris, aux, presets } = this.#scenario;
    const lacks = (ability: PtzAbility): boolean =>
      refuses.includes(ability) ||
      (ability === 'focus' && !focus) ||
      (ability === 'iris' && !iris) ||
      (ability === 'aux' && 'aux' in command && command.aux > aux) ||
      (ability === 'presets' && 'preset' in command && command.preset > presets);
    return abilitiesFor(command).find(lacks);
  }

  /** Does it. */
  take(command: PtzCommand, nowMs: number): void {
    const view = this.track.viewAt(nowMs);
    switch (command.command) {
      case 'moveCamera':
        this.#drive(command, view, nowMs);
        return;
      case 'centreCamera':
        this.#centre(command, view, nowMs);
        return;
      case 'focusCamera':
        this.#step(nowMs, 'focus', focusSteps[command.action], view);
        return;
      case 'irisCamera':
        this.#step(nowMs, 'iris', irisSteps[command.action], view);
        return;
      case 'storePreset':
        this.#presets.set(command.preset, view);
        return;
      case 'goToPreset':
        this.#goTo(command.preset, view, nowMs);
        return;
      case 'auxCamera': {
        const bit = 1 << (command.aux - 1);
        this.track.set(nowMs, { aux: command.on ? view.aux | bit : view.aux & ~bit });
        return;
      }
    }
  }

  /** The drive that no command has ended by now counts as run out. */
  noteTime(nowMs: number): void {
    const { endsMs, motion } = this.track;
    if (motion.kind === 'drive' && endsMs !== undefined && endsMs <= nowMs) {
      this.#counts.ranOut += 1;
      this.track.move(endsMs, resting());
    }
  }

  #drive(
    command: Extract<PtzCommand, { command: 'moveCamera' }>,
    { zoom }: PtzView,
    nowMs: number,
  ): void {
    const { scale, holdMs, degreesPerSecond } = this.#scenario;
    if (command.pan === 0 && command.tilt === 0 && command.zoom === 0) {
      this.track.move(nowMs, resting());
      return;
    }
    const pan = clampTo([-scale, scale], command.pan);
    const tilt = clampTo([-scale, scale], command.tilt);
    this.#counts.clamped += pan === command.pan && tilt === command.tilt ? 0 : 1;
    const perStep = degreesPerSecond / scale / zoom;
    this.track.move(nowMs, {
      kind: 'drive',
      pan: pan * perStep,
      // Positive is down (B52).
      tilt: -tilt * perStep,
      zoom: (command.zoom / MAX_ZOOM_STEPS) * zoomDoublings,
      forMs: holdMs,
    });
  }

  /** X and Y count from the lower right corner (B56). */
  #centre(
    { x, y }: Extract<PtzCommand, { command: 'centreCamera' }>,
    view: PtzView,
    nowMs: number,
  ): void {
    const across = widestDegrees / view.zoom;
    const right = 0.5 - x / MAX_CENTRE;
    const up = y / MAX_CENTRE - 0.5;
    const to = {
      pan: clampTo(ptzLimits.pan, view.pan + right * across),
      tilt: clampTo(ptzLimits.tilt, view.tilt + up * across * this.#aspect),
      zoom: view.zoom,
    };
    this.track.move(nowMs, travelTo(view, to));
  }

  #step(nowMs: number, key: 'focus' | 'iris', steps: number, view: PtzView): void {
    const value = steps === 0 ? 0 : clampTo(ptzLimits[key], view[key] + steps);
    this.track.set(nowMs, { [key]: value });
  }

  #goTo(preset: number, view: PtzView, nowMs: number): void {
    const to = this.#presets.get(preset);
    if (to === undefined) {
      this.#counts.emptyPresets += 1;
      return;
    }
    this.track.set(nowMs, { focus: to.focus, iris: to.iris });
    this.track.move(nowMs, travelTo(view, { pan: to.pan, tilt: to.tilt, zoom: to.zoom }));
  }
}

/** Steps of the lens; 0 is where the camera finds it by itself. One command is one step (B58). */
const focusSteps = { near: -1, far: 1, auto: 0 } as const;
const irisSteps = { close: -1, open: 1, reset: 0 } as const;
