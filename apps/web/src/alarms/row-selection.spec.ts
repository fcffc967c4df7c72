import fc from 'fast-check';
import {
  extendTo,
  goToRow,
  keepRows,
  moveBy,
  nothingSelected,
  type RowSelection,
  toggleAll,
  toggleRow,
} from './row-selection.js';

const rows = [9, 8, 7, 6, 5];

function picked({ selected }: RowSelection): number[] {
  return [...selected].sort((a, b) => b - a);
}

describe('row selection', () => {
  it('takes a row in and out', () => {
    const one = toggleRow(nothingSelected, 8);
    expect(picked(one)).toEqual([8]);
    expect(picked(toggleRow(one, 8))).toEqual([]);
  });

  it.each([
    ['down', 8, 6, [8, 7, 6]],
    ['up', 6, 9, [9, 8, 7, 6]],
    ['to itself', 7, 7, [7]],
  ])('by Shift takes all %s', (_name, from, to, expected) => {
    expect(picked(extendTo(goToRow(nothingSelected, from), to, rows))).toEqual(expected);
  });

  it('keeps where a range began', () => {
    const range = extendTo(extendTo(goToRow(nothingSelected, 8), 7, rows), 5, rows);
    expect(range.anchor).toBe(8);
    expect(picked(range)).toEqual([8, 7, 6, 5]);
  });

  it('takes one row when the range began at a row that went', () => {
    const gone: RowSelection = { ...nothingSelected, anchor: 99 };
    expect(picked(extendTo(gone, 7, rows))).toEqual([7]);
  });

  it.each<[number | null, number, number | null]>([
    [null, 1, 9],
    [9, -1, 9],
    [9, 2, 7],
    [6, 10, 5],
    [77, 1, 9],
    [null, 99, 5],
    [null, -1, 9],
  ])('goes from %j by %j to %j', (cursor, by, expected) => {
    const from: RowSelection = { ...nothingSelected, cursor };
    expect(moveBy(from, by, false, rows).cursor).toBe(expected);
    expect(moveBy(from, by, false, []).cursor).toBe(cursor);
  });

  it('selects on the way with Shift', () => {
    const moved = moveBy(goToRow(nothingSelected, 8), 2, true, rows);
    expect(picked(moved)).toEqual([8, 7, 6]);
    expect(moved.cursor).toBe(6);
  });

  it('takes all, and none when it has all', () => {
    const all = toggleAll(nothingSelected, rows);
    expect(picked(all)).toEqual(rows);
    expect(picked(toggleAll(all, rows))).toEqual([]);
    expect(picked(toggleAll(nothingSelected, []))).toEqual([]);
  });

  it.each<[readonly number[], number | null]>([
    [[9, 7, 6, 5], 7],
    [[9], 9],
    [[], null],
  ])('of the rows %j goes on at %j when the row of the keys went', (left, cursor) => {
    const before = { ...toggleRow(toggleRow(nothingSelected, 5), 8), anchor: 8 };
    const kept = keepRows(before, left, rows);
    expect(kept.cursor).toBe(cursor);
    expect(kept.anchor).toBeNull();
    expect(picked(kept)).toEqual(left.filter((row) => row === 5));
  });

  it('never selects what is not there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(20)), fc.uniqueArray(fc.nat(20)), (before, after) => {
        const kept = keepRows(toggleAll(nothingSelected, before), after, before);
        expect([...kept.selected].every((row) => after.includes(row))).toBe(true);
      }),
    );
  });
});
