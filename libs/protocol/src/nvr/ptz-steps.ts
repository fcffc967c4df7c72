/** How many speeds a camera knows for pan and tilt (NVR v1.4R1 4.2.1 and 4.2.2; B51). */
export type PtzScale = 16 | 256;

/**
 * Speeds as `directctrl.cgi` has them: PAN to the right, TILT **downwards** (B52), ZOOM in; whole numbers, 0 stops.
 * Pan and tilt reach to the scale of the camera, zoom to 4.
 */
export type PtzSteps = { readonly pan: number; readonly tilt: number; readonly zoom: number };

/** Fastest pan and tilt that any scale knows (4.2.2). */
export const MAX_PTZ_STEPS = 256;
/** Fastest zoom (4.2.1 and 4.2.2). */
export const MAX_ZOOM_STEPS = 4;
/** Largest X and Y of CENTERING (figure of 4.2.3; B56). */
export const MAX_CENTRE = 32;

/**
 * Speeds for the camera from speeds for people: -1 to 1, to the right, **up** and in. What is outside is clamped
 * (NV23), and however slow a movement is, it never becomes a stop. What is no number stops.
 */
export function toPtzSteps(
  move: { readonly pan: number; readonly tilt: number; readonly zoom: number },
  scale: PtzScale,
): PtzSteps {
  return {
    pan: steps(move.pan, scale),
    tilt: steps(-move.tilt, scale),
    zoom: steps(move.zoom, MAX_ZOOM_STEPS),
  };
}

/**
 * X and Y of CENTERING, 0 to 32 from the bottom **right** corner (4.2.3; B56, NV21), from a place in the picture, 0 to 1
 * from its top left. What is outside of the picture becomes its edge, what is no number its middle.
 */
export function toCentre(place: { readonly x: number; readonly y: number }): {
  readonly x: number;
  readonly y: number;
} {
  return { x: fromFarEdge(place.x), y: fromFarEdge(place.y) };
}

function steps(speed: number, fastest: number): number {
  if (Number.isNaN(speed) || speed === 0) {
    return 0;
  }
  const size = Math.min(fastest, Math.max(1, Math.round(Math.abs(speed) * fastest)));
  return speed < 0 ? -size : size;
}

function fromFarEdge(fraction: number): number {
  const inside = Number.isNaN(fraction) ? 0.5 : Math.min(1, Math.max(0, fraction));
  return Math.round(MAX_CENTRE * (1 - inside));
}
