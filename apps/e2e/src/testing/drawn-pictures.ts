import { readStrip } from '@casement/simulator/pictures';
import type { Page } from 'playwright-core';
import type { StripPlaces } from './strips.js';

/** One recorded picture as it was drawn onto a canvas of the page. */
export type DrawnPicture = {
  readonly camera: number;
  /** Wall clock in the picture, modulo 2^32. */
  readonly clockMs: number;
  /** Number since 1970 in display order, modulo 2^24. */
  readonly counter: number;
  /** When it was drawn, ms since the epoch. */
  readonly at: number;
};

const channel = 'drawn-pictures';

/**
 * Reads the strips of every picture that the page's workers draw, right behind the drawing and from the same canvas: nothing is
 * missed, however busy the page is. To be called before the page is opened; `drawnPictures` takes what was read.
 */
export async function watchDrawing(page: Page, places: StripPlaces): Promise<void> {
  const tap = `(() => {
    const readStrip = ${readStrip.toString()};
    const places = ${JSON.stringify(places)};
    const line = new BroadcastChannel('${channel}');
    const { drawImage } = OffscreenCanvasRenderingContext2D.prototype;
    OffscreenCanvasRenderingContext2D.prototype.drawImage = function (...args) {
      drawImage.apply(this, args);
      const { width, height } = this.canvas;
      const place = places[width + 'x' + height];
      if (place === undefined) return;
      const rows = Math.ceil(Math.max(...Object.values(place).map(({ top, height: part }) => top + part)) * height);
      const { data } = this.getImageData(0, 0, width, rows);
      const read = (area) => readStrip({ data, width, height, format: 'rgba' }, area).value ?? null;
      line.postMessage({ time: read(place.time), identity: read(place.identity), at: performance.timeOrigin + performance.now() });
    };
  })();\n`;
  await page.route(/\/gop-worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: tap + (await response.text()) });
  });
  await page.addInitScript((name) => {
    type Read = { time: number | null; identity: number | null; at: number };
    const world = globalThis as unknown as { drawnPictures: unknown[]; unreadPictures: number };
    world.drawnPictures = [];
    world.unreadPictures = 0;
    new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<Read>) => {
      const { time, identity, at } = data;
      if (time === null || identity === null) {
        world.unreadPictures += 1;
        return;
      }
      const camera = Math.floor(identity / 2 ** 24);
      world.drawnPictures.push({ camera, clockMs: time, counter: identity % 2 ** 24, at });
    };
  }, channel);
}

/** What was drawn so far of a camera. @throws Error when a strip could not be read */
export async function drawnPictures(page: Page, camera: number): Promise<DrawnPicture[]> {
  const { pictures, unread } = await page.evaluate(() => {
    const world = globalThis as unknown as {
      drawnPictures: DrawnPicture[];
      unreadPictures: number;
    };
    return { pictures: world.drawnPictures, unread: world.unreadPictures };
  });
  if (unread > 0) {
    throw new Error(`${unread} pictures were drawn whose strips cannot be read`);
  }
  return pictures.filter((picture) => picture.camera === camera);
}

/** What was drawn so far is forgotten. */
export async function forgetDrawn(page: Page): Promise<void> {
  await page.evaluate(() => {
    (globalThis as unknown as { drawnPictures: unknown[] }).drawnPictures.length = 0;
  });
}
