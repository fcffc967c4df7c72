import { clampTo, ptzLimits } from '../../media/index.js';
import type { PtzView } from '../../media/index.js';

/** How a camera moves from a moment on. */
export type PtzMotion =
  | { readonly kind: 'rest' }
  | {
      /** As a command wants it, until its time is over. */
      readonly kind: 'drive';
      /** Degrees a second to the right, and up. */
      readonly pan: number;
      readonly tilt: number;
      /** Doublings of the zoom a second. */
      readonly zoom: number;
      readonly forMs: number;
    }
  | {
      /** To a place, in a time that depends on the way. */
      readonly kind: 'travel';
      readonly to: Pick<PtzView, 'pan' | 'tilt' | 'zoom'>;
      readonly forMs: number;
    };

/** Degrees a second, and doublings a second, on the way to a preset or a centre. */
const travelPan = 180;
const travelTilt = 90;
const travelZoom = 3;

/** The motor does not start and stop at once. */
const shortestTravelMs = 150;

const rest: PtzMotion = { kind: 'rest' };

/** A camera at rest. */
export function resting(): PtzMotion {
  return rest;
}

/** The way to a place: all axes arrive together, when the slowest one can. */
export function travelTo(from: PtzView, to: Pick<PtzView, 'pan' | 'tilt' | 'zoom'>): PtzMotion {
  const seconds = Math.max(
    Math.abs(to.pan - from.pan) / travelPan,
    Math.abs(to.tilt - from.tilt) / travelTilt,
    Math.abs(Math.log2(to.zoom / from.zoom)) / travelZoom,
  );
  return seconds === 0
    ? rest
    : { kind: 'travel', to, forMs: Math.max(shortestTravelMs, seconds * 1000) };
}

/** Whether it still moves after so long. */
export function isMoving(motion: PtzMotion, afterMs: number): boolean {
  return motion.kind !== 'rest' && afterMs < motion.forMs;
}

/** Where a motion that began at a view has come to after so long: it ends at the ends of travel, or of its time. Pure. */
export function viewAfter(from: PtzView, motion: PtzMotion, afterMs: number): PtzView {
  switch (motion.kind) {
    case 'rest':
      return from;
    case 'drive': {
      const seconds = Math.min(afterMs, motion.forMs) / 1000;
      return {
        ...from,
        pan: clampTo(ptzLimits.pan, from.pan + motion.pan * seconds),
        tilt: clampTo(ptzLimits.tilt, from.tilt + motion.tilt * seconds),
        zoom: clampTo(ptzLimits.zoom, from.zoom * 2 ** (motion.zoom * seconds)),
      };
    }
    case 'travel': {
      const part = Math.min(1, afterMs / motion.forMs);
      return part === 1
        ? { ...from, ...motion.to }
        : {
            ...from,
            pan: from.pan + (motion.to.pan - from.pan) * part,
            tilt: from.tilt + (motion.to.tilt - from.tilt) * part,
            zoom: from.zoom * (motion.to.zoom / from.zoom) ** part,
          };
    }
  }
}
