/**
 * Reads the machine-readable strips of a simulated picture. This file imports nothing, and `readStrip`
 * uses nothing outside itself, so that a test can send its text into a browser page.
 *
 * A strip is a row of 48 equal cells, white = 1, black = 0; cell k spans floor(w k / 48) to
 * floor(w (k + 1) / 48). Cells 0-3 sync 1010; 4-35 the value, 32 bits, most significant first; 36-43 the value
 * modulo 251, 8 bits; 44-47 guard 0101.
 */

/** Where a strip is, in fractions of the picture's height; it has the picture's full width. */
export type StripArea = { readonly top: number; readonly height: number };

/** Where the strips of a picture are. */
export type StripGeometry = {
  /** Wall-clock milliseconds modulo 2^32 of the picture. */
  readonly clock: StripArea;
  /** Camera number * 2^24 + picture counter modulo 2^24. */
  readonly identity: StripArea;
  /** All that is written at run time: from the top of the picture down to here. */
  readonly band: StripArea;
  /** The pre-encoded scene, without the dark line between band and scene. */
  readonly scene: StripArea;
};

/** A picture: bytes row by row without padding. */
export type StripPicture = {
  /** Luma alone (1 byte a pixel) or RGBA (4 bytes a pixel, as from getImageData). */
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly format: 'luma' | 'rgba';
};

/** What a strip says, or in words why it cannot be read. */
export type StripReading =
  { readonly value: number; readonly contrast: number } | { readonly defect: string };

/** Reads one strip: samples the middle half of its height and the middle 40 % of each cell. */
export function readStrip(picture: StripPicture, area: StripArea): StripReading {
  const { data, width, height, format } = picture;
  // Nothing below may use anything outside this function: see the head of the file.
  const grey = (x: number, y: number): number => {
    const at = y * width + x;
    return format === 'luma'
      ? (data[at] ?? 0)
      : 0.299 * (data[4 * at] ?? 0) +
          0.587 * (data[4 * at + 1] ?? 0) +
          0.114 * (data[4 * at + 2] ?? 0);
  };
  const span = (from: number, to: number): readonly [number, number] => {
    const first = Math.round(from);
    return [first, Math.max(first + 1, Math.round(to))];
  };
  const [top, bottom] = span(
    (area.top + area.height / 4) * height,
    (area.top + (area.height * 3) / 4) * height,
  );
  const cells = Array.from({ length: 48 }, (_, cell) => {
    const start = Math.floor((width * cell) / 48);
    const size = Math.floor((width * (cell + 1)) / 48) - start;
    const [left, right] = span(start + 0.3 * size, start + 0.7 * size);
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        sum += grey(x, y);
      }
    }
    return sum / ((bottom - top) * (right - left));
  });
  const known = [...cells.slice(0, 4), ...cells.slice(44)];
  const mean = (list: readonly number[]): number =>
    list.reduce((total, item) => total + item, 0) / list.length;
  // Sync 1010 and guard 0101: which cell is white changes sides in the middle.
  const white = mean(known.filter((_, index) => index < 4 === (index % 2 === 0)));
  const black = mean(known.filter((_, index) => index < 4 !== (index % 2 === 0)));
  const contrast = white - black;
  if (!(contrast >= 60)) {
    return { defect: `contrast of sync and guard is ${contrast.toFixed(0)}; expected at least 60` };
  }
  const bits = cells.map((cell) => (cell > (white + black) / 2 ? 1 : 0));
  const frame = [...bits.slice(0, 4), ...bits.slice(44)].join('');
  if (frame !== '10100101') {
    return { defect: `sync and guard are ${frame}; expected 10100101` };
  }
  const number = (list: readonly number[]): number =>
    list.reduce<number>((value, bit) => value * 2 + bit, 0);
  const value = number(bits.slice(4, 36));
  const check = number(bits.slice(36, 44));
  if (check !== value % 251) {
    return {
      defect: `check is ${String(check)}; expected ${String(value % 251)} for ${String(value)}`,
    };
  }
  return { value, contrast };
}
