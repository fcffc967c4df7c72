/** What the strips are read in: a page of Playwright's (Chromium) or of Puppeteer's (Firefox). */
export type ReadingPage = {
  evaluate<Result, Argument>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
};

/** Where a strip lies: top and height as fractions of the picture, full width. */
export type StripPlace = { readonly top: number; readonly height: number };

/** Where both strips lie in a picture of `WxH`. */
export type StripPlaces = Readonly<
  Record<string, { readonly time: StripPlace; readonly identity: StripPlace }>
>;

/** One picture as the page saw it. */
export type SeenPicture = {
  readonly camera: number;
  /** The camera's picture counter, modulo 2^24. */
  readonly counter: number;
  /** Page clock at presentation minus the wall clock in the picture, in milliseconds. */
  readonly delayMs: number;
  /** Page clock, ms since the epoch. */
  readonly at: number;
  /** Of the picture, `WxH`. */
  readonly size: string;
};

/** What was read from one tile. */
export type TileReading = {
  /** `recorder:number` as the tile claims. */
  readonly claims: string;
  readonly pictures: readonly SeenPicture[];
  /** Pictures whose strip did not pass its check (a picture between two states of decoding). */
  readonly unreadable: number;
};

/**
 * Starts reading both strips of every picture that every tile presents, in the page, until `readTiles` is
 * called. Reads the way research and real pages do: the middle half of the strip drawn to 8 pixels a cell. Pictures
 * of a <video> are read when they are presented, those of a
 * <canvas> when the page says that it has drawn one.
 */
export async function watchTiles(page: ReadingPage, places: StripPlaces): Promise<void> {
  await page.evaluate((placesBySize) => {
    type Seen = { camera: number; counter: number; delayMs: number; at: number; size: string };
    type Watched = { claims: string; pictures: Seen[]; unreadable: number };
    const cells = 48;
    const canvas = document.createElement('canvas');
    canvas.width = cells * 8;
    canvas.height = 8;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;

    /** The strip's 32-bit value, or undefined when sync, check or contrast are wrong. */
    type Shown = HTMLVideoElement | HTMLCanvasElement;
    const sizeOf = (shown: Shown): { width: number; height: number } =>
      shown instanceof HTMLVideoElement
        ? { width: shown.videoWidth, height: shown.videoHeight }
        : { width: shown.width, height: shown.height };
    const readStrip = (
      shown: Shown,
      place: { top: number; height: number },
    ): number | undefined => {
      const { width, height } = sizeOf(shown);
      // What has no picture yet draws nothing: the strip read last must not be read again.
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.drawImage(
        shown,
        0,
        (place.top + place.height / 4) * height,
        width,
        (place.height / 2) * height,
        0,
        0,
        canvas.width,
        canvas.height,
      );
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const levels: number[] = [];
      for (let cell = 0; cell < cells; cell++) {
        let sum = 0;
        for (let y = 2; y < 6; y++) {
          for (let x = cell * 8 + 3; x < cell * 8 + 6; x++) {
            sum += data[(y * canvas.width + x) * 4 + 1]!;
          }
        }
        levels.push(sum / 12);
      }
      const white = (levels[0]! + levels[2]! + levels[45]! + levels[47]!) / 4;
      const black = (levels[1]! + levels[3]! + levels[44]! + levels[46]!) / 4;
      if (white - black < 60) {
        return undefined;
      }
      const bits = levels.map((level) => (level > (white + black) / 2 ? 1 : 0));
      const number = (from: number, to: number) =>
        bits.slice(from, to).reduce<number>((value, bit) => value * 2 + bit, 0);
      const value = number(4, 36);
      const whole =
        number(0, 4) === 0b1010 && number(44, 48) === 0b0101 && number(36, 44) === value % 251;
      return whole ? value : undefined;
    };

    const watched = new Map<string, Watched>();
    Object.assign(globalThis, { watchedTiles: watched });
    const seen = new WeakSet<Shown>();
    // Firefox stops the page until a worker has given its canvas away; asked for every picture of many cameras, both
    // come to wait for each other, for seconds.
    const pauseMs = navigator.userAgent.includes('Firefox') ? 250 : 0;
    const note = (claims: string, shown: Shown, last: number | undefined): number | undefined => {
      const at = performance.timeOrigin + performance.now();
      const { width, height } = sizeOf(shown);
      const size = `${width}x${height}`;
      const where = placesBySize[size];
      const time = where && readStrip(shown, where.time);
      const identity = where && readStrip(shown, where.identity);
      const entry = watched.get(claims) ?? { claims, pictures: [], unreadable: 0 };
      watched.set(claims, entry);
      if (time === undefined || identity === undefined) {
        entry.unreadable += width > 0 ? 1 : 0;
        return undefined;
      }
      if (identity !== last) {
        const now = at % 2 ** 32;
        const delayMs = ((now - time + 2 ** 31) % 2 ** 32) - 2 ** 31;
        const camera = Math.floor(identity / 2 ** 24);
        entry.pictures.push({ camera, counter: identity % 2 ** 24, delayMs, at, size });
      }
      return identity;
    };
    const follow = (claims: string, shown: Shown) => {
      if (shown instanceof HTMLVideoElement && 'requestVideoFrameCallback' in shown) {
        const onPicture = () => {
          note(claims, shown, undefined);
          shown.requestVideoFrameCallback(onPicture);
        };
        shown.requestVideoFrameCallback(onPicture);
        return;
      }
      // The page says when it has drawn one; the drawing itself may be shown only a turn later.
      let last: number | undefined;
      let readAt = Number.NEGATIVE_INFINITY;
      shown.addEventListener('picture', () => {
        if (performance.now() < readAt + pauseMs) {
          return;
        }
        readAt = performance.now();
        requestAnimationFrame(() => {
          last = note(claims, shown, last) ?? last;
        });
      });
    };
    const look = () => {
      for (const tile of document.querySelectorAll<HTMLElement>(
        '[data-testid="tile"][data-camera]',
      )) {
        const claims = tile.dataset['camera'] ?? '';
        // Of ways that are tried at the same time only the one that shows the tile's picture.
        const all = tile.querySelectorAll<Shown>(
          '[data-testid="tile-picture"], video:not(.picture)',
        );
        for (const shown of all) {
          if (claims !== '' && !seen.has(shown)) {
            seen.add(shown);
            follow(claims, shown);
          }
        }
      }
    };
    look();
    // A tile may put in a new video element when it reconnects.
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['data-camera', 'data-testid'],
    });
  }, places);
}

/** What was read so far; with `forget` the count starts again. */
export async function readTiles(
  page: ReadingPage,
  options: { forget: boolean },
): Promise<TileReading[]> {
  return page.evaluate((forget) => {
    const watched = (globalThis as unknown as { watchedTiles: Map<string, TileReading> })
      .watchedTiles;
    const readings = [...watched.values()].map((reading) => ({
      ...reading,
      pictures: [...reading.pictures],
    }));
    if (forget) {
      watched.clear();
    }
    return readings;
  }, options.forget);
}

/** The value below which the given share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
