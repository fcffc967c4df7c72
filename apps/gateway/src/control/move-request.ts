import { type PtzMove, ptzMoveSchema } from '@casement/contract';
import { z } from 'zod';
import type { CameraPlace } from './control-refusals.js';

const schema = ptzMoveSchema.extend({
  recorder: z.string().min(1).max(64),
  camera: z.number().int().min(1).max(1_024),
});

/** What a browser sent with `ptz:move`. */
export type MoveRequest = { readonly place: CameraPlace; readonly move: PtzMove };

/** Reads it; anything may have come. @returns what is wrong with it, in words, when something is */
export function readMoveRequest(request: unknown): MoveRequest | string {
  const { success, data, error } = schema.safeParse(request);
  if (!success) {
    return error.issues
      .slice(0, 3)
      .map(({ path, message }) => `${path.join('.')}: ${message}`.replace(/^: /, ''))
      .join('; ')
      .slice(0, 300);
  }
  const { recorder, camera, pan, tilt, zoom } = data;
  return { place: { recorder, camera }, move: { pan, tilt, zoom } };
}
