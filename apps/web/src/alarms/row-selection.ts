/** Which rows of a list are selected, and where the keys are. Rows are named by their numbers. */
export type RowSelection = {
  readonly selected: ReadonlySet<number>;
  /** The row that the keys act upon; null: none yet. */
  readonly cursor: number | null;
  /** Where a range begins. */
  readonly anchor: number | null;
};

export const nothingSelected: RowSelection = { selected: new Set(), cursor: null, anchor: null };

/** One row more or less, by Ctrl and click, its box, or Space. */
export function toggleRow(selection: RowSelection, row: number): RowSelection {
  const selected = new Set(selection.selected);
  if (!selected.delete(row)) {
    selected.add(row);
  }
  return { selected, cursor: row, anchor: row };
}

/** The keys go to a row; what is selected stays. */
export function goToRow(selection: RowSelection, row: number): RowSelection {
  return { ...selection, cursor: row, anchor: row };
}

/** Everything between the last row that was chosen and this one, by Shift. @param rows all, in their order */
export function extendTo(
  selection: RowSelection,
  row: number,
  rows: readonly number[],
): RowSelection {
  const anchor = selection.anchor ?? selection.cursor ?? row;
  const from = rows.indexOf(anchor);
  const to = rows.indexOf(row);
  if (from === -1 || to === -1) {
    return toggleRow(selection, row);
  }
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { selected: new Set([...selection.selected, ...between]), cursor: row, anchor };
}

/** The keys go up or down. @param by rows, down is positive @param extend everything on the way is selected */
export function moveBy(
  selection: RowSelection,
  by: number,
  extend: boolean,
  rows: readonly number[],
): RowSelection {
  const index = selection.cursor === null ? -1 : rows.indexOf(selection.cursor);
  // Nowhere yet, or the row went: as if the keys were above the first row.
  const next = rows[Math.min(Math.max(0, index + by), rows.length - 1)];
  if (next === undefined) {
    return selection;
  }
  return extend ? extendTo(selection, next, rows) : goToRow(selection, next);
}

/** All of these, or none when all of them are selected already. */
export function toggleAll(selection: RowSelection, rows: readonly number[]): RowSelection {
  const all = rows.length > 0 && rows.every((row) => selection.selected.has(row));
  return { ...selection, selected: new Set(all ? [] : rows) };
}

/** Rows that are not there any more are not selected any more; the keys stay near where they were. */
export function keepRows(
  selection: RowSelection,
  rows: readonly number[],
  before: readonly number[],
): RowSelection {
  const there = new Set(rows);
  const selected = new Set([...selection.selected].filter((row) => there.has(row)));
  const { cursor, anchor } = selection;
  const isGone = cursor !== null && !there.has(cursor);
  return {
    selected,
    cursor: isGone ? (neighbour(cursor, there, before) ?? null) : cursor,
    anchor: anchor !== null && there.has(anchor) ? anchor : null,
  };
}

function neighbour(
  row: number,
  there: ReadonlySet<number>,
  before: readonly number[],
): number | undefined {
  const index = before.indexOf(row);
  return (
    before.slice(index + 1).find((one) => there.has(one)) ??
    before.slice(0, Math.max(0, index)).findLast((one) => there.has(one))
  );
}
