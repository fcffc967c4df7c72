import { frameHeaderBytes, paths } from '@casement/contract';
import type { DeliveryWay } from '@casement/contract';
import type { Browser, Page } from 'playwright-core';
import { apiToken } from './testing/api-token.js';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import { streamMessages } from './testing/stream-messages.js';
import { stripPlaces } from './testing/strip-places.js';
import { type TileReading, readTiles, watchTiles } from './testing/strips.js';
import { until } from './testing/until.js';

/** Of the scenario `test-codecs`. */
const cameras = { h264: 1, h265: 6, jpeg: 7 } as const;
const sounds = { g711: 2, aac: 3, g726: 4 } as const;
const ways = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
] as const satisfies readonly DeliveryWay[];

const tiles = Object.values(cameras).map((camera) => `demo:${camera}`);

/** A picture that is so late is none of now. */
const liveMs = 5_000;
/** More than a decoder holds back when pictures begin to come again. */
const enough = 6;

let demo: Demo;
let token: string;
/** One for everything: of many sign-ins the oldest end, and with them the pages. */
let cookie: string;
let gatewayPid: number | undefined;
const walls: { way: DeliveryWay; page: Page }[] = [];
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-codecs.yaml' });
  opened.push(() => demo.stop());
  await demo.reconfigure({ transcoding: { maxJobs: 16, maxCores: 16 } });
  token = await apiToken(demo, 'sound');
  cookie = await demo.cookie();
  const browser = await launchChromium();
  opened.push(() => browser.close());
  for (const way of ways) {
    walls.push({ way, page: await openWall(browser, way) });
  }
  gatewayPid = demo.state.pids['gateway'];
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

afterEach(() => demo.control('PUT', 'faults', []));

/** A page of its own with all cameras over one way. */
async function openWall(browser: Browser, way: DeliveryWay): Promise<Page> {
  const context = await browser.newContext();
  const first = await context.newPage();
  await first.goto(new URL('healthz', demo.url).href);
  await first.evaluate(
    (chosen) => localStorage.setItem('casement.ways', chosen),
    JSON.stringify(Object.fromEntries(tiles.map((tile) => [tile, way]))),
  );
  const storageState = await context.storageState();
  await context.close();
  const { page } = await signIn(browser, demo.url, demo.password, {
    path: `?layout=4&tiles=${tiles.join(',')}`,
    width: 960,
    height: 600,
    storageState,
  });
  await watchTiles(page, stripPlaces);
  await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  return page;
}

function tileTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-testid="tile"][data-camera]')].map(
      ({ dataset, textContent }) =>
        `${dataset['camera']} ${dataset['state']} ${dataset['way']} ${textContent.replace(/\s+/g, ' ').slice(0, 120)}`,
    ),
  );
}

/** Resolves when every tile of every page shows live pictures, with those; `isRight` says which count. */
async function livePictures(
  isRight: (picture: TileReading['pictures'][number], camera: number) => boolean = () => true,
): Promise<TileReading[]> {
  await Promise.all(walls.map(({ page }) => readTiles(page, { forget: true })));
  const missing = new Set<string>();
  return until(
    'live pictures everywhere',
    45_000,
    async () => {
      missing.clear();
      const readings: TileReading[] = [];
      for (const { way, page } of walls) {
        const found = await readTiles(page, { forget: false });
        for (const camera of Object.values(cameras)) {
          const reading = found.find(({ claims }) => claims === `demo:${camera}`);
          const live = reading?.pictures.filter(
            (picture) => Math.abs(picture.delayMs) < liveMs && isRight(picture, camera),
          );
          if (reading === undefined || (live?.length ?? 0) < enough) {
            missing.add(
              `${way} of camera ${camera}: ${live?.length} of ${reading?.pictures.length}`,
            );
          } else {
            readings.push(reading);
          }
        }
      }
      return missing.size === 0 ? readings : undefined;
    },
    async () => ({
      missing: [...missing],
      tiles: await Promise.all(walls.map(({ page }) => tileTexts(page))),
      demo: demo.output.slice(-1_500),
    }),
  );
}

/** Every picture was of the camera whose name is on the tile. */
function expectOwnPictures(readings: readonly TileReading[]): void {
  for (const { claims, pictures } of readings) {
    expect(new Set(pictures.map(({ camera }) => `demo:${camera}`))).toEqual(new Set([claims]));
  }
}

async function expectNothingWasStartedAgain(): Promise<void> {
  for (const { page } of walls) {
    expect(await page.evaluate(() => 'neverReloaded' in globalThis)).toBe(true);
  }
  expect(demo.state.pids['gateway']).toBe(gatewayPid);
}

async function metrics(): Promise<string> {
  return (await fetch(new URL('metrics', demo.url), { headers: { cookie } })).text();
}

/** Sum of a counter over what its labels have besides these. */
async function counter(name: string, labels: Readonly<Record<string, string>>): Promise<number> {
  const text = await metrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .filter((line) =>
      Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)),
    )
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Frames of sound that come from a camera now. */
async function soundFrames(camera: number): Promise<number> {
  const url = new URL(`${paths.stream('demo', camera)}?format=frames&audio=1`, demo.url).href;
  const isSound = (message: string | Buffer): boolean =>
    typeof message !== 'string' && message[0] === 3 && message.length > frameHeaderBytes;
  const messages = await streamMessages(url, { token }, (all) => all.filter(isSound).length >= 25);
  return messages.filter(isSound).length;
}

it('shows every camera over every way to begin with', async () => {
  expectOwnPictures(await livePictures());
}, 120_000);

it('goes on when codec and size change in mid-stream, and when they change back', async () => {
  const isOf = (size: string) => (picture: { size: string }, camera: number) =>
    camera !== cameras.h265 || picture.size === size;
  await demo.control('PUT', 'faults', [{ kind: 'stream-change', cameras: [cameras.h265] }]);
  expectOwnPictures(await livePictures(isOf('480x272')));
  expect(
    await counter('casement_camera_codec', { camera: String(cameras.h265), video: 'h264' }),
  ).toBe(1);
  await demo.control('PUT', 'faults', []);
  expectOwnPictures(await livePictures(isOf('640x360')));
  expect(
    await counter('casement_camera_codec', { camera: String(cameras.h265), video: 'h265' }),
  ).toBe(1);
  await expectNothingWasStartedAgain();
});

type Round = {
  readonly what: string;
  readonly faults: readonly Readonly<Record<string, unknown>>[];
  /** Counters that have to grow meanwhile, each of one camera. */
  readonly counted: readonly (readonly [name: string, camera: number])[];
};

const moving = [cameras.h264, cameras.h265];
const defects = 'casement_stream_defects_total';
const jumps = 'casement_timestamp_jumps_total';
/** One for each camera, so that each says how often it hit. */
const each = (of: readonly number[], fault: object): Round['faults'] =>
  of.map((camera) => ({ ...fault, cameras: [camera] }));
const jpegDefect = (form: string) => each([cameras.jpeg], { kind: 'jpeg-defect', form, rate: 0.5 });
const badPayload = (form: string) => each(moving, { kind: 'bad-payload', form, rate: 0.5 });
const parameterSets = (form: string) => each(moving, { kind: 'parameter-sets', form });
const timestamp = (form: string) => each(moving, { kind: 'timestamp', form, seconds: 60 });
const ofMoving = (name: string): Round['counted'] => moving.map((camera) => [name, camera]);

const rounds: readonly Round[] = [
  { what: 'time stamps that jump', faults: timestamp('jump'), counted: ofMoving(jumps) },
  { what: 'time stamps that go back', faults: timestamp('back'), counted: ofMoving(jumps) },
  { what: 'time stamps that stand still', faults: timestamp('stand'), counted: [] },
  {
    what: 'parameter sets that are missing, JPEG without end',
    faults: [...parameterSets('missing'), ...jpegDefect('no-end')],
    counted: [[defects, cameras.jpeg]],
  },
  {
    what: 'parameter sets that come late, JPEG cut anywhere',
    faults: [...parameterSets('late'), ...jpegDefect('cut')],
    counted: [[defects, cameras.jpeg]],
  },
  {
    what: 'parameter sets that contradict each other, noise instead of JPEG',
    faults: [...parameterSets('contradictory'), ...jpegDefect('noise')],
    counted: [[defects, cameras.jpeg]],
  },
  {
    what: 'NAL units of forbidden types',
    faults: badPayload('forbidden-type'),
    counted: ofMoving(defects),
  },
  {
    what: 'fragments without start',
    faults: badPayload('fragment-without-start'),
    counted: ofMoving(defects),
  },
  {
    what: 'aggregation packets that lie',
    faults: badPayload('lying-aggregate'),
    counted: ofMoving(defects),
  },
];

it.each(rounds)('shows live pictures again after $what', async ({ faults, counted }) => {
  const read = (): Promise<number[]> =>
    Promise.all(counted.map(([name, camera]) => counter(name, { camera: String(camera) })));
  const before = await read();
  await demo.control('PUT', 'faults', faults);
  const isCounted = async () => (await read()).every((count, at) => count > before[at]!);
  await until(
    'the faults to hit, and to be counted',
    30_000,
    async () => {
      const set = (await demo.control('GET', 'faults')) as { hits: number }[];
      return set.every(({ hits }) => hits >= 3) && (await isCounted());
    },
    async () => ({ before, now: await read(), faults: await demo.control('GET', 'faults') }),
  );
  await demo.control('PUT', 'faults', []);
  expectOwnPictures(await livePictures());
  await expectNothingWasStartedAgain();
});

it.each([
  ['of odd length', 'odd-length', sounds.g726],
  ['with AU headers that say too much', 'au-too-long', sounds.aac],
  ['with AU headers that say too little', 'au-too-short', sounds.aac],
  ['without a byte', 'empty', sounds.g711],
] as const)('hears the sound again after frames %s', async (_what, form, camera) => {
  expect(await soundFrames(camera)).toBeGreaterThanOrEqual(25);
  const labels = { camera: String(camera), media: 'audio' };
  const before = await counter(defects, labels);
  await demo.control('PUT', 'faults', [
    { kind: 'sound-defect', form, rate: 0.3, cameras: [camera] },
  ]);
  const listening = soundFrames(camera);
  await until('the fault to hit', 20_000, async () => {
    const [fault] = (await demo.control('GET', 'faults')) as { hits: number }[];
    const isCounted = form === 'odd-length' || (await counter(defects, labels)) > before;
    return (fault?.hits ?? 0) >= 5 && isCounted;
  });
  await listening;
  await demo.control('PUT', 'faults', []);
  expect(await soundFrames(camera)).toBeGreaterThanOrEqual(25);
  await expectNothingWasStartedAgain();
});

it('has not grown without bound', async () => {
  const resident = await counterWithoutLabels('casement_process_resident_memory_bytes');
  process.stdout.write(`gateway: ${(resident / 2 ** 20).toFixed(0)} MiB after all this\n`);
  expect(resident).toBeLessThan(800 * 2 ** 20);
});

async function counterWithoutLabels(name: string): Promise<number> {
  const text = await metrics();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
