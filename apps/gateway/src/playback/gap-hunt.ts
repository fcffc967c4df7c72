import type { PlaybackDirection } from './playback-clock.js';

/**
 * The search for the next recording when the recorder has none here (E.3, B36): ask again, then look further and further
 * away, then halve the way back until the first picture behind the gap is found. All times are the recorder's, in
 * milliseconds since 1970; in reverse everything is mirrored.
 */
export type GapHunt = {
  readonly direction: PlaybackDirection;
  /** Where the gap begins, in the direction of travel. */
  readonly edgeMs: number;
  /** The furthest time that is known to be empty. */
  readonly emptyMs: number;
  /** Nearest picture found behind the gap. */
  readonly foundMs: number | undefined;
  /** How often it was asked at the edge. */
  readonly asked: number;
  readonly probes: number;
};

/** What to do next. `over`: nothing was found as far as it makes sense to look. */
export type GapStep =
  | { readonly kind: 'again'; readonly afterMs: number }
  | { readonly kind: 'probe'; readonly atMs: number }
  | { readonly kind: 'found'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'over' };

/** What a probe brought. */
export type GapAnswer = { readonly startMs: number; readonly endMs: number } | 'nothing';

const againMs = 1_000;
const maxAsked = 5;
const minute = 60_000;

/** Each is added to the one before; the last one repeats. */
const jumpsMs = [minute, 5 * minute, 30 * minute, 120 * minute, 720 * minute];

/** TIMEF of GOTODATE has whole seconds: it cannot be known better. */
const exactMs = 1_000;

/** How far the recorder's clock may be ahead of ours. */
const clockToleranceMs = 600_000;
/** What ends so shortly ago is being recorded: it goes on here. */
const presentMs = 120_000;
/** Before 2000 nothing was recorded (TIMEF). */
const firstMs = Date.UTC(2000, 0, 1);

/** Each costs the recorder a command; with the jumps above, this is more than three weeks. */
const maxProbes = 48;

/** Nothing came for the first time. `edgeMs`: where the pictures end, or the time that was asked for. */
export function startHunt(edgeMs: number, direction: PlaybackDirection): GapHunt {
  return { direction, edgeMs, emptyMs: edgeMs, foundMs: undefined, asked: 1, probes: 0 };
}

/** The next step. `nowMs`: the present by the recorder's clock, about. */
export function nextStep(hunt: GapHunt, nowMs: number): GapStep {
  const { direction, edgeMs, emptyMs, foundMs, asked, probes } = hunt;
  const limitMs = direction === 1 ? nowMs + clockToleranceMs : firstMs;
  if (foundMs !== undefined) {
    const middleMs = Math.floor((foundMs + emptyMs) / 2 / exactMs) * exactMs;
    const isExact = foundMs === emptyMs || (middleMs - emptyMs) * direction <= 0;
    return isExact || probes >= maxProbes
      ? { kind: 'found', fromMs: Math.min(edgeMs, foundMs), toMs: Math.max(edgeMs, foundMs) }
      : { kind: 'probe', atMs: middleMs };
  }
  const isBeingRecorded = direction === 1 && edgeMs > nowMs - presentMs;
  if (asked < maxAsked || isBeingRecorded) {
    return { kind: 'again', afterMs: againMs };
  }
  const atMs = emptyMs + direction * (jumpsMs[Math.min(probes, jumpsMs.length - 1)] ?? minute);
  const isBeyond = (atMs - limitMs) * direction > 0;
  const wasLast = (emptyMs - limitMs) * direction >= 0;
  if (wasLast || probes >= maxProbes) {
    return { kind: 'over' };
  }
  return { kind: 'probe', atMs: isBeyond ? limitMs : atMs };
}

/** It was asked again at the edge, and there is still nothing. */
export function askedAgain(hunt: GapHunt): GapHunt {
  return { ...hunt, asked: hunt.asked + 1 };
}

/** What the probe at a time brought. */
export function probed(hunt: GapHunt, atMs: number, answer: GapAnswer): GapHunt {
  const { direction, emptyMs, foundMs } = hunt;
  const next = { ...hunt, asked: maxAsked, probes: hunt.probes + 1 };
  const nearMs = answer === 'nothing' ? undefined : direction === 1 ? answer.startMs : answer.endMs;
  if (nearMs === undefined || (nearMs - emptyMs) * direction < 0) {
    // Nothing, or only what lies in front of the gap.
    return { ...next, emptyMs: furthest(atMs, emptyMs, direction) };
  }
  const isNearer = foundMs === undefined || (foundMs - nearMs) * direction > 0;
  // The recorder gives what is nearest to the time: when it lies behind it, all is empty up to there.
  const isBehindProbe = (nearMs - atMs) * direction > 0;
  return {
    ...next,
    foundMs: isNearer ? nearMs : foundMs,
    emptyMs: isBehindProbe
      ? furthest(isNearer ? nearMs : foundMs, emptyMs, direction)
      : isNearer
        ? emptyMs
        : furthest(atMs, emptyMs, direction),
  };
}

function furthest(aMs: number, bMs: number, direction: PlaybackDirection): number {
  return direction === 1 ? Math.max(aMs, bMs) : Math.min(aMs, bMs);
}
