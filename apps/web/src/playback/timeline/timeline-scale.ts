/** The span of time that the timeline shows, in milliseconds since 1970. */
export type TimeView = { readonly fromMs: number; readonly toMs: number };

/** The closest look, in milliseconds. */
export const shortestViewMs = 10_000;
/** The widest look, in milliseconds. */
export const longestViewMs = 30 * 86_400_000;

/** While playing, the playhead is kept between these shares of the width. */
const margins = { least: 0.15, most: 0.85 } as const;

/** How much time a view shows, in milliseconds. */
export function viewLength({ fromMs, toMs }: TimeView): number {
  return toMs - fromMs;
}

/** A view with an instant in its middle. @param lengthMs held within the limits */
export function viewAround(atMs: number, lengthMs: number): TimeView {
  const length = bounded(lengthMs);
  return { fromMs: atMs - length / 2, toMs: atMs + length / 2 };
}

/** Where an instant lies, in pixels from the left edge; outside the view less than 0 or more than the width. */
export function xOf(view: TimeView, width: number, atMs: number): number {
  return ((atMs - view.fromMs) / viewLength(view)) * width;
}

/** The instant at a place. */
export function timeAtX(view: TimeView, width: number, x: number): number {
  return view.fromMs + (x / Math.max(1, width)) * viewLength(view);
}

/** Closer (factor below 1) or wider; the anchor stays where it is on the screen. */
export function zoomed(view: TimeView, factor: number, anchorMs: number): TimeView {
  const length = viewLength(view);
  const next = bounded(length * factor);
  const share = (anchorMs - view.fromMs) / length;
  const fromMs = anchorMs - share * next;
  return { fromMs, toMs: fromMs + next };
}

/** Moved along time. */
export function panned(view: TimeView, byMs: number): TimeView {
  return { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
}

/**
 * Two fingers moved: the times below them stay below them, as far as the limits allow.
 *
 * @param before where they were when they touched, in pixels, of the view of that moment
 */
export function pinched(
  view: TimeView,
  width: number,
  before: readonly [number, number],
  after: readonly [number, number],
): TimeView {
  const spread = Math.max(8, Math.abs(after[1] - after[0]));
  const factor = Math.max(8, Math.abs(before[1] - before[0])) / spread;
  const anchor = timeAtX(view, width, (before[0] + before[1]) / 2);
  const next = zoomed(view, factor, anchor);
  const moved = (after[0] + after[1] - before[0] - before[1]) / 2;
  return panned(next, (-moved / Math.max(1, width)) * viewLength(next));
}

/** The view moved just so far that the playhead is well inside; the same object when it is already. */
export function following(view: TimeView, headMs: number): TimeView {
  const length = viewLength(view);
  const share = (headMs - view.fromMs) / length;
  if (share >= margins.least && share <= margins.most) {
    return view;
  }
  // A jump elsewhere: begin in the middle instead of at the edge.
  if (share < -1 || share > 2) {
    return viewAround(headMs, length);
  }
  const edge = share < margins.least ? margins.least : margins.most;
  return panned(view, (share - edge) * length);
}

/** Of what has not happened yet, at most this share of a view is shown. */
const mostFuture = 0.25;

/** The view moved back as far as it shows too much of the future; the same object when it does not. */
export function withoutFuture(view: TimeView, nowMs: number): TimeView {
  const tooFar = view.toMs - nowMs - viewLength(view) * mostFuture;
  return tooFar > 0 ? panned(view, -tooFar) : view;
}

function bounded(lengthMs: number): number {
  return Number.isFinite(lengthMs)
    ? Math.min(longestViewMs, Math.max(shortestViewMs, lengthMs))
    : longestViewMs;
}
