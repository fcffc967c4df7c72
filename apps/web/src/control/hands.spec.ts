import fc from 'fast-check';
import { ptzMoveSchema } from '@casement/contract';
import { type HandInput, type Hands, idleHands, reduceHands, wantedMove } from './hands.js';
import { heldSpeed, slowSpeed } from './held-keys.js';
import { isStopped, stopped } from './move.js';

const after = (...inputs: readonly HandInput[]): Hands => inputs.reduce(reduceHands, idleHands);
const key = (type: 'key-down' | 'key-up', name: string, shiftKey = false): HandInput => ({
  type,
  code: name,
  key: name,
  shiftKey,
});
const down = (id: number, x: number, y: number, atMs = 0): HandInput => ({
  type: 'pointer-down',
  id,
  at: { x, y },
  atMs,
  reach: 100,
});
const move = (id: number, x: number, y: number): HandInput => ({
  type: 'pointer-move',
  id,
  at: { x, y },
});
const up = (id: number, atMs = 100): HandInput => ({ type: 'pointer-up', id, atMs });

/** Steps of the finest speed, as they are told. */
const near = (speed: number): unknown => expect.closeTo(speed, 1);

describe('keys', () => {
  it.each([
    ['ArrowLeft', { pan: near(-heldSpeed), tilt: 0, zoom: 0 }],
    ['ArrowRight', { pan: near(heldSpeed), tilt: 0, zoom: 0 }],
    ['ArrowUp', { pan: 0, tilt: near(heldSpeed), zoom: 0 }],
    ['ArrowDown', { pan: 0, tilt: near(-heldSpeed), zoom: 0 }],
    ['+', { pan: 0, tilt: 0, zoom: near(heldSpeed) }],
    ['-', { pan: 0, tilt: 0, zoom: near(-heldSpeed) }],
  ])('%s moves while it is held', (name, wanted) => {
    const held = after(key('key-down', name));
    expect(wantedMove(held)).toEqual(wanted);
    expect(wantedMove(reduceHands(held, key('key-up', name)))).toEqual(stopped);
  });

  it('goes askew with two, and is slow with Shift', () => {
    const two = after(key('key-down', 'ArrowUp'), key('key-down', 'ArrowRight'));
    expect(wantedMove(two)).toEqual({ pan: near(heldSpeed), tilt: near(heldSpeed), zoom: 0 });
    const slow = reduceHands(two, key('key-down', 'Shift', true));
    expect(wantedMove(slow)).toEqual({ pan: near(slowSpeed), tilt: near(slowSpeed), zoom: 0 });
    const quick = reduceHands(slow, key('key-up', 'Shift'));
    expect(wantedMove(quick)).toEqual(wantedMove(two));
  });

  it('knows a key again whose name Shift changed', () => {
    const shifted: HandInput = { type: 'key-down', code: 'Equal', key: '+', shiftKey: true };
    const plain: HandInput = { type: 'key-up', code: 'Equal', key: '=', shiftKey: false };
    expect(wantedMove(after(shifted)).zoom).toBeGreaterThan(0);
    expect(wantedMove(after(shifted, plain))).toEqual(stopped);
  });

  it('stands while opposite keys are held', () => {
    const both = after(key('key-down', 'ArrowLeft'), key('key-down', 'ArrowRight'));
    expect(wantedMove(both)).toEqual(stopped);
    expect(wantedMove(reduceHands(both, key('key-up', 'ArrowLeft'))).pan).toBeGreaterThan(0);
  });
});

describe('the stick on the picture', () => {
  it('goes where it is drawn, faster the further', () => {
    const pressed = after(down(1, 500, 500));
    expect(wantedMove(pressed)).toEqual(stopped);
    const right = wantedMove(reduceHands(pressed, move(1, 600, 500)));
    expect(right).toEqual({ pan: 1, tilt: 0, zoom: 0 });
    const above = wantedMove(reduceHands(pressed, move(1, 500, 400)));
    expect(above).toEqual({ pan: 0, tilt: 1, zoom: 0 });
    const half = wantedMove(reduceHands(pressed, move(1, 550, 500)));
    expect(half.pan).toBeGreaterThan(0.1);
    expect(half.pan).toBeLessThan(0.5);
  });

  it('stops when it is released, lost, or everything is let go', () => {
    const drawn = after(down(1, 0, 0), move(1, 90, 0));
    for (const end of [up(1), { type: 'pointer-lost', id: 1 }, { type: 'let-go' }] as const) {
      expect(wantedMove(reduceHands(drawn, end))).toEqual(stopped);
      expect(reduceHands(drawn, end).clicked).toBeNull();
    }
  });

  it('stops when it comes back to the middle, and goes on from there', () => {
    const back = after(down(1, 0, 0), move(1, 90, 0), move(1, 2, 1));
    expect(wantedMove(back)).toEqual(stopped);
    expect(wantedMove(reduceHands(back, move(1, -90, 0))).pan).toBeLessThan(0);
    expect(reduceHands(back, up(1)).clicked).toBeNull();
  });

  it('is a click when it was short and did not move', () => {
    expect(after(down(1, 30, 40, 1_000), up(1, 1_200)).clicked).toEqual({ x: 30, y: 40 });
    expect(after(down(1, 30, 40, 1_000), move(1, 33, 41), up(1, 1_200)).clicked).toEqual({
      x: 33,
      y: 41,
    });
    expect(after(down(1, 30, 40, 1_000), up(1, 1_900)).clicked).toBeNull();
    expect(after(down(1, 0, 0), { type: 'pointer-lost', id: 1 }).clicked).toBeNull();
    expect(after(down(1, 0, 0), up(1), move(1, 5, 5)).clicked).toBeNull();
  });

  it('zooms with two fingers, and does nothing with the one that stays', () => {
    const pinch = after(down(1, 0, 0), down(2, 100, 0), move(2, 200, 0));
    expect(wantedMove(pinch)).toEqual({ pan: 0, tilt: 0, zoom: 1 });
    expect(wantedMove(reduceHands(pinch, move(2, 25, 0))).zoom).toBe(-1);
    const one = reduceHands(pinch, up(2));
    expect(wantedMove(one)).toEqual(stopped);
    expect(wantedMove(reduceHands(one, move(1, 500, 0)))).toEqual(stopped);
    expect(reduceHands(one, up(1)).clicked).toBeNull();
  });

  it('does not turn any more once there is a second finger, and no third counts', () => {
    const turned = after(down(1, 0, 0), move(1, 90, 0), down(2, 200, 0), down(3, 9, 9));
    expect(wantedMove(turned)).toEqual(stopped);
    expect(turned.pointers.down).toHaveLength(2);
  });
});

describe('several hands', () => {
  it('lets one turn while another zooms', () => {
    const both = after(down(1, 0, 0), move(1, 100, 0), {
      type: 'ask',
      source: 'wheel',
      move: { zoom: 0.5 },
    });
    expect(wantedMove(both)).toEqual({ pan: 1, tilt: 0, zoom: 0.5 });
  });

  it('follows the newest, and the one before it when that lets go', () => {
    const first = after({ type: 'ask', source: 'button', move: { pan: 1 } });
    const second = reduceHands(first, { type: 'ask', source: 'gamepad', move: { tilt: -1 } });
    expect(wantedMove(second)).toEqual({ pan: 0, tilt: -1, zoom: 0 });
    const again = reduceHands(second, { type: 'ask', source: 'gamepad', move: {} });
    expect(wantedMove(again)).toEqual({ pan: 1, tilt: 0, zoom: 0 });
  });

  it('asks for nothing out of a number that is none', () => {
    const odd = after({ type: 'ask', source: 'gamepad', move: { pan: NaN, tilt: Infinity } });
    expect(wantedMove(odd)).toEqual(stopped);
  });
});

const coordinate = fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.double());
const point = fc.record({ x: coordinate, y: coordinate });
const id = fc.integer({ min: 0, max: 4 });
const atMs = fc.integer({ min: 0, max: 10_000 });
const keyName = fc.constantFrom('ArrowLeft', 'ArrowUp', 'ArrowDown', '+', '=', '-', 'Shift', 'x');
const keyInput = fc.record({
  type: fc.constantFrom('key-down' as const, 'key-up' as const),
  code: keyName,
  key: keyName,
  shiftKey: fc.boolean(),
});
const anyInput: fc.Arbitrary<HandInput> = fc.oneof(
  keyInput,
  fc.record({
    type: fc.constant('pointer-down' as const),
    id,
    at: point,
    atMs,
    reach: fc.double({ min: 0, max: 300, noNaN: true }),
  }),
  fc.record({ type: fc.constant('pointer-move' as const), id, at: point }),
  fc.record({ type: fc.constant('pointer-up' as const), id, atMs }),
  fc.record({ type: fc.constant('pointer-lost' as const), id }),
  fc.record({
    type: fc.constant('ask' as const),
    source: fc.constantFrom('button' as const, 'wheel' as const, 'gamepad' as const),
    move: fc.record({ pan: fc.double(), tilt: fc.double(), zoom: fc.double() }),
  }),
  fc.constant({ type: 'let-go' as const }),
);

/** Every single release that there is, in any order. */
const releases: readonly HandInput[] = [
  ...['ArrowLeft', 'ArrowUp', 'ArrowDown', '+', '=', '-', 'Shift', 'x'].map((name) =>
    key('key-up', name),
  ),
  ...[0, 1, 2, 3, 4].map((one): HandInput => ({ type: 'pointer-lost', id: one })),
  ...(['button', 'wheel', 'gamepad'] as const).map((source): HandInput => ({
    type: 'ask',
    source,
    move: {},
  })),
];

describe('every sequence of inputs', () => {
  it('asks only for what the contract allows', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        const hands = after(...inputs);
        expect(ptzMoveSchema.parse(wantedMove(hands))).toEqual(wantedMove(hands));
        expect(hands.asking.length).toBeLessThanOrEqual(5);
        expect(hands.pointers.down.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('ends in a stop when everything is let go at once', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        expect(after(...inputs, { type: 'let-go' })).toEqual(idleHands);
        expect(isStopped(wantedMove(after(...inputs, { type: 'let-go' })))).toBe(true);
      }),
    );
  });

  it('ends in a stop when one thing after the other is released', () => {
    fc.assert(
      fc.property(
        fc.array(anyInput, { maxLength: 60 }),
        fc.shuffledSubarray([...releases], { minLength: releases.length }),
        (inputs, ends) => {
          expect(wantedMove(after(...inputs, ...ends))).toEqual(stopped);
        },
      ),
    );
  });
});
