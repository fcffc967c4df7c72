import { type DeliveryWay, deliveryWaySchema } from '@casement/contract';
import { z } from 'zod';
import type { CameraId } from '../recorders/camera-id.js';

const storageKey = 'casement.ways';

/** How many cameras are remembered; choosing by hand is rare. */
const maxCameras = 200;

const storedSchema = z.record(z.string(), deliveryWaySchema);

/** The way that somebody chose for a camera in this browser; null: automatic. */
export function loadWay(camera: CameraId, storage: Pick<Storage, 'getItem'>): DeliveryWay | null {
  return load(storage)[camera] ?? null;
}

/** Remembers the choice; null: automatic again. */
export function saveWay(
  camera: CameraId,
  way: DeliveryWay | null,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): void {
  const others = Object.entries(load(storage)).filter(([other]) => other !== camera);
  const all = way === null ? others : [...others, [camera, way] as const];
  try {
    storage.setItem(storageKey, JSON.stringify(Object.fromEntries(all.slice(-maxCameras))));
  } catch {
    // Full or forbidden: chosen for as long as the tile lives.
  }
}

function load(storage: Pick<Storage, 'getItem'>): Record<string, DeliveryWay> {
  try {
    return storedSchema.parse(JSON.parse(storage.getItem(storageKey) ?? '{}'));
  } catch {
    return {};
  }
}
