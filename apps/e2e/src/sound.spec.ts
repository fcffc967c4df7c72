import type { DeliveryWay } from '@casement/contract';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import {
  expectSoundOf,
  isTapped,
  readSound,
  soundOffsets,
  tapSound,
  type TileSound,
} from './testing/sound-taps.js';
import { percentile } from './testing/strips.js';
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

/** Players come into step with the first beeps; the next ones are looked at. */
const settlingBeeps = 2;
const measuredBeeps = 5;

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
  // The page's policy lets nobody add a processor of sound.
  const devTools = await context.newCDPSession(page);
  await devTools.send('Page.setBypassCSP', { enabled: true });
  await page.reload();
  await tapSound(page);
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
        ...Object.fromEntries(Object.entries(element.dataset)),
        sound: element.querySelector<HTMLElement>('[data-testid="tile-sound"]')?.dataset['sound'],
        text: element.textContent.replace(/\s+/g, ' ').trim().slice(0, 120),
      }),
    ),
  );
}

async function listen(page: Page, camera: string): Promise<void> {
  await tile(page, camera).and(page.locator('[data-state="playing"]')).waitFor();
  await expectSoundOf(page, camera);
  await press(page, camera);
  await until(
    `the sound of ${camera}`,
    30_000,
    () => isTapped(page, camera),
    async () => ({ tiles: await tileStates(page), demo: demo.output.slice(-1500) }),
  );
}

/** What was heard and seen of a camera last. */
type Lately = {
  readonly sound: TileSound;
  readonly offsets: readonly number[];
  readonly medianMs: number;
};

function lately(sound: TileSound | undefined): Lately | undefined {
  const offsets = sound === undefined ? [] : soundOffsets(sound).slice(-measuredBeeps);
  return sound === undefined || offsets.length < measuredBeeps
    ? undefined
    : { sound, offsets, medianMs: percentile(offsets, 0.5) };
}

/** Beeps of every camera, after some for players to settle. Resolves when the last ones are in step, or after a limit. */
async function measure(page: Page): Promise<ReadonlyMap<string, Lately>> {
  let found = new Map<string, Lately>();
  const heard = async (atLeast: number) => {
    const all = await readSound(page, { forget: false });
    found = new Map(
      sounds.flatMap(({ name, camera }) => {
        const last = lately(all[camera]);
        return last && last.sound.beeps.length >= atLeast ? [[name, last]] : [];
      }),
    );
    return found.size === sounds.length ? found : undefined;
  };
  const beeps = settlingBeeps + measuredBeeps;
  await until(
    `${beeps} beeps of every camera, each with the lamp`,
    (beeps + 20) * 1000,
    () => heard(beeps),
    async () => ({
      heard: await readSound(page, { forget: false }),
      tiles: await tileStates(page),
    }),
  );
  return found;
}

describe.each(ways)('over %s', (way) => {
  it('is heard, and how far from the pictures', async () => {
    const page = await openWall(way);
    for (const { camera } of sounds) {
      await listen(page, camera);
    }
    const measured = await measure(page);
    for (const [name, { sound, offsets, medianMs }] of measured) {
      process.stdout.write(
        `${way}, ${name}: sound after picture by ${medianMs.toFixed(0)} ms (${Math.min(...offsets).toFixed(0)} to ${Math.max(...offsets).toFixed(0)}, ${offsets.length} beeps), level ${sound.shown.lowest} to ${sound.shown.highest}\n`,
      );
      const clear = sound.beeps.filter(
        ({ peak, quiet, hz }) => peak > 4 * quiet && Math.abs(hz - 1000) < 60,
      );
      expect(clear.length).toBeGreaterThanOrEqual(measuredBeeps);
      expect(sound.shown.highest - sound.shown.lowest).toBeGreaterThan(0.3);
    }
  });
});

it('stops at the recorder when nobody listens any more', async () => {
  const page = await openWall('webrtc');
  for (const { camera } of sounds) {
    await listen(page, camera);
  }
  for (const { camera } of sounds) {
    await press(page, camera);
  }
  // The page and the gateway both keep the sound for a while, in case somebody only hesitates.
  await until(
    'the recorder to send no sound',
    90_000,
    async () => {
      const { uids } = await simulatorState();
      return uids.every(({ sounds: running }) => running.length === 0);
    },
    simulatorState,
  );
  const { counters } = await simulatorState();
  expect(counters.soundLeftRunning).toBe(0);
});

it('says in words that a camera has no sound', async () => {
  const page = await openWall('webrtc');
  await tile(page, silent).and(page.locator('[data-state="playing"]')).waitFor();
  await press(page, silent);
  await tile(page, silent).getByTestId('tile-sound-words').waitFor();
  await until(
    'the words',
    30_000,
    async () =>
      (await tile(page, silent).getByTestId('tile-sound-words').textContent()) ===
      'This camera sends no sound',
    () => tileStates(page),
  );
});
