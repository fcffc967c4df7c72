import type { DeliveryWay } from '@casement/contract';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import {
  expectSoundOf,
  isTapped,
  readSound,
  soundOffsets,
  tapModule,
  tapModulePath,
  tapSound,
  type TileSound,
} from './testing/sound-taps.js';
import { percentile, type ReadingPage } from './testing/strips.js';
import { until } from './testing/until.js';

/** What of the scenario `test-codecs` is heard. */
const cameras = { 'G.711': 2, AAC: 3, 'G.726': 4, 'H.265 and AAC': 5 } as const;
const sounds = Object.entries(cameras).map(
  ([name, number]) => ({ name, camera: `demo:${number}` }) as const,
);
const silent = 'demo:1';

const ways = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
] as const satisfies readonly DeliveryWay[];

/** Sound and picture may be this far apart, in milliseconds. */
const inStepMs = 80;
const settlingBeeps = 8;
const measuredBeeps = 6;

type SimulatorState = {
  readonly uids: readonly { readonly sounds: readonly { readonly camera: number }[] }[];
  readonly cameras: readonly { readonly number: number; readonly soundFrames: number }[];
  readonly counters: { readonly soundLeftRunning: number };
};

let demo: Demo;
let browser: Browser;
const opened: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-codecs.yaml' });
  opened.push(() => demo.stop());
  await demo.reconfigure({ transcoding: { maxJobs: 16, maxCores: 16 } });
  browser = await launchChromium();
  opened.push(() => browser.close());
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

let closeWall: () => Promise<void> = () => Promise.resolve();
afterEach(() => closeWall());

async function openWall(way: DeliveryWay): Promise<Page> {
  const all = [...sounds.map(({ camera }) => camera), silent];
  const chosen = JSON.stringify(Object.fromEntries(all.map((camera) => [camera, way])));
  const { context, page } = await signIn(browser, demo.url, demo.password, {
    path: `?layout=9&tiles=${all.join(',')}`,
    width: 1280,
    height: 800,
    storageState: {
      cookies: [],
      origins: [
        {
          origin: new URL(demo.url).origin,
          localStorage: [{ name: 'casement.ways', value: chosen }],
        },
      ],
    },
  });
  closeWall = () => context.close();
  await page.route(`**/${tapModulePath}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: tapModule }),
  );
  await tapSound(page as ReadingPage);
  return page;
}

function tile(page: Page, camera: string) {
  return page.locator(`[data-testid="tile"][data-camera="${camera}"]`);
}

/** Presses the loudspeaker; other cameras stay as they are. */
async function press(page: Page, camera: string): Promise<void> {
  await tile(page, camera).hover();
  await tile(page, camera)
    .getByTestId('tile-sound')
    .click({ modifiers: ['Control'] });
}

function simulatorState(): Promise<SimulatorState> {
  return demo.control('GET', 'state') as Promise<SimulatorState>;
}

/** How each tile is, for the words of a failure. */
function tileStates(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-testid="tile"][data-camera]')].map(
      (element) => ({
        ...element.dataset,
        ...element.querySelector<HTMLElement>('[data-testid="tile-sound"]')?.dataset,
        text: element.textContent.replace(/\s+/g, ' ').trim().slice(0, 120),
      }),
    ),
  );
}

async function listen(page: Page, camera: string): Promise<void> {
  await tile(page, camera).and(page.locator('[data-state="playing"]')).waitFor();
  await expectSoundOf(page as ReadingPage, camera);
  await press(page, camera);
  await until(
    `the sound of ${camera}`,
    30_000,
    () => isTapped(page as ReadingPage, camera),
    async () => ({ tiles: await tileStates(page), demo: demo.output.slice(-1500) }),
  );
}

/** Resolves when so many beeps of every camera were heard and seen. */
async function hear(page: Page, beeps: number): Promise<Record<string, TileSound>> {
  await readSound(page as ReadingPage, { forget: true });
  return until(
    `${beeps} beeps of every camera`,
    (beeps + 20) * 1000,
    async () => {
      const all = await readSound(page as ReadingPage, { forget: false });
      return sounds.every(({ camera }) => {
        const sound = all[camera];
        return sound !== undefined && soundOffsets(sound).length >= beeps;
      })
        ? all
        : undefined;
    },
    async () => ({
      heard: await readSound(page as ReadingPage, { forget: false }),
      tiles: await tileStates(page),
    }),
  );
}

describe.each(ways)('over %s', (way) => {
  it('is heard and in step, stops at the recorder when nobody listens, and its lack is told in words', async () => {
    const page = await openWall(way);
    for (const { camera } of sounds) {
      await listen(page, camera);
    }
    await hear(page, settlingBeeps);
    const all = await hear(page, measuredBeeps);
    const medians: Record<string, number> = {};
    for (const { name, camera } of sounds) {
      const sound = all[camera]!;
      const offsets = soundOffsets(sound);
      medians[name] = percentile(offsets, 0.5);
      process.stdout.write(
        `${way}, ${name}: sound after picture by ${medians[name].toFixed(0)} ms (${Math.min(...offsets).toFixed(0)} to ${Math.max(...offsets).toFixed(0)}, ${offsets.length} beeps); ${JSON.stringify(sound.beeps[0])} ${JSON.stringify(sound.shown)} ${sound.pictures} pictures\n`,
      );
    }
    process.stdout.write(`${JSON.stringify(medians)}\n`);
    for (const { camera } of sounds) {
      const { beeps } = all[camera]!;
      expect(
        beeps.filter(({ peak, quiet, hz }) => peak > 4 * quiet && Math.abs(hz - 1000) < 60).length,
      ).toBeGreaterThanOrEqual(measuredBeeps - 1);
    }
    const outOfStep = Object.entries(medians).filter(([, median]) => Math.abs(median) >= inStepMs);
    expect(outOfStep).toEqual([]);

    for (const { camera } of sounds) {
      await press(page, camera);
    }
    await until(
      'the recorder to send no sound',
      20_000,
      async () => {
        const { uids } = await simulatorState();
        return uids.every(({ sounds: running }) => running.length === 0);
      },
      simulatorState,
    );
    const { counters } = await simulatorState();
    expect(counters.soundLeftRunning).toBe(0);

    await press(page, silent);
    await tile(page, silent).locator('[data-testid="tile-sound"][data-sound="none"]').waitFor();
    expect(await tile(page, silent).getByTestId('tile-sound-words').textContent()).toBe(
      'This camera sends no sound',
    );
  });
});
