import type { KeptGop, KeptPicture } from './playback-output.js';

/** What a GOP with a single picture is taken to last when nothing says how often pictures come: once a second. */
const singlePictureMs = 1_000;

/** Pictures of one recording may be this far apart, or four times as far as they usually are. */
const leastGapMs = 2_000;

/** A time to 10 ms may be off by half of that at both ends. */
const roundingMs = 20;

/** Pictures in the order in which they are shown: sorted once for all who look. */
const sorted = new WeakMap<readonly KeptPicture[], readonly KeptPicture[]>();

/** The pictures of a GOP in the order of their times, in which they are shown; they are kept in that of decoding. */
export function picturesByTime({ pictures }: Pick<KeptGop, 'pictures'>): readonly KeptPicture[] {
  const known = sorted.get(pictures);
  if (known) {
    return known;
  }
  const isAscending = pictures.every(
    ({ timeMs }, index) => index === 0 || timeMs >= (pictures[index - 1]?.timeMs ?? 0),
  );
  const byTime = isAscending ? pictures : pictures.toSorted((a, b) => a.timeMs - b.timeMs);
  sorted.set(pictures, byTime);
  return byTime;
}

/** Whether pictures are shown in another order than they are decoded: it has B pictures. */
export function isReordered(gop: Pick<KeptGop, 'pictures'>): boolean {
  return picturesByTime(gop) !== gop.pictures;
}

/** Time of the last picture that is shown. */
export function lastPictureMs(gop: Pick<KeptGop, 'pictures' | 'startMs'>): number {
  return picturesByTime(gop).at(-1)?.timeMs ?? gop.startMs;
}

/** Milliseconds from one picture to the next, on average. */
export function pictureIntervalMs(gop: Pick<KeptGop, 'pictures' | 'startMs' | 'endMs'>): number {
  const steps = gop.pictures.length - 1;
  const span = lastPictureMs(gop) - gop.startMs;
  if (steps > 0 && span > 0) {
    return span / steps;
  }
  return gop.endMs > gop.startMs ? gop.endMs - gop.startMs : singlePictureMs;
}

/** Whether `after` begins where `before` ends, as far as their times tell, however they were got. */
export function areNeighbours(before: KeptGop, after: KeptGop): boolean {
  const distance = after.startMs - lastPictureMs(before);
  return distance > 0 && distance <= 1.5 * pictureIntervalMs(before) + roundingMs;
}

/**
 * Whether there is a gap in the recording between two GOPs which the recorder delivered one after the other: pictures may
 * come irregularly, so that only a long silence is a gap.
 */
export function isGapBetween(before: KeptGop, after: KeptGop): boolean {
  const distance = after.startMs - lastPictureMs(before);
  return distance > Math.max(leastGapMs, 4 * pictureIntervalMs(before));
}

/** The picture on screen at a time: the last one shown at or before it. */
export function pictureAt(gop: KeptGop, atMs: number): number | undefined {
  return picturesByTime(gop).findLast(({ show, timeMs }) => show && timeMs <= atMs)?.timeMs;
}
