import fc from 'fast-check';
import { ptzMoveSchema } from '@casement/contract';
import { type PadHand, pressedOn, readPad, unseenPad } from './gamepad-hand.js';
import { stopped } from './move.js';

type Change = {
  readonly axes?: readonly number[];
  readonly pressed?: Readonly<Record<number, number>>;
};

function reading({ axes = [0, 0, 0, 0], pressed = {} }: Change = {}) {
  const buttons = Array.from({ length: 17 }, (_, number) => {
    const value = pressed[number] ?? 0;
    return { value, pressed: value > 0.5 };
  });
  return { axes, buttons };
}

const rested: PadHand = readPad(unseenPad, reading());

describe('readPad', () => {
  it.each([
    ['left stick to the right', { axes: [1, 0, 0, 0] }, { pan: 1, tilt: 0, zoom: 0 }],
    ['left stick up', { axes: [0, -1, 0, 0] }, { pan: 0, tilt: 1, zoom: 0 }],
    ['right stick up', { axes: [0, 0, 0, -1] }, { pan: 0, tilt: 0, zoom: 1 }],
    ['right trigger', { pressed: { 7: 1 } }, { pan: 0, tilt: 0, zoom: 1 }],
    ['left trigger', { pressed: { 6: 1 } }, { pan: 0, tilt: 0, zoom: -1 }],
    ['cross to the left', { pressed: { 14: 1 } }, { pan: -0.15625, tilt: 0, zoom: 0 }],
    ['cross up', { pressed: { 12: 1 } }, { pan: 0, tilt: 0.15625, zoom: 0 }],
    ['a worn stick at rest', { axes: [0.13, -0.1, 0.1, 0.12] }, stopped],
  ])('%s', (_, change, move) => {
    expect(readPad(rested, reading(change)).move).toEqual(move);
  });

  it('moves nothing with a stick that was held before it counted', () => {
    const held = readPad(unseenPad, reading({ axes: [1, 0] }));
    expect(held.move).toEqual(stopped);
    const still = readPad(held, reading({ axes: [0.9, 0] }));
    expect(still.move).toEqual(stopped);
    const again = readPad(readPad(still, reading()), reading({ axes: [1, 0] }));
    expect(again.move.pan).toBe(1);
  });

  it('tells a press once', () => {
    const pressed = readPad(rested, reading({ pressed: { 0: 1, 5: 1, 9: 1 } }));
    expect(pressedOn(rested, pressed)).toEqual(['focus-auto', 'focus-far']);
    expect(pressedOn(pressed, readPad(pressed, reading({ pressed: { 0: 1 } })))).toEqual([]);
    expect(pressedOn(unseenPad, pressed)).toEqual([]);
  });

  it('asks only for what the contract allows, whatever a gamepad tells', () => {
    const pad = fc.record({
      axes: fc.array(fc.double()),
      buttons: fc.array(fc.record({ value: fc.double(), pressed: fc.boolean() })),
    });
    fc.assert(
      fc.property(pad, (odd) => {
        const { move } = readPad(rested, odd);
        expect(ptzMoveSchema.parse(move)).toEqual(move);
      }),
    );
  });
});
