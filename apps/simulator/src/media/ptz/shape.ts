import { placeText, textWidth } from '../band/dot-text.js';
import type { Area } from './plane.js';
import type { Colour } from './raster.js';
import { colourOf } from './raster.js';

/** Something that stands in the scene, in degrees: right and up are positive, so that `top` is above `bottom`. */
export type Shape = Area & {
  readonly colour: Colour;
  /** 0 to 1. */
  readonly opacity: number;
  /** x and y of the corners of a polygon; without them it is the whole rectangle. */
  readonly corners?: Float64Array;
};

/** Shapes that are in the picture together or not at all, the rearmost first. */
export type Section = Area & { readonly shapes: readonly Shape[] };

/** A place in degrees. */
export type Place = readonly [x: number, y: number];

/** Corners of what stands for an ellipse; for one that is small, or so flat that nobody sees them, few are enough. */
const manyCorners = 28;
const fewCorners = 10;
const flat = 8;
const small = 0.5;

/** A rectangle by its lower left corner and size. */
export function box(
  left: number,
  bottom: number,
  width: number,
  height: number,
  hex: string,
): Shape {
  const colour = colourOf(hex);
  return { left, right: left + width, bottom, top: bottom + height, colour, opacity: 1 };
}

/** A polygon by its corners. */
export function polygon(hex: string, ...places: readonly Place[]): Shape {
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    bottom: Math.min(...ys),
    top: Math.max(...ys),
    colour: colourOf(hex),
    opacity: 1,
    corners: Float64Array.from(places.flat()),
  };
}

/** The ellipse in a rectangle. */
export function ellipse(
  left: number,
  bottom: number,
  width: number,
  height: number,
  hex: string,
): Shape {
  const corners = width > flat * height || width < small ? fewCorners : manyCorners;
  const places = Array.from({ length: corners }, (_, index): Place => {
    const angle = (index / corners) * 2 * Math.PI;
    return [
      left + (width / 2) * (1 + Math.cos(angle)),
      bottom + (height / 2) * (1 + Math.sin(angle)),
    ];
  });
  return polygon(hex, ...places);
}

/** A straight line. */
export function line([x1, y1]: Place, [x2, y2]: Place, width: number, hex: string): Shape {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [((y1 - y2) / length / 2) * width, ((x2 - x1) / length / 2) * width];
  return polygon(
    hex,
    [x1 + dx, y1 + dy],
    [x2 + dx, y2 + dy],
    [x2 - dx, y2 - dy],
    [x1 - dx, y1 - dy],
  );
}

/** The same shape, and what is behind it. */
export function faint(shape: Shape, opacity: number): Shape {
  return { ...shape, opacity };
}

/** Shapes as a section of their own. */
export function section(shapes: readonly Shape[]): Section {
  return {
    left: Math.min(...shapes.map(({ left }) => left)),
    right: Math.max(...shapes.map(({ right }) => right)),
    bottom: Math.min(...shapes.map(({ bottom }) => bottom)),
    top: Math.max(...shapes.map(({ top }) => top)),
    shapes,
  };
}

/** Shapes at another place. */
export function moved(shapes: readonly Shape[], x: number, y: number): readonly Shape[] {
  return shapes.map((shape) => ({
    ...shape,
    left: shape.left + x,
    right: shape.right + x,
    bottom: shape.bottom + y,
    top: shape.top + y,
    ...(shape.corners && {
      corners: shape.corners.map((value, index) => value + (index % 2 === 0 ? x : y)),
    }),
  }));
}

/** A text in dots, with its middle at `middle`. */
export function writing(
  text: string,
  middle: number,
  bottom: number,
  height: number,
  hex: string,
): readonly Shape[] {
  const dot = height / 7;
  const left = middle - (textWidth(text, 'narrow') * dot) / 2;
  return placeText(text, 0, 'narrow').flatMap(({ x, glyph }) =>
    glyph.flatMap((dots, row) =>
      // Dots beside each other are one box, and rows overlap a little, so that no seams are seen.
      [...dots.matchAll(/#+/g)].map(({ index, 0: run }) =>
        box(
          left + (x + index) * dot,
          bottom + (5.95 - row) * dot,
          run.length * dot,
          dot * 1.05,
          hex,
        ),
      ),
    ),
  );
}

/** One of a list, as chance has it. */
export function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? '#808080';
}
