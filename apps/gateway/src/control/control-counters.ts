import type { MoveEnd } from './camera-drive.js';

/** Figures of camera control since the start. */
export type ControlCounters = {
  movements: number;
  takeOvers: number;
  refused: number;
  /** Movements by what ended them. */
  readonly ends: Map<MoveEnd, number>;
};

/** All of them 0. */
export const newControlCounters = (): ControlCounters => ({
  movements: 0,
  takeOvers: 0,
  refused: 0,
  ends: new Map(),
});
