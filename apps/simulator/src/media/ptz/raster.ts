import type { Area } from './plane.js';
import { Plane } from './plane.js';

/** A colour as brightness and two colour differences, as video has them (ITU-T BT.601, 16 to 235 and 16 to 240). */
export type Colour = { readonly y: number; readonly cb: number; readonly cr: number };

/** The colour of `#rrggbb`. */
export function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return {
    y: Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255),
    cb: Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255),
    cr: Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255),
  };
}

/** A colour between two: `part` 0 is the first one, 1 the other. */
export function mixedColour(one: Colour, other: Colour, part: number): Colour {
  const between = (key: keyof Colour): number =>
    Math.round(one[key] + (other[key] - one[key]) * part);
  return { y: between('y'), cb: between('cb'), cr: between('cr') };
}

/** A drawing as video has it: brightness for each dot, colour for each four. Everything is given in dots of brightness. */
export class Raster {
  readonly y: Plane;
  readonly cb: Plane;
  readonly cr: Plane;

  /** @param columns even, as `rows` */
  constructor(columns: number, rows: number) {
    this.y = new Plane(columns, rows, 4);
    this.cb = new Plane(columns / 2, rows / 2, 2);
    this.cr = new Plane(columns / 2, rows / 2, 2);
  }

  get columns(): number {
    return this.y.columns;
  }

  get rows(): number {
    return this.y.rows;
  }

  /** The three planes, for what is done to all of them alike. */
  get planes(): readonly Plane[] {
    return [this.y, this.cb, this.cr];
  }

  /** Fills a rectangle; `opacity` 0 to 1. */
  box(area: Area, { y, cb, cr }: Colour, opacity = 1): void {
    this.y.box(area, y, opacity);
    const small = halfOf(area);
    this.cb.box(small, cb, opacity);
    this.cr.box(small, cr, opacity);
  }

  /** Fills a polygon by the even-odd rule: x and y of its corners, one after the other, and the area that it lies in. */
  polygon(corners: Float64Array, area: Area, { y, cb, cr }: Colour, opacity = 1): void {
    this.y.polygon(corners, area, y, opacity);
    const small = halfOf(area);
    const smallCorners = corners.map((value) => value / 2);
    this.cb.polygon(smallCorners, small, cb, opacity);
    this.cr.polygon(smallCorners, small, cr, opacity);
  }
}

function halfOf({ left, top, right, bottom }: Area): Area {
  return { left: left / 2, top: top / 2, right: right / 2, bottom: bottom / 2 };
}
