import { clampTo, ptzLimits } from './ptz-view.js';
import type { PtzView } from './ptz-view.js';

/**
 * The two strips below the band of a camera that moves, in the format of strip-reader.ts.
 *
 * - pose: 16 bits pan, 16 bits tilt, each in hundredths of a degree plus 32,768
 * - lens: 12 bits zoom in hundredths, 6 bits focus plus 32, 6 bits iris plus 32, 8 bits AUX (bit 0 is AUX1)
 */
export type PtzStripValues = { readonly pose: number; readonly lens: number };

/** Steps of a degree, and of a zoom of 1. */
const hundred = 100;

const angleOffset = 32_768;
const stepOffset = 32;

/** The values of the strips of a view. */
export function ptzStripValues(view: PtzView): PtzStripValues {
  const at = (key: keyof PtzView): number => clampTo(ptzLimits[key], view[key]);
  const angle = (degrees: number): number => Math.round(degrees * hundred) + angleOffset;
  return {
    pose: angle(at('pan')) * 2 ** 16 + angle(at('tilt')),
    lens:
      Math.round(at('zoom') * hundred) * 2 ** 20 +
      (Math.round(at('focus')) + stepOffset) * 2 ** 14 +
      (Math.round(at('iris')) + stepOffset) * 2 ** 8 +
      Math.round(at('aux')),
  };
}

/** The view that strips show: angles and zoom to a hundredth. The opposite of {@link ptzStripValues}. */
export function parsePtzStrips({ pose, lens }: PtzStripValues): PtzView {
  return {
    pan: ((pose >>> 16) - angleOffset) / hundred,
    tilt: ((pose & 0xffff) - angleOffset) / hundred,
    zoom: (lens >>> 20) / hundred,
    focus: ((lens >>> 14) & 0x3f) - stepOffset,
    iris: ((lens >>> 8) & 0x3f) - stepOffset,
    aux: lens & 0xff,
  };
}
