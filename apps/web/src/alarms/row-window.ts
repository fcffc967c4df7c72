/** Rows above and below what is in sight, so that scrolling never shows a blank. */
const spare = 8;

/**
 * Which rows of a long list have to be drawn. Sizes in pixels.
 *
 * @returns the first one, and the one after the last
 */
export function rowWindow({
  count,
  rowHeight,
  scrollTop,
  height,
}: {
  readonly count: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly height: number;
}): { readonly first: number; readonly end: number } {
  const inSight = Math.ceil(height / rowHeight);
  // A list that became shorter is still scrolled to where it was, until the browser notices.
  const top = Math.min(
    Math.floor(Math.max(0, scrollTop) / rowHeight),
    Math.max(0, count - inSight),
  );
  return { first: Math.max(0, top - spare), end: Math.min(count, top + inSight + 1 + spare) };
}
