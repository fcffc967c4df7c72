import type { Paint } from './scene-canvas.js';

/**
 * Shapes as expressions of X and Y for ffmpeg's `geq`: how much of a pixel they cover, 0 to 1, with soft
 * edges of one pixel. All lengths are pixels from the top left of the picture they are painted on.
 */
export type Shape = {
  readonly cover: string;
  /** Red, green, blue: 0 to 255. */
  readonly color: readonly [number, number, number];
  /** Default 1. */
  readonly opacity?: number;
};

/** A disc. */
export function disc(x: number, y: number, radius: number): string {
  return `clip(${num(radius)}-hypot(X-${num(x)},Y-${num(y)})+.5,0,1)`;
}

/** An ellipse with its axes across and down. */
export function ellipse(x: number, y: number, rx: number, ry: number): string {
  const distance = `hypot((X-${num(x)})/${num(rx)},(Y-${num(y)})/${num(ry)})`;
  return `clip((1-${distance})*${num(Math.min(rx, ry))}+.5,0,1)`;
}

/** A rectangle with round corners; at least half a pixel, which is the soft edge. */
export function roundBox(x: number, y: number, w: number, h: number, radius = 0): string {
  const r = Math.max(0.5, radius);
  const dx = `max(abs(X-${num(x + w / 2)})-${num(w / 2 - r)},0)`;
  const dy = `max(abs(Y-${num(y + h / 2)})-${num(h / 2 - r)},0)`;
  return `clip(${num(r + 0.5)}-hypot(${dx},${dy}),0,1)`;
}

/** A convex polygon, its corners clockwise as seen on the screen. */
export function polygon(...corners: readonly (readonly [number, number])[]): string {
  const edges = corners.map(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    const length = Math.hypot(nextX - x, nextY - y);
    // The distance from the edge, positive on its inner side.
    const a = (y - nextY) / length;
    const b = (nextX - x) / length;
    return `(${num(a)}*(X-${num(x)})+${num(b)}*(Y-${num(y)})+.5)`;
  });
  const inner = edges.reduce((all, edge) => `min(${all},${edge})`);
  return `clip(${inner},0,1)`;
}

/** Everything below a line `y(X)`, given as an expression of X. */
export function below(line: string): string {
  return `clip(Y-(${line})+.5,0,1)`;
}

/** Paints shapes over each other, the last one on top, on a transparent ground. */
export function paintShapes(shapes: readonly Shape[]): Paint {
  const covers = shapes.map(({ cover, opacity = 1 }) =>
    opacity === 1 ? cover : `${num(opacity)}*${cover}`,
  );
  const alpha = covers.reduce((all, cover) => `max(${all},${cover})`);
  // Divided by alpha, so that a soft edge on transparent ground has the shape's colour, not what is under it.
  const channel = (index: 0 | 1 | 2): string =>
    `st(0,max(.01,${alpha}))*0+` +
    shapes.reduce(
      (under, { color }, at) => `lerp(${under},${num(color[index])},${covers[at] ?? '0'}/ld(0))`,
      '0',
    );
  return { r: channel(0), g: channel(1), b: channel(2), a: `255*${alpha}` };
}

/** A number without more digits than a pixel needs. */
export function num(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
