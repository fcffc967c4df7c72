/** Where a video element stands in what MediaSource holds, all in seconds. */
export type EdgePosition = {
  readonly currentTime: number;
  /** The newest range that is held, and where the oldest one begins. */
  readonly start: number;
  readonly end: number;
  readonly oldest: number;
  /** How much of the picture to keep ahead: grows when the network makes it stall. */
  readonly target: number;
};

/** What to do about it. */
export type EdgeStep = {
  readonly playbackRate: number;
  /** Go there; null: go on. */
  readonly seekTo: number | null;
  /** Let go of everything before; null: nothing is old enough. */
  readonly trimTo: number | null;
};

/** All in seconds. */
export const edgeLimits = {
  /** Ahead of the picture at first. */
  target: 0.3,
  /** After many stalls. */
  maxTarget: 1,
  /** Further behind than this is not caught up by playing faster. */
  jump: 2,
  /** What is behind the picture by this much goes. */
  keep: 10,
  /** Not for every frame. */
  trimStep: 2,
} as const;

/** Nobody hears or sees this much. */
const fastest = 1.1;

/** Keeps a video element near the live edge: slightly faster when it is behind, a jump when it is far behind. Pure. */
export function edgeStep({ currentTime, start, end, oldest, target }: EdgePosition): EdgeStep {
  const keepFrom = currentTime - edgeLimits.keep;
  const trimTo = keepFrom - oldest >= edgeLimits.trimStep ? keepFrom : null;
  const ahead = end - currentTime;
  if (currentTime < start || ahead > edgeLimits.jump + target || ahead < -edgeLimits.jump) {
    return { playbackRate: 1, seekTo: Math.max(start, end - target), trimTo };
  }
  const tooMuch = ahead - target * 1.3;
  return {
    playbackRate: tooMuch <= 0 ? 1 : Math.min(fastest, 1 + tooMuch / 3),
    seekTo: null,
    trimTo,
  };
}
