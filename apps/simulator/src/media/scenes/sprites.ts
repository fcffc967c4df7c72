import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { disc, ellipse, paintShapes, polygon, roundBox } from './shapes.js';
import type { Shape } from './shapes.js';

/** Red, green, blue: 0 to 255. */
export type Rgb = readonly [number, number, number];

const tyre: Rgb = [28, 28, 32];
const glass: Rgb = [150, 190, 214];

/** A car from the side, facing right, twice and a half as long as high. */
export function carFromSide(canvas: SceneCanvas, length: number, body: Rgb): Link {
  const l = length;
  const h = length * 0.4;
  const roof = polygon(
    [0.2 * l, 0.46 * h],
    [0.32 * l, 0.08 * h],
    [0.66 * l, 0.08 * h],
    [0.84 * l, 0.46 * h],
  );
  const rearWindow = polygon(
    [0.27 * l, 0.44 * h],
    [0.35 * l, 0.16 * h],
    [0.47 * l, 0.16 * h],
    [0.47 * l, 0.44 * h],
  );
  const frontWindow = polygon(
    [0.51 * l, 0.44 * h],
    [0.51 * l, 0.16 * h],
    [0.64 * l, 0.16 * h],
    [0.76 * l, 0.44 * h],
  );
  const wheel = (x: number): Shape[] => [
    { cover: disc(x * l, 0.78 * h, 0.2 * h), color: tyre },
    { cover: disc(x * l, 0.78 * h, 0.1 * h), color: [170, 174, 180] },
  ];
  return canvas.painted(
    even(l),
    even(h),
    paintShapes([
      { cover: roof, color: body },
      { cover: roundBox(0.01 * l, 0.42 * h, 0.98 * l, 0.38 * h, 0.14 * h), color: body },
      { cover: rearWindow, color: glass },
      { cover: frontWindow, color: glass },
      { cover: roundBox(0.93 * l, 0.5 * h, 0.06 * l, 0.1 * h, 0.03 * h), color: [255, 240, 190] },
      { cover: roundBox(0.01 * l, 0.5 * h, 0.04 * l, 0.1 * h, 0.03 * h), color: [200, 40, 40] },
      ...wheel(0.22),
      ...wheel(0.78),
    ]),
  );
}

/** A car from above, facing right, half as wide as long, in the middle of a transparent square. */
export function carFromAbove(canvas: SceneCanvas, length: number, body: Rgb): Link {
  const l = length;
  const top = 0.27 * l;
  return canvas.painted(
    even(l),
    even(l),
    paintShapes([
      { cover: roundBox(0.02 * l, top, 0.96 * l, 0.46 * l, 0.13 * l), color: body },
      {
        cover: roundBox(0.56 * l, top + 0.05 * l, 0.16 * l, 0.36 * l, 0.06 * l),
        color: [40, 52, 64],
      },
      {
        cover: roundBox(0.12 * l, top + 0.06 * l, 0.1 * l, 0.34 * l, 0.04 * l),
        color: [40, 52, 64],
      },
      {
        cover: roundBox(0.24 * l, top + 0.06 * l, 0.32 * l, 0.34 * l, 0.06 * l),
        color: lighter(body),
      },
      { cover: disc(0.95 * l, top + 0.08 * l, 0.025 * l), color: [255, 244, 200] },
      { cover: disc(0.95 * l, top + 0.38 * l, 0.025 * l), color: [255, 244, 200] },
    ]),
  );
}

/** A standing person, simplified: head, body, legs. */
export function person(canvas: SceneCanvas, height: number, coat: Rgb): Link {
  const h = height;
  const w = height * 0.36;
  return canvas.painted(
    even(w),
    even(h),
    paintShapes([
      { cover: roundBox(0.3 * w, 0.55 * h, 0.18 * w, 0.44 * h, 0.06 * w), color: [44, 48, 60] },
      { cover: roundBox(0.54 * w, 0.55 * h, 0.18 * w, 0.44 * h, 0.06 * w), color: [44, 48, 60] },
      { cover: roundBox(0.18 * w, 0.2 * h, 0.64 * w, 0.44 * h, 0.24 * w), color: coat },
      { cover: disc(0.5 * w, 0.1 * h, 0.085 * h), color: [222, 178, 148] },
    ]),
  );
}

/** A round tree with its trunk. */
export function tree(canvas: SceneCanvas, height: number, crown: Rgb): Link {
  const h = height;
  const w = height * 0.7;
  return canvas.painted(
    even(w),
    even(h),
    paintShapes([
      { cover: roundBox(0.45 * w, 0.55 * h, 0.1 * w, 0.45 * h), color: [92, 68, 52] },
      { cover: ellipse(0.5 * w, 0.36 * h, 0.48 * w, 0.34 * h), color: crown },
      { cover: ellipse(0.4 * w, 0.28 * h, 0.26 * w, 0.18 * h), color: lighter(crown) },
    ]),
  );
}

/** A fir with three tiers. */
export function fir(canvas: SceneCanvas, height: number, color: Rgb): Link {
  const h = height;
  const w = height * 0.6;
  const tier = (top: number, bottom: number, half: number): Shape => ({
    cover: polygon(
      [0.5 * w, top * h],
      [(0.5 + half) * w, bottom * h],
      [(0.5 - half) * w, bottom * h],
    ),
    color,
  });
  return canvas.painted(
    even(w),
    even(h),
    paintShapes([
      { cover: roundBox(0.45 * w, 0.85 * h, 0.1 * w, 0.15 * h), color: [70, 54, 46] },
      tier(0.42, 0.9, 0.48),
      tier(0.2, 0.66, 0.38),
      tier(0.02, 0.4, 0.26),
    ]),
  );
}

/** A flat cloud of three puffs. */
export function cloud(canvas: SceneCanvas, width: number, color: Rgb, opacity = 0.85): Link {
  const w = width;
  const h = width * 0.36;
  return canvas.painted(
    even(w),
    even(h),
    paintShapes([
      { cover: ellipse(0.5 * w, 0.66 * h, 0.48 * w, 0.32 * h), color, opacity },
      { cover: ellipse(0.36 * w, 0.46 * h, 0.22 * w, 0.4 * h), color, opacity },
      { cover: ellipse(0.62 * w, 0.42 * h, 0.26 * w, 0.4 * h), color, opacity },
    ]),
  );
}

/** The colour half-way to white. */
export function lighter([r, g, b]: Rgb): Rgb {
  return [(r * 3 + 255) / 4, (g * 3 + 255) / 4, (b * 3 + 255) / 4];
}

/** Sprites have even sides, so that their colour planes fit. */
export function even(length: number): number {
  return Math.max(2, Math.ceil(length / 2) * 2);
}
