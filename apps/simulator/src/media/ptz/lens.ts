import type { Plane } from './plane.js';
import type { Raster } from './raster.js';

/** Width of the blur of one step away from the sharp focus, as a part of the picture's width. */
const blurPerStep = 1 / 320;

/** Steps of the iris that halve or double the light. */
const stepsPerStop = 3;

/** The luma of black, and the brightest there is. */
const black = 16;
const white = 235;
/** A colour difference of grey. */
const grey = 128;

/** Blurs a drawing: the further from sharp, the more; twice a mean over its neighbours, across and down. */
export function defocus(raster: Raster, steps: number): void {
  for (const plane of raster.planes) {
    const radius = Math.round(Math.abs(steps) * blurPerStep * plane.columns);
    if (radius > 0) {
      blurTwice(plane, radius);
    }
  }
}

function blurTwice({ data, columns, rows }: Plane, radius: number): void {
  const line = new Uint8Array(Math.max(columns, rows) + 2 * radius + 1);
  for (let pass = 0; pass < 2; pass += 1) {
    for (let row = 0; row < rows; row += 1) {
      meanOver(data, { first: row * columns, step: 1, count: columns, radius }, line);
    }
    for (let column = 0; column < columns; column += 1) {
      meanOver(data, { first: column, step: columns, count: rows, radius }, line);
    }
  }
}

/** Makes a drawing darker (negative steps) or brighter, up to what luma can be. */
export function expose({ y, cb, cr }: Raster, steps: number): void {
  if (steps === 0) {
    return;
  }
  const gain = 2 ** (steps / stepsPerStop);
  const light = tableOf((value) => Math.min(white, black + Math.max(0, value - black) * gain));
  const colour = tableOf((value) => grey + (value - grey) * Math.min(1, gain));
  apply(y.data, light);
  apply(cb.data, colour);
  apply(cr.data, colour);
}

function tableOf(of: (value: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => Math.round(of(value)));
}

function apply(data: Uint8Array, table: Uint8Array): void {
  for (let at = 0; at < data.length; at += 1) {
    data[at] = table[data[at] ?? 0] ?? 0;
  }
}

/** A row or column of a plane. */
type Line = {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly radius: number;
};

/**
 * Replaces each item by the mean of those at most `radius` away; beyond the ends the outermost ones count.
 *
 * @param copy has room for the line and for `radius` items at both ends, and one more
 */
function meanOver(data: Uint8Array, { first, step, count, radius }: Line, copy: Uint8Array): void {
  copy.fill(data[first] ?? 0, 0, radius);
  for (let index = 0; index < count; index += 1) {
    copy[radius + index] = data[first + index * step] ?? 0;
  }
  copy.fill(data[first + (count - 1) * step] ?? 0, radius + count, count + 2 * radius + 1);
  const width = 2 * radius + 1;
  let sum = radius;
  for (let index = 0; index < width; index += 1) {
    sum += copy[index] ?? 0;
  }
  for (let index = 0; index < count; index += 1) {
    data[first + index * step] = sum / width;
    sum += (copy[index + width] ?? 0) - (copy[index] ?? 0);
  }
}
