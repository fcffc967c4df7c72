import type { PtzMove } from '@casement/contract';
import { stickMove, stickSpeed } from './joystick.js';
import { isStopped, moveOf, stopped } from './move.js';
import { slowSpeed } from './held-keys.js';

/** A gamepad as the browser tells it, in its standard arrangement. */
export type PadReading = {
  /** Left stick, right stick: each to the right and downwards, -1 to 1. */
  readonly axes: readonly number[];
  /** 0 to 1. */
  readonly buttons: readonly { readonly value: number; readonly pressed: boolean }[];
};

export type PadHand = {
  /** It was seen at rest since it counts: a stick that is held while the window comes back moves nothing. */
  readonly rested: boolean;
  readonly move: PtzMove;
  /** Buttons that are down, by their number. */
  readonly down: ReadonlySet<number>;
};

export const unseenPad: PadHand = { rested: false, move: stopped, down: new Set() };

/** What its buttons do besides moving, by their number in the standard arrangement. */
export type PadCommand = 'focus-auto' | 'focus-near' | 'focus-far' | 'leave';
const commands: ReadonlyMap<number, PadCommand> = new Map([
  [0, 'focus-auto'],
  [1, 'leave'],
  [4, 'focus-near'],
  [5, 'focus-far'],
]);

/** For people: what does what. */
export const padMapping: readonly (readonly [part: string, does: string])[] = [
  ['Left stick', 'turn'],
  ['Direction pad', 'turn slowly'],
  ['Right stick, up and down', 'zoom'],
  ['Triggers', 'zoom out, zoom in'],
  ['Shoulder buttons', 'focus nearer, farther'],
  ['A', 'focus by itself'],
  ['B', 'end control'],
];

/** Worn sticks rest beside the middle; this much of the way does not count. */
const padDeadZone = 0.14;

/** A gamepad after a reading of it. */
export function readPad(pad: PadHand, reading: PadReading): PadHand {
  const asked = moveOfPad(reading);
  const rested = pad.rested || isStopped(asked);
  const down = new Set(
    [...reading.buttons.entries()].filter(([, { pressed }]) => pressed).map(([number]) => number),
  );
  return { rested, move: rested ? asked : stopped, down };
}

/** What was pressed between two readings. */
export function pressedOn(before: PadHand, now: PadHand): readonly PadCommand[] {
  return [...now.down]
    .filter((number) => before.rested && !before.down.has(number))
    .flatMap((number) => commands.get(number) ?? []);
}

function moveOfPad({ axes, buttons }: PadReading): PtzMove {
  const stick = stickMove({ x: beyond(axes[0]), y: beyond(axes[1]) }, 1);
  const value = (number: number): number => finite(buttons[number]?.value);
  const cross = {
    pan: (value(15) - value(14)) * slowSpeed,
    tilt: (value(12) - value(13)) * slowSpeed,
  };
  const trigger = value(7) - value(6);
  const right = -beyond(axes[3]);
  const zoom = right === 0 ? trigger : right;
  return moveOf({
    pan: stick.pan === 0 ? cross.pan : stick.pan,
    tilt: stick.tilt === 0 ? cross.tilt : stick.tilt,
    zoom: Math.sign(zoom) * stickSpeed(Math.abs(zoom)),
  });
}

function beyond(axis: number | undefined): number {
  const value = finite(axis);
  const far = (Math.abs(value) - padDeadZone) / (1 - padDeadZone);
  return far > 0 ? Math.sign(value) * far : 0;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
