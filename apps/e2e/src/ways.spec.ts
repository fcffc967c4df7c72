import type { DeliveryWay } from '@casement/contract';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import { launchFirefox, signInWithFirefox } from './testing/firefox.js';
import { isInstalled } from './testing/installed.js';
import { stripPlaces } from './testing/strip-places.js';
import {
  type ReadingPage,
  type TileReading,
  percentile,
  readTiles,
  watchTiles,
} from './testing/strips.js';
import { until } from './testing/until.js';

/** What of the scenario `test-codecs` is looked at. */
const cameras = { 'H.264': 1, 'H.264 High': 9, 'B pictures': 8, 'H.265': 6, JPEG: 7 } as const;
type CameraKind = keyof typeof cameras;
const kinds = Object.keys(cameras) as CameraKind[];

const ways = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
  'mjpeg',
  'snapshot',
] as const satisfies readonly DeliveryWay[];

/** Untouched, converted by the gateway, or not possible in this browser. */
type Cell = 'as it is' | 'converted' | 'not possible';
type Matrix = Readonly<Record<DeliveryWay, Readonly<Record<CameraKind, Cell>>>>;

const untouched = 'as it is';
const stills = {
  'H.264': 'converted',
  'H.264 High': 'converted',
  'B pictures': 'converted',
  'H.265': 'converted',
  JPEG: untouched,
} as const;

const inChromium: Matrix = {
  webrtc: {
    'H.264': untouched,
    'H.264 High': untouched,
    'B pictures': 'converted',
    'H.265': 'converted',
    JPEG: 'converted',
  },
  'websocket-frames': {
    'H.264': untouched,
    'H.264 High': untouched,
    'B pictures': untouched,
    'H.265': 'converted',
    JPEG: untouched,
  },
  'websocket-mse': {
    'H.264': untouched,
    'H.264 High': untouched,
    'B pictures': untouched,
    'H.265': 'converted',
    JPEG: 'converted',
  },
  hls: {
    'H.264': untouched,
    'H.264 High': untouched,
    'B pictures': untouched,
    'H.265': 'converted',
    JPEG: 'converted',
  },
  mjpeg: stills,
  snapshot: stills,
};

/** Debian's Firefox: no H.264 over WebRTC, H.265 in MediaSource but not in WebCodecs. */
const inFirefox: Matrix = {
  ...inChromium,
  webrtc: {
    'H.264': 'not possible',
    'H.264 High': 'not possible',
    'B pictures': 'not possible',
    'H.265': 'not possible',
    JPEG: 'not possible',
  },
  'websocket-mse': { ...inChromium['websocket-mse'], 'H.265': untouched },
  hls: { ...inChromium.hls, 'H.265': untouched },
};

/** A browser that can open the wall with some ways chosen by hand. */
type OpenWall = (
  chosen: Readonly<Record<string, DeliveryWay>>,
) => Promise<{ page: ReadingPage; close: () => Promise<void> }>;

const tiles = kinds.map((kind) => `demo:${cameras[kind]}`);
const path = `?layout=9&tiles=${tiles.join(',')}`;

let demo: Demo;
const opened: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-codecs.yaml' });
  opened.push(() => demo.stop());
  await demo.reconfigure({ transcoding: { maxJobs: 16, maxCores: 16 } });
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

const browsers: Readonly<Record<string, { matrix: Matrix; launch: () => Promise<OpenWall> }>> = {
  Chromium: {
    matrix: inChromium,
    launch: async () => {
      const browser = await launchChromium();
      opened.push(() => browser.close());
      return async (chosen) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(new URL('healthz', demo.url).href);
        await page.evaluate((text) => localStorage.setItem('casement.ways', text), toText(chosen));
        const state = await context.storageState();
        await context.close();
        const wall = await signIn(browser, demo.url, demo.password, {
          path,
          width: 1280,
          height: 800,
          storageState: state,
        });
        return { page: wall.page, close: () => wall.context.close() };
      };
    },
  },
  Firefox: {
    matrix: inFirefox,
    launch: async () => {
      const browser = await launchFirefox();
      opened.push(() => browser.close());
      return async (chosen) => {
        const page = await signInWithFirefox(browser, demo.url, demo.password, {
          path,
          storage: { 'casement.ways': toText(chosen) },
        });
        return { page: page as ReadingPage, close: () => page.browserContext().close() };
      };
    },
  },
};

function toText(chosen: Readonly<Record<string, DeliveryWay>>): string {
  return JSON.stringify(chosen);
}

type TileState = {
  readonly camera: string;
  readonly state: string;
  readonly way: string;
  readonly converted: boolean;
  readonly text: string;
};

function tileStates(page: ReadingPage): Promise<TileState[]> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>('[data-testid="tile"][data-camera]')].map(
        (tile) => ({
          camera: tile.dataset['camera'] ?? '',
          state: tile.dataset['state'] ?? '',
          way: tile.dataset['way'] ?? '',
          converted: tile.dataset['converted'] !== undefined,
          text: tile.textContent.replace(/\s+/g, ' ').trim().slice(0, 160),
        }),
      ),
    undefined,
  );
}

/** Resolves when all these cameras have shown pictures of their own, with what was seen. */
async function pictures(
  page: ReadingPage,
  wanted: readonly CameraKind[],
  atLeast: number,
): Promise<ReadonlyMap<CameraKind, { reading: TileReading; tile: TileState }>> {
  const found = new Map<CameraKind, { reading: TileReading; tile: TileState }>();
  return until(
    `pictures of ${wanted.join(', ')}`,
    90_000,
    async () => {
      const readings = await readTiles(page, { forget: false });
      const states = await tileStates(page);
      for (const kind of wanted) {
        const claims = `demo:${cameras[kind]}`;
        const reading = readings.find((one) => one.claims === claims);
        const tile = states.find(({ camera }) => camera === claims);
        if (reading && tile?.state === 'playing' && reading.pictures.length >= atLeast) {
          found.set(kind, { reading, tile });
        }
      }
      return found.size === wanted.length ? found : undefined;
    },
    async () => ({ tiles: await tileStates(page), demo: demo.output.slice(-1500) }),
  );
}

const installed = Object.entries(browsers).filter(
  ([name]) => name !== 'Firefox' || isInstalled('/usr/bin/firefox-esr'),
);

describe.each(installed)('%s', (name, { matrix, launch }) => {
  let open: OpenWall;

  let closeWall: () => Promise<void> = () => Promise.resolve();

  beforeAll(async () => {
    const openWall = await launch();
    open = async (chosen) => {
      const wall = await openWall(chosen);
      closeWall = wall.close;
      return wall;
    };
  }, 60_000);

  afterEach(() => closeWall());

  it.each(ways)('shows what it can over %s', async (way) => {
    const chosen = Object.fromEntries(tiles.map((tile) => [tile, way]));
    const { page } = await open(chosen);
    await watchTiles(page, stripPlaces);
    const possible = kinds.filter((kind) => matrix[way][kind] !== 'not possible');
    // Of the single ones there is one a second.
    const atLeast = way === 'snapshot' ? 2 : 8;
    const found = await pictures(page, possible, atLeast);
    for (const [kind, { reading, tile }] of found) {
      expect(reading.pictures.map(({ camera }) => camera)).toEqual(
        reading.pictures.map(() => cameras[kind]),
      );
      expect({ kind, way: tile.way, converted: tile.converted }).toEqual({
        kind,
        way,
        converted: matrix[way][kind] === 'converted',
      });
      const delays = reading.pictures.slice(2).map(({ delayMs }) => delayMs);
      process.stdout.write(
        `${name}, ${way}, ${kind}: ${matrix[way][kind]}, delay p50 ${percentile(delays, 0.5).toFixed(0)}, p95 ${percentile(delays, 0.95).toFixed(0)} ms of ${delays.length} pictures, ${reading.unreadable} unreadable\n`,
      );
    }
    const impossible = kinds.filter((kind) => matrix[way][kind] === 'not possible');
    for (const { camera, state } of await tileStates(page)) {
      if (impossible.some((kind) => camera === `demo:${cameras[kind]}`)) {
        expect({ camera, playing: state === 'playing' }).toEqual({ camera, playing: false });
      }
    }
  });

  it('finds the best way by itself', async () => {
    const { page } = await open({});
    const best = Object.fromEntries(
      kinds.map((kind) => [
        `demo:${cameras[kind]}`,
        ways.find((way) => way !== 'snapshot' && matrix[way][kind] === untouched) ??
          ways.find((way) => matrix[way][kind] === 'converted'),
      ]),
    );
    // The first picture may come by another way: what a camera sends is known only when it comes.
    await until(
      'the best way for every camera',
      60_000,
      async () => {
        const found = await tileStates(page);
        return (
          found.length === kinds.length &&
          found.every(({ camera, state, way }) => state === 'playing' && way === best[camera])
        );
      },
      () => tileStates(page),
    );
    await watchTiles(page, stripPlaces);
    for (const [kind, { reading }] of await pictures(page, kinds, 3)) {
      expect(reading.pictures.map(({ camera }) => camera)).toEqual(
        reading.pictures.map(() => cameras[kind]),
      );
    }
  }, 180_000);
});
