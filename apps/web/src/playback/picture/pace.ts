import { everyPicture, type Pace } from './picture-walk.js';

/** More pictures in a second than this cannot be drawn. */
const drawnPerSecond = 50;

/** What decides which pictures are shown. */
export type PaceView = {
  readonly speed: number;
  /** Between pictures, in milliseconds of recording; null while unknown. */
  readonly intervalMs: number | null;
  /** How many pictures can be decoded in a second. */
  readonly decodedPerSecond: number;
  /** As it was decided last. */
  readonly before: Pace;
};

/** Every picture is decoded again when that takes less than this share of what the decoder can. */
const comfortable = 0.5;

/**
 * Which pictures are shown at a speed: no more than can be drawn, and only the first ones of GOPs when not all can be decoded.
 * At up to normal speed all are.
 */
export function paceFor({ speed, intervalMs, decodedPerSecond, before }: PaceView): Pace {
  if (speed <= 1) {
    return everyPicture;
  }
  const perSecond = intervalMs === null || intervalMs <= 0 ? 0 : (1000 / intervalMs) * speed;
  const affordable = decodedPerSecond * (before.keysOnly ? comfortable : 1);
  return {
    stride: Math.max(1, Math.ceil(perSecond / drawnPerSecond)),
    keysOnly: perSecond > affordable,
    fast: true,
  };
}
