/** Looked up once: as properties of a global object they cost more than what they do. */
const { ceil, floor, max, min } = Math;

/** More crossings of a line are not looked at; no drawing has them. */
const maxCrossings = 64;

/** Nearly covered is covered: sums of parts are not exact. */
const whole = 0.998;

/** A rectangle in dots, which may lie between them and outside. */
export type Area = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/**
 * One of the three planes of a drawing: brightness, or a colour difference. Edges that lie between dots are mixed in
 * proportion, so that things move smoothly. It indexes its array itself, because it is drawn anew for every picture.
 */
export class Plane {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
  /** What a row of a polygon covers, as differences from one dot to the next. */
  readonly #steps: Float32Array;
  readonly #crossings = new Float64Array(maxCrossings);
  readonly #linesPerRow: number;

  /** @param linesPerRow lines that are looked at for each row of dots: edges that are not upright are as smooth as that */
  constructor(columns: number, rows: number, linesPerRow: number) {
    this.#linesPerRow = linesPerRow;
    this.columns = columns;
    this.rows = rows;
    this.data = new Uint8Array(columns * rows);
    this.#steps = new Float32Array(columns + 2);
  }

  /** Fills a rectangle; `opacity` 0 to 1. */
  box({ left, top, right, bottom }: Area, value: number, opacity: number): void {
    const firstRow = max(0, floor(top));
    const endRow = min(this.rows, ceil(bottom));
    for (let row = firstRow; row < endRow; row += 1) {
      const part = min(row + 1, bottom) - max(row, top);
      this.#span(row, left, right, value, part * opacity);
    }
  }

  /**
   * Fills a polygon, by the even-odd rule.
   *
   * @param corners x and y of one after the other
   * @param area what it lies in
   */
  polygon(corners: Float64Array, area: Area, value: number, opacity: number): void {
    const firstRow = max(0, floor(area.top));
    const endRow = min(this.rows, ceil(area.bottom));
    const first = max(0, floor(area.left));
    const end = min(this.columns, ceil(area.right));
    if (end <= first) {
      return;
    }
    for (let row = firstRow; row < endRow; row += 1) {
      for (let line = 0; line < this.#linesPerRow; line += 1) {
        const count = this.#cross(corners, row + (line + 0.5) / this.#linesPerRow);
        for (let index = 0; index + 1 < count; index += 2) {
          this.#cover(this.#crossings[index] ?? 0, this.#crossings[index + 1] ?? 0);
        }
      }
      this.#paintCovered(row, first, end, value, opacity);
    }
  }

  /** Where a horizontal line crosses the sides, from left to right; how often. */
  #cross(corners: Float64Array, y: number): number {
    const crossings = this.#crossings;
    let count = 0;
    let fromX = corners[corners.length - 2] ?? 0;
    let fromY = corners[corners.length - 1] ?? 0;
    for (let at = 0; at + 1 < corners.length; at += 2) {
      const toX = corners[at] ?? 0;
      const toY = corners[at + 1] ?? 0;
      if (fromY <= y !== toY <= y && count < maxCrossings) {
        const x = fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX);
        let place = count;
        while (place > 0 && (crossings[place - 1] ?? 0) > x) {
          crossings[place] = crossings[place - 1] ?? 0;
          place -= 1;
        }
        crossings[place] = x;
        count += 1;
      }
      fromX = toX;
      fromY = toY;
    }
    return count;
  }

  /** Notes that a line covers from `left` to `right`. */
  #cover(left: number, right: number): void {
    this.#step(min(this.columns, max(0, left)), 1 / this.#linesPerRow);
    this.#step(min(this.columns, max(0, right)), -1 / this.#linesPerRow);
  }

  #step(at: number, weight: number): void {
    const dot = floor(at);
    const behind = (at - dot) * weight;
    this.#steps[dot] = (this.#steps[dot] ?? 0) + weight - behind;
    this.#steps[dot + 1] = (this.#steps[dot + 1] ?? 0) + behind;
  }

  #paintCovered(row: number, first: number, end: number, value: number, opacity: number): void {
    const base = row * this.columns;
    const steps = this.#steps;
    let part = 0;
    for (let column = first; column < end; column += 1) {
      part += steps[column] ?? 0;
      steps[column] = 0;
      const covered = part * opacity;
      if (covered >= whole) {
        this.data[base + column] = value;
      } else if (covered > 1 - whole) {
        this.#mix(base + column, value, covered);
      }
    }
    steps[end] = 0;
    steps[end + 1] = 0;
  }

  #span(row: number, left: number, right: number, value: number, opacity: number): void {
    const from = max(0, left);
    const to = min(this.columns, right);
    if (to <= from) {
      return;
    }
    const base = row * this.columns;
    const first = ceil(from);
    const end = floor(to);
    if (first > end) {
      this.#mix(base + end, value, (to - from) * opacity);
      return;
    }
    if (from < first) {
      this.#mix(base + first - 1, value, (first - from) * opacity);
    }
    if (opacity >= whole) {
      this.data.fill(value, base + first, base + end);
    } else {
      for (let column = first; column < end; column += 1) {
        this.#mix(base + column, value, opacity);
      }
    }
    if (to > end) {
      this.#mix(base + end, value, (to - end) * opacity);
    }
  }

  #mix(at: number, value: number, part: number): void {
    const before = this.data[at] ?? 0;
    this.data[at] = before + (value - before) * part + 0.5;
  }
}
