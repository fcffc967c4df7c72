/** A span of time, in milliseconds since 1970 (UTC); `toMs` is not in it any more. */
export type TimeSpan = { readonly fromMs: number; readonly toMs: number };

/**
 * Spans in order, none touching another: what overlaps or is nearer than `joinMs` has become one. Empty ones are left
 * out.
 */
export function joinSpans(spans: readonly TimeSpan[], joinMs = 0): readonly TimeSpan[] {
  const joined: TimeSpan[] = [];
  const ordered = spans
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  for (const span of ordered) {
    const last = joined.at(-1);
    if (last !== undefined && span.fromMs - last.toMs <= joinMs) {
      joined[joined.length - 1] = {
        fromMs: last.fromMs,
        toMs: Math.max(last.toMs, span.toMs),
      };
    } else {
      joined.push(span);
    }
  }
  return joined;
}

/** What of `spans` is in none of `holes`. Both as {@link joinSpans} makes them. */
export function withoutSpans(
  spans: readonly TimeSpan[],
  holes: readonly TimeSpan[],
): readonly TimeSpan[] {
  const left: TimeSpan[] = [];
  let next = 0;
  for (const span of spans) {
    let { fromMs } = span;
    while ((holes[next]?.toMs ?? Infinity) <= fromMs) {
      next += 1;
    }
    for (let at = next; (holes[at]?.fromMs ?? Infinity) < span.toMs; at += 1) {
      const hole = holes[at];
      if (hole !== undefined && hole.fromMs > fromMs) {
        left.push({ fromMs, toMs: hole.fromMs });
      }
      fromMs = Math.max(fromMs, hole?.toMs ?? fromMs);
    }
    if (fromMs < span.toMs) {
      left.push({ fromMs, toMs: span.toMs });
    }
  }
  return left;
}

/** What of `spans` is within a range. */
export function spansWithin(
  spans: readonly TimeSpan[],
  { fromMs, toMs }: TimeSpan,
): readonly TimeSpan[] {
  return spans
    .map((span) => ({
      fromMs: Math.max(span.fromMs, fromMs),
      toMs: Math.min(span.toMs, toMs),
    }))
    .filter((span) => span.toMs > span.fromMs);
}

/** At most `max` spans: those with the smallest holes between them become one. Expects {@link joinSpans}. */
export function fewerSpans(spans: readonly TimeSpan[], max: number): readonly TimeSpan[] {
  if (spans.length <= max) {
    return spans;
  }
  const holes = spans
    .slice(1)
    .map(({ fromMs }, index) => fromMs - (spans[index]?.toMs ?? fromMs))
    .sort((a, b) => a - b);
  const joined = joinSpans(spans, holes[spans.length - max - 1] ?? 0);
  return joined.length <= max ? joined : fewerSpans(joined, max);
}
