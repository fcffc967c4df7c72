import { readStrip } from '@casement/simulator/pictures';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Demo } from './demo.js';
import { watchDrawing } from './drawn-pictures.js';
import { stripPlaces } from './strip-places.js';
import { until } from './until.js';

/** What the page shows of a camera. */
export type ShownPicture = {
  readonly camera: number;
  /** As the strip says it, made whole with the time the page claims. */
  readonly timeMs: number;
  readonly counter: number;
  /** `data-time-ms` of the element. */
  readonly claimsMs: number;
};

/** The playback page of a signed-in person. */
export class PlaybackPage {
  readonly page: Page;
  readonly context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  /** @param options.cameras numbers, of the recorder `demo` */
  static async open(
    browser: Browser,
    demo: Demo,
    options: {
      cameras: readonly number[];
      atMs: number;
      width?: number;
      height?: number;
      /** Runs in the page before its own scripts. */
      before?: () => void;
      url?: string;
    },
  ): Promise<PlaybackPage> {
    const { cameras, atMs, width = 1280, height = 800, before, url = demo.url } = options;
    const context = await browser.newContext({ viewport: { width, height } });
    const [name = '', value = ''] = (await demo.cookie()).split(/=(.*)/s);
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    if (before) {
      await page.addInitScript(before);
    }
    await watchDrawing(page, stripPlaces);
    const query = new URLSearchParams({
      cameras: cameras.map((camera) => `demo:${camera}`).join(','),
      at: new Date(atMs).toISOString(),
    });
    await page.goto(new URL(`playback?${query.toString()}`, url).href);
    return new PlaybackPage(context, page);
  }

  tile(camera: number): Locator {
    return this.page.locator(`[data-testid="playback-tile"][data-camera="demo:${camera}"]`);
  }

  /** Time of the picture that the page claims to show; NaN: none. */
  async claimed(camera: number): Promise<number> {
    const text = await this.page
      .locator(`[data-testid="playback-picture"][data-camera="${camera}"]`)
      .getAttribute('data-time-ms', { timeout: 30_000 });
    return text === null ? Number.NaN : Number(text);
  }

  /** What is on the canvases now, all read in the same turn of the page. */
  async shown(): Promise<Map<number, ShownPicture>> {
    const found = await this.page.evaluate(
      ({ places, reader }) => {
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the reader has to run in the page
        const read = (new Function(`return (${reader})`) as () => typeof readStrip)();
        const elements = document.querySelectorAll<HTMLElement>('[data-testid="playback-picture"]');
        return [...elements].map((element) => {
          const canvas = element.querySelector('canvas');
          const video = element.querySelector('video');
          const source = canvas ?? video;
          const width = canvas?.width ?? video?.videoWidth ?? 0;
          const height = canvas?.height ?? video?.videoHeight ?? 0;
          const place = places[`${width}x${height}`];
          if (source === null || place === undefined) {
            return undefined;
          }
          const copy = new OffscreenCanvas(width, height);
          const context = copy.getContext('2d', { willReadFrequently: true })!;
          context.drawImage(source, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          const value = (area: { top: number; height: number }) => {
            const reading = read({ data, width, height, format: 'rgba' }, area);
            return 'value' in reading ? reading.value : undefined;
          };
          const [clockMs, identity] = [value(place.time), value(place.identity)];
          const claims = element.dataset['timeMs'];
          return clockMs === undefined || identity === undefined
            ? undefined
            : { clockMs, identity, claimsMs: claims === undefined ? Number.NaN : Number(claims) };
        });
      },
      { places: stripPlaces, reader: readStrip.toString() },
    );
    return new Map(
      found.flatMap((reading) => {
        if (reading === undefined) {
          return [];
        }
        const { clockMs, identity, claimsMs } = reading;
        const camera = Math.floor(identity / 2 ** 24);
        const counter = identity % 2 ** 24;
        return [[camera, { camera, counter, claimsMs, timeMs: wholeTime(clockMs, claimsMs) }]];
      }),
    );
  }

  /** Waits until the picture of exactly this time is on the canvas of a camera. */
  untilShown(camera: number, timeMs: number, limitMs = 20_000): Promise<ShownPicture> {
    let last: unknown;
    return until(
      `the picture of ${new Date(timeMs).toISOString()} of camera ${camera}`,
      limitMs,
      async () => {
        const all = await this.shown();
        last = [...all.values()].map((picture) => ({
          ...picture,
          time: new Date(picture.timeMs).toISOString(),
        }));
        const found = all.get(camera);
        return found?.timeMs === timeMs && found.claimsMs === timeMs && found;
      },
      async () => ({ last, tile: await this.tile(camera).textContent() }),
    );
  }

  /** Types a time into the box, as a person does. */
  async typeTime(text: string): Promise<void> {
    const box = this.page.getByTestId('time-box');
    await box.fill(text);
    await box.press('Enter');
  }

  /** Presses a key that is meant for the page. */
  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

/** A time of which the strip has only the last 32 bits. */
export function wholeTime(clockMs: number, nearMs: number): number {
  const turn = 2 ** 32;
  const near = Number.isNaN(nearMs) ? Date.now() : nearMs;
  return clockMs + Math.round((near - clockMs) / turn) * turn;
}
