import { ManualClock } from '../testing/manual-clock.js';
import { FaultBoard } from './fault-board.js';
import { faultSchema } from './fault.js';
import type { Fault } from './fault.js';

const freeze: Fault = { kind: 'freeze' };

function createBoard() {
  const clock = new ManualClock();
  const board = new FaultBoard(clock);
  let changes = 0;
  board.onChange(() => (changes += 1));
  return { clock, board, changes: () => changes };
}

describe('fault board', () => {
  it('finds faults by kind and by what they are about', () => {
    const { board } = createBoard();
    board.replace([
      { kind: 'freeze', cameras: [1, 2] },
      { kind: 'answer', status: 503, cgis: ['push'] },
      { kind: 'slow-answer', delayMs: 5 },
    ]);
    expect(board.find('freeze', { camera: 2 })).toHaveLength(1);
    expect(board.find('freeze', { camera: 3 })).toHaveLength(0);
    expect(board.find('answer', { cgi: 'push' })).toHaveLength(1);
    expect(board.find('answer', { cgi: 'status' })).toHaveLength(0);
    expect(board.find('answer')).toHaveLength(0);
    expect(board.find('slow-answer', { cgi: 'status' })).toHaveLength(1);
    expect(board.find('network-cut')).toHaveLength(0);
  });

  it('takes a fault as often as it may hit', () => {
    const { board, changes } = createBoard();
    board.add({ kind: 'answer', status: 503, times: 2 });
    expect(board.take('answer')?.status).toBe(503);
    expect(board.take('answer')?.status).toBe(503);
    expect(board.take('answer')).toBeUndefined();
    expect(board.active).toEqual([]);
    expect(changes()).toBe(2);
  });

  it('lets a fault go when its time is up, at once for those who look', () => {
    const { board, clock, changes } = createBoard();
    board.add({ kind: 'freeze', forS: 2 });
    clock.advance(1_999);
    expect(board.find('freeze')).toHaveLength(1);
    clock.advance(1);
    expect(board.find('freeze')).toHaveLength(0);
    expect(board.active).toHaveLength(1);
    board.sweep();
    expect(board.active).toHaveLength(0);
    board.sweep();
    expect(changes()).toBe(2);
  });

  it('replaces, removes by id, clears, and counts versions', () => {
    const { board } = createBoard();
    const first = board.add(freeze);
    board.add(freeze);
    expect(board.remove(first?.id ?? '')).toBe(true);
    expect(board.remove(first?.id ?? '')).toBe(false);
    const { version } = board;
    board.replace([freeze, freeze, freeze]);
    expect(board.active.map(({ id }) => id)).toEqual(['3', '4', '5']);
    board.clear();
    expect(board.active).toEqual([]);
    expect(board.version).toBe(version + 2);
  });
});

describe('fault schema', () => {
  it.each([
    [
      { kind: 'packet-loss', rate: 0.1 },
      { kind: 'packet-loss', rate: 0.1, burst: 1 },
    ],
    [{ kind: 'network-cut' }, { kind: 'network-cut', mode: 'silent' }],
    [{ kind: 'split-writes' }, { kind: 'split-writes', maxBytes: 7 }],
  ])('fills in defaults: %j', (written, expected) => {
    expect(faultSchema.parse(written)).toEqual(expected);
  });

  it.each([
    [{ kind: 'packet-loss', rate: 1.5 }],
    [{ kind: 'packet-loss', rate: 0.1, cgis: ['push'] }],
    [{ kind: 'answer', status: 200 }],
    [{ kind: 'answer', status: 503, cgis: ['picture'] }],
    [{ kind: 'earthquake' }],
    [{ kind: 'freeze', cameras: [] }],
    [{ kind: 'multipart-form', forms: ['html'] }],
  ])('refuses %j', (written) => {
    expect(faultSchema.safeParse(written).success).toBe(false);
  });
});
