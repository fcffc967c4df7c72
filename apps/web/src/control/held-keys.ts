import type { PtzMove } from '@casement/contract';
import { moveOf } from './move.js';

/** Keys that are down now, by their place on the keyboard (`KeyboardEvent.code`), with what each asks for. */
export type HeldKeys = {
  readonly held: ReadonlyMap<string, Partial<PtzMove>>;
  /** Shift is down. */
  readonly slow: boolean;
};

/** What of a `KeyboardEvent` matters. */
export type KeyPress = {
  readonly code: string;
  readonly key: string;
  readonly shiftKey: boolean;
};

export const noKeys: HeldKeys = { held: new Map(), slow: false };

/** How fast a held key moves a camera, and how fast with Shift: one key has no way to say it more finely. */
export const heldSpeed = 0.6;
export const slowSpeed = 0.15;

const wantedBy: ReadonlyMap<string, Partial<PtzMove>> = new Map([
  ['ArrowLeft', { pan: -1 }],
  ['ArrowRight', { pan: 1 }],
  ['ArrowUp', { tilt: 1 }],
  ['ArrowDown', { tilt: -1 }],
  ['+', { zoom: 1 }],
  ['=', { zoom: 1 }],
  ['-', { zoom: -1 }],
  ['_', { zoom: -1 }],
]);

/** Whether a key moves the camera. */
export function isMoveKey({ key }: Pick<KeyPress, 'key'>): boolean {
  return wantedBy.has(key);
}

export function withKeyDown(keys: HeldKeys, { code, key, shiftKey }: KeyPress): HeldKeys {
  const wanted = wantedBy.get(key);
  return {
    held: wanted ? new Map(keys.held).set(code, wanted) : keys.held,
    slow: key === 'Shift' || shiftKey,
  };
}

/** By its place: the same key has another name once Shift is up. */
export function withKeyUp(keys: HeldKeys, { code, key, shiftKey }: KeyPress): HeldKeys {
  const held = new Map(keys.held);
  held.delete(code);
  return { held, slow: shiftKey && key !== 'Shift' };
}

/** What the keys ask for together; opposite ones cancel each other. */
export function moveOfKeys({ held, slow }: HeldKeys): PtzMove {
  const speed = slow ? slowSpeed : heldSpeed;
  const sum = (part: keyof PtzMove): number =>
    Math.sign([...held.values()].reduce((total, one) => total + (one[part] ?? 0), 0)) * speed;
  return moveOf({ pan: sum('pan'), tilt: sum('tilt'), zoom: sum('zoom') });
}
