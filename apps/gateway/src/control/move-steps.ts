import type { PtzMove } from '@casement/contract';
import { MAX_ZOOM_STEPS, type PtzScale, toPtzSteps } from '@casement/protocol';

/**
 * The move that a camera of this scale can carry out: a stick that trembles within one step is no other command. What is
 * no stop stays none.
 */
export function inSteps(move: PtzMove, scale: PtzScale): PtzMove {
  const { pan, tilt, zoom } = toPtzSteps(move, scale);
  return { pan: pan / scale, tilt: (0 - tilt) / scale, zoom: zoom / MAX_ZOOM_STEPS };
}
