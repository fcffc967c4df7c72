import type { CameraConnection } from '@casement/protocol';
import type { CameraConfig } from '../config/config.js';

/** Sizes in which recorders are made. */
const sizes = [16, 32, 64, 128] as const;

/**
 * How many digits a mask has: as many as the recorder supports cameras (B11). The recorder's list has a line for each of
 * them; without one it is the smallest size in which the configured cameras fit.
 *
 * @param connections the recorder's list; `undefined` while it is not known, `null` when it has none
 */
export function maskLength(
  connections: readonly CameraConnection[] | null | undefined,
  configured: 'auto' | readonly CameraConfig[],
): number {
  if (connections && connections.length > 0) {
    return Math.max(...connections.map(({ number }) => number));
  }
  const highest =
    configured === 'auto' ? 0 : Math.max(0, ...configured.map(({ number }) => number));
  return sizes.find((size) => size >= highest) ?? 128;
}
