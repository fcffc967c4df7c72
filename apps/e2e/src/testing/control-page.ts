import { ptzGeometry, type PtzView, readPtz, readStrip } from '@casement/simulator/pictures';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from 'playwright-core';
import { wholeTime } from './playback-page.js';
import { apiToken } from './api-token.js';
import type { Demo } from './demo.js';
import { until } from './until.js';

/** What one picture of a moving camera says: where it looks, and when it was taken. */
export type SeenView = PtzView & {
  /** Wall clock in the picture, ms since the epoch: how long it took to be shown does not matter. */
  readonly atMs: number;
};

/** A place of the window, in CSS pixels. */
export type Place = { readonly x: number; readonly y: number };

/** Degrees a second to the right and up, doublings of the zoom a second. */
export type Speed = { readonly pan: number; readonly tilt: number; readonly zoom: number };

/** The live page of somebody, and what its pictures show of cameras that move. */
export class ControlPage {
  readonly page: Page;
  readonly context: BrowserContext;

  readonly #demo: Demo;

  private constructor(demo: Demo, context: BrowserContext, page: Page) {
    this.#demo = demo;
    this.context = context;
    this.page = page;
  }

  /**
   * Opens the wall.
   *
   * @param options.role somebody else than the administrator `admin`, of this name: the page of an API token
   * @param options.before runs in the page before its own scripts
   */
  static async open(
    browser: Browser,
    demo: Demo,
    options: {
      context?: BrowserContextOptions;
      somebody?: { readonly name: string; readonly role: 'viewer' | 'operator' };
      before?: () => void;
      layout?: 1 | 4;
    } = {},
  ): Promise<ControlPage> {
    const { somebody, before, layout = 4 } = options;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options.context,
      ...(somebody && {
        extraHTTPHeaders: {
          authorization: `Bearer ${await apiToken(demo, somebody.name, somebody.role)}`,
        },
      }),
    });
    if (!somebody) {
      const [name = '', value = ''] = (await demo.cookie()).split(/=(.*)/s);
      await context.addCookies([{ name, value, url: demo.url }]);
    }
    const page = await context.newPage();
    if (before) {
      await page.addInitScript(before);
    }
    await page.goto(new URL(`?layout=${layout}`, demo.url).href);
    return new ControlPage(demo, context, page);
  }

  tile(camera: number): Locator {
    return this.page.locator(`[data-testid="tile"][data-camera="demo:${camera}"]`);
  }

  /** A part of the page by its test id. */
  get(id: string): Locator {
    return this.page.getByTestId(id);
  }

  /** Waits for a live picture and takes the camera in hand by the key. */
  async control(camera: number): Promise<void> {
    await this.untilLive(camera);
    await this.tile(camera).focus();
    await this.page.keyboard.press('c');
    await this.tile(camera).getByTestId('camera-control').waitFor();
  }

  async untilLive(camera: number): Promise<void> {
    await this.page
      .locator(`[data-testid="tile"][data-camera="demo:${camera}"][data-state="playing"]`)
      .waitFor();
    await this.view(camera);
  }

  /** The same camera before all others, or back among them. */
  async maximise(camera: number): Promise<void> {
    await this.tile(camera).getByTestId('tile-maximise').click();
    await this.untilLive(camera);
  }

  /** What the picture that is on the screen says. */
  async view(camera: number): Promise<SeenView> {
    let defect: unknown;
    return until(
      `a readable picture of camera ${camera}`,
      20_000,
      async () => {
        const picture = await this.#picture(camera);
        const found = picture && readView(picture);
        defect = found ?? 'no picture';
        return found && 'pan' in found ? found : undefined;
      },
      () => defect,
    );
  }

  /** Where the camera looks when it has come to rest: the same for four tenths of a second of pictures. */
  async resting(camera: number): Promise<SeenView> {
    let first = await this.view(camera);
    return until(`camera ${camera} to stand`, 15_000, async () => {
      const now = await this.view(camera);
      if (!isSameView(first, now)) {
        first = now;
      }
      return now.atMs - first.atMs >= 400 && first;
    });
  }

  /** Waits for a picture that shows what is wanted. */
  async untilView(
    camera: number,
    what: string,
    wanted: (view: SeenView) => boolean,
    limitMs = 10_000,
  ): Promise<SeenView> {
    let last: SeenView | undefined;
    return until(
      `camera ${camera}: ${what}`,
      limitMs,
      async () => {
        last = await this.view(camera);
        return wanted(last) && last;
      },
      () => last,
    );
  }

  /** Puts a camera there by the simulator's hand, and waits until its picture shows it. */
  async put(camera: number, view: Partial<PtzView> = {}): Promise<SeenView> {
    const wanted = { pan: 0, tilt: -4, zoom: 1, focus: 0, iris: 0, ...view };
    await this.#demo.control('POST', 'actions/set-ptz', { camera, ...wanted });
    return this.untilView(camera, `it looks to ${JSON.stringify(wanted)}`, (now) =>
      isSameView({ ...now, ...wanted }, now),
    );
  }

  /** How fast a camera that begins to move does so, as two of its pictures say. */
  async speed(camera: number, from: PtzView): Promise<Speed> {
    const one = await this.untilView(camera, 'it moves', (now) => !isSameView(from, now));
    const other = await this.untilView(
      camera,
      'a picture half a second later',
      ({ atMs }) => atMs - one.atMs >= 500,
    );
    const seconds = (other.atMs - one.atMs) / 1000;
    return {
      pan: (other.pan - one.pan) / seconds,
      tilt: (other.tilt - one.tilt) / seconds,
      zoom: Math.log2(other.zoom / one.zoom) / seconds,
    };
  }

  /** Where a place of the camera's picture is in the window, whatever bars are beside the picture. */
  async placeOf(camera: number, at: Place): Promise<Place> {
    return this.tile(camera)
      .locator('[data-testid="tile-picture"]')
      .evaluate((element, { x, y }) => {
        const video = element as HTMLVideoElement;
        const box = video.getBoundingClientRect();
        const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
        const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
        return {
          x: box.left + (box.width - width) / 2 + x * width,
          y: box.top + (box.height - height) / 2 + y * height,
        };
      }, at);
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** The luma of the picture that a tile shows now; undefined: it shows none. */
  async #picture(camera: number): Promise<TakenPicture | undefined> {
    const shown = this.tile(camera).locator('[data-testid="tile-picture"]').first();
    if ((await shown.count()) === 0) {
      return undefined;
    }
    return shown.evaluate((element) => {
      const source = element as HTMLVideoElement | HTMLCanvasElement;
      const [width, height] =
        source instanceof HTMLVideoElement
          ? [source.videoWidth, source.videoHeight]
          : [source.width, source.height];
      if (width === 0 || height === 0) {
        return undefined;
      }
      const copy = new OffscreenCanvas(width, height);
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(source, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      let luma = '';
      for (let at = 1; at < data.length; at += 4) {
        luma += String.fromCharCode(data[at]!);
      }
      return { width, height, luma: btoa(luma) };
    });
  }
}

type TakenPicture = { readonly width: number; readonly height: number; readonly luma: string };

function readView({ width, height, luma }: TakenPicture): SeenView | { readonly defect: string } {
  const data = Buffer.from(luma, 'base64');
  const picture = { data, width, height, format: 'luma' } as const;
  const places = ptzGeometry(width, height);
  const reading = readPtz(picture, places);
  const clock = readStrip(picture, places.clock);
  if ('defect' in reading) {
    return reading;
  }
  return 'defect' in clock ? clock : { ...reading.view, atMs: wholeTime(clock.value, Number.NaN) };
}

/** Whether two pictures show the same. */
export function isSameView(one: PtzView, other: PtzView): boolean {
  return (['pan', 'tilt', 'zoom', 'focus', 'iris', 'aux'] as const).every(
    (key) => one[key] === other[key],
  );
}

/** Which way: -1, 0, 1 of each axis. */
export function signs({ pan, tilt, zoom }: Speed): number[] {
  const sign = (value: number, still: number): number =>
    Math.abs(value) < still ? 0 : Math.sign(value);
  return [sign(pan, 1), sign(tilt, 1), sign(zoom, 0.05)];
}
