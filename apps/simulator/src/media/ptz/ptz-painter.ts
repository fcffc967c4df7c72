import { backdrop, harbour, lanternPlace } from './harbour.js';
import { shipSeconds, ships } from './harbour-ships.js';
import { defocus, expose } from './lens.js';
import type { Area } from './plane.js';
import type { PtzView } from './ptz-view.js';
import { widestDegrees } from './ptz-view.js';
import type { Colour } from './raster.js';
import { colourOf, mixedColour, Raster } from './raster.js';
import type { Section, Shape } from './shape.js';
import { ellipse, faint } from './shape.js';

/** What is painted on: dots, and the row in which the camera points, which may lie outside. */
export type PaintSize = {
  readonly columns: number;
  readonly rows: number;
  /** Rows that are not cropped. */
  readonly visibleRows: number;
  readonly axisRow: number;
  /** Lamps of AUX that there are. */
  readonly lamps: number;
};

const lampOn = colourOf('#ffe14a');
const lampOff = colourOf('#26282a');
const panel = colourOf('#0c0d0f');

/** Lamps of AUX1 to AUX8, from left to right in the lower right corner; parts of the picture's width. */
const lampSize = 1 / 40;
const lampGap = 1 / 80;
const mostLamps = 8;

/** What is smaller than this many dots is not painted. */
const smallest = 0.3;

/** The lighthouse flashes in one second of so many: each kind of random access picture has its own (see `sceneryPhase`). */
const flashEvery = 2;

/** Light around the lantern while it flashes. */
const flash: readonly Shape[] = [5, 3, 1.4].map((size) => {
  const [x, y] = lanternPlace;
  return faint(ellipse(x - size / 2, y - size / 2, size, size, '#fff2b0'), size < 2 ? 0.9 : 0.3);
});

/** Says what moves by itself: two moments with the same number look the same. */
export function sceneryPhase(second: number): number {
  return 2 * Math.floor(second / shipSeconds) + (second % flashEvery === 0 ? 1 : 0);
}

/** Paints what a camera sees. The drawing is its own, valid until the next call. */
export class PtzPainter {
  readonly #size: PaintSize;
  readonly #raster: Raster;

  constructor(size: PaintSize) {
    this.#size = size;
    this.#raster = new Raster(size.columns, size.rows);
  }

  /** @param second whole seconds of the time, which move what moves by itself */
  paint(view: PtzView, second: number): Raster {
    const raster = this.#raster;
    this.#paintBackdrop(view);
    this.#paintSections(view, harbour.far);
    this.#paintSections(view, ships(second));
    if (second % flashEvery === 0) {
      flash.forEach((shape) => {
        this.#paintShape(view, shape);
      });
    }
    this.#paintSections(view, harbour.near);
    defocus(raster, view.focus);
    expose(raster, view.iris);
    this.#paintLamps(view.aux);
    return raster;
  }

  #paintBackdrop(view: PtzView): void {
    const { columns, rows, axisRow } = this.#size;
    const perDegree = dotsPerDegree(this.#size, view);
    for (let row = 0; row < rows; row += 2) {
      const colour = backdropAt(view.tilt + (axisRow - row - 1) / perDegree);
      this.#raster.box({ left: 0, top: row, right: columns, bottom: row + 2 }, colour);
    }
  }

  #paintSections(view: PtzView, sections: readonly Section[]): void {
    for (const part of sections) {
      if (isVisible(this.#toDots(view, part), this.#size)) {
        for (const shape of part.shapes) {
          this.#paintShape(view, shape);
        }
      }
    }
  }

  #paintShape(view: PtzView, shape: Shape): void {
    const area = this.#toDots(view, shape);
    const { colour, opacity, corners } = shape;
    if (!isVisible(area, this.#size)) {
      return;
    }
    if (corners === undefined) {
      this.#raster.box(area, colour, opacity);
      return;
    }
    const { columns, axisRow } = this.#size;
    const perDegree = dotsPerDegree(this.#size, view);
    const dots = new Float64Array(corners.length);
    for (let at = 0; at < corners.length; at += 2) {
      dots[at] = columns / 2 + ((corners[at] ?? 0) - view.pan) * perDegree;
      dots[at + 1] = axisRow - ((corners[at + 1] ?? 0) - view.tilt) * perDegree;
    }
    this.#raster.polygon(dots, area, colour, opacity);
  }

  #toDots(view: PtzView, { left, right, top, bottom }: Area): Area {
    const { columns, axisRow } = this.#size;
    const perDegree = dotsPerDegree(this.#size, view);
    return {
      left: columns / 2 + (left - view.pan) * perDegree,
      right: columns / 2 + (right - view.pan) * perDegree,
      top: axisRow - (top - view.tilt) * perDegree,
      bottom: axisRow - (bottom - view.tilt) * perDegree,
    };
  }

  #paintLamps(aux: number): void {
    const { columns, visibleRows, lamps } = this.#size;
    if (lamps === 0) {
      return;
    }
    const size = lampSize * columns;
    const gap = lampGap * columns;
    const bottom = visibleRows - gap;
    const leftOf = (lamp: number): number => columns - (mostLamps - lamp) * (size + gap);
    const first = mostLamps - lamps;
    const frame = { left: leftOf(first) - gap, top: bottom - size - gap, right: columns };
    this.#raster.box({ ...frame, bottom: visibleRows }, panel, 0.55);
    for (let lamp = 0; lamp < lamps; lamp += 1) {
      const left = leftOf(first + lamp);
      const area = { left, right: left + size, top: bottom - size, bottom };
      this.#raster.box(area, ((aux >> lamp) & 1) === 1 ? lampOn : lampOff);
    }
  }
}

function isVisible({ left, right, top, bottom }: Area, { columns, rows }: PaintSize): boolean {
  return (
    bottom > 0 &&
    top < rows &&
    right > 0 &&
    left < columns &&
    right - left >= smallest &&
    bottom - top >= smallest
  );
}

function dotsPerDegree({ columns }: PaintSize, { zoom }: PtzView): number {
  return (columns * zoom) / widestDegrees;
}

function backdropAt(height: number): Colour {
  const below = Math.max(
    1,
    backdrop.findIndex((stop) => stop.height <= height),
  );
  const [high, low] = [backdrop[below - 1], backdrop[below]];
  if (high === undefined || low === undefined) {
    return panel;
  }
  const part = (high.height - height) / (high.height - low.height);
  return mixedColour(high.colour, low.colour, Math.min(1, Math.max(0, part)));
}
