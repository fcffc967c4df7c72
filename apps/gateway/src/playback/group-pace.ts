import type { TrackStanding } from './camera-track.js';
import type { PlaybackDirection } from './playback-clock.js';

/** What the clock of a group may do. */
export type GroupPace =
  /** Go on, at most to `limitMs`; at the boundaries something is to be fetched. */
  | { readonly kind: 'go'; readonly limitMs: number; readonly boundariesMs: readonly number[] }
  /** A camera has not got its pictures; those there are end at `limitMs`. */
  | { readonly kind: 'wait'; readonly limitMs: number | undefined }
  /** No camera has anything here. */
  | { readonly kind: 'jump'; readonly toMs: number };

/**
 * The clock goes while every camera that has recordings has its picture. Cameras in a gap, failed or left behind do not hold
 * the others; where none has anything, the clock goes on behind the nearest end of a gap.
 */
export function judgeStandings(
  tracks: readonly { readonly key: string; readonly standing: TrackStanding }[],
  { direction, positionMs }: { readonly direction: PlaybackDirection; readonly positionMs: number },
  isLeftBehind: (key: string) => boolean,
): GroupPace {
  const standings = tracks.map(({ standing }) => standing);
  const back = standings.find((standing) => standing.state === 'back');
  if (back) {
    return { kind: 'jump', toMs: back.jumpMs };
  }
  const ready = standings.filter((standing) => standing.state === 'ready');
  const held = tracks.filter(
    ({ key, standing }) => standing.state === 'missing' && !isLeftBehind(key),
  );
  const nearest = (times: readonly number[]): number =>
    direction === 1 ? Math.min(...times) : Math.max(...times);
  if (held.length > 0) {
    const limits = standings.flatMap((it) => ('limitMs' in it ? [it.limitMs] : []));
    return { kind: 'wait', limitMs: nearest(limits) };
  }
  if (ready.length > 0) {
    return {
      kind: 'go',
      limitMs: nearest(ready.map(({ limitMs }) => limitMs)),
      boundariesMs: ready.map(({ boundaryMs }) => boundaryMs),
    };
  }
  const jumps = standings
    .flatMap((it) => (it.state === 'gap' && it.jumpMs !== undefined ? [it.jumpMs] : []))
    .filter((ms) => (ms - positionMs) * direction > 0);
  const isAnyLost = standings.some(({ state }) => state === 'missing');
  return jumps.length > 0 && !isAnyLost
    ? { kind: 'jump', toMs: nearest(jumps) }
    : { kind: 'wait', limitMs: undefined };
}
