import { paths, type DeliveryWay } from '@casement/contract';
import type { Browser, Page } from 'playwright-core';
import { apiToken } from './testing/api-token.js';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import {
  expectSoundOf,
  isTapped,
  playoutOffsets,
  readSound,
  soundOffsets,
  tapSound,
  type Beep,
  type TileSound,
} from './testing/sound-taps.js';
import { percentile } from './testing/strips.js';
import { recordHls, recordStream } from './testing/recordings.js';
import {
  fmp4TimeLine,
  framesTimeLine,
  timeLineOffsets,
  type TimeLine,
} from './testing/time-lines.js';
import { until } from './testing/until.js';

/** What of the scenario `test-codecs` is heard. */
const cameras = { 'G.711': 2, AAC: 3, 'G.726': 4, 'H.265 and AAC': 5 } as const;
const sounds = Object.entries(cameras).map(
  ([name, number]) => ({ name, camera: `demo:${number}` }) as const,
);
const silent = 'demo:1';

/** As WebRTC carries them. */
const [untouched, converted] = ['demo:2', 'demo:4'] as const;

const ways = [
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
] as const satisfies readonly DeliveryWay[];

/** Players come into step with the first beeps; the next ones are looked at. */
const settlingBeeps = 2;
const measuredBeeps = 3;

/** The browser's own figures of as many moments, a tenth of a second apart. */
const playoutMoments = 15;

/** On a stream's own clock; the gateway takes two seconds to know it. */
const timedBeeps = 4;

/** Who speaks and moves his lips farther apart is noticed (ITU-R BT.1359: 45 ms early, 125 ms late). */
const maxOffsetMs = 80;

type SimulatorState = {
  readonly uids: readonly { readonly sounds: readonly { readonly camera: number }[] }[];
  readonly cameras: readonly { readonly number: number; readonly soundFrames: number }[];
  readonly counters: { readonly soundLeftRunning: number };
};

let demo: Demo;
let browser: Browser;
let token: string;
const opened: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-codecs.yaml' });
  opened.push(() => demo.stop());
  await demo.reconfigure({ transcoding: { maxJobs: 16, maxCores: 16 } });
  token = await apiToken(demo, 'programs');
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
  readonly clear: number;
  readonly offsets: readonly number[];
  readonly medianMs: number;
};

function isClear({ peak, quiet, hz }: Beep): boolean {
  return peak > 4 * quiet && Math.abs(hz - 1000) < 60;
}

function lately(sound: TileSound | undefined): Lately | undefined {
  if (sound === undefined) {
    return undefined;
  }
  // A busy machine interrupts some.
  const clear = sound.beeps.filter(isClear);
  const offsets = soundOffsets({ ...sound, beeps: clear }).slice(-measuredBeeps);
  return clear.length < settlingBeeps + measuredBeeps || offsets.length < measuredBeeps
    ? undefined
    : { sound, clear: clear.length, offsets, medianMs: percentile(offsets, 0.5) };
}

/** Beeps of every camera, after some for players to settle. Resolves when the last ones are in step, or after a limit. */
async function measure(page: Page): Promise<ReadonlyMap<string, Lately>> {
  let found = new Map<string, Lately>();
  const heard = async () => {
    const all = await readSound(page, { forget: false });
    found = new Map(
      sounds.flatMap(({ name, camera }) => {
        const last = lately(all[camera]);
        return last ? [[name, last]] : [];
      }),
    );
    return found.size === sounds.length ? found : undefined;
  };
  const beeps = settlingBeeps + measuredBeeps;
  await until(
    `${beeps} clear beeps of every camera, the last ones with the lamp`,
    (beeps + 20) * 1000,
    heard,
    async () => ({
      heard: await readSound(page, { forget: false }),
      tiles: await tileStates(page),
    }),
  );
  return found;
}

/** What programs see that read the time stamps themselves does not depend on how busy the machine is. */
async function timeLines(camera: string): Promise<Readonly<Record<string, TimeLine>>> {
  const number = Number(camera.split(':')[1]);
  const stream = (query: string) =>
    new URL(`${paths.stream('demo', number)}?audio=1&${query}`, demo.url).href;
  const [fmp4, frames, hls] = await Promise.all([
    recordStream(stream('format=fmp4'), token),
    recordStream(stream('format=frames&sound=aac,pcmu,pcma'), token),
    recordHls(new URL(paths.hls('demo', number), demo.url), token),
  ]);
  const fragments = fmp4.filter((message) => typeof message !== 'string');
  return {
    'websocket-mse': await fmp4TimeLine(Buffer.concat(fragments)),
    'websocket-frames': await framesTimeLine(frames),
    hls: await fmp4TimeLine(hls),
  };
}

it('begins its beeps when the lamp is lit, by the time stamps of each stream', async () => {
  const lines = await Promise.all(
    sounds.map(async ({ name, camera }) => ({ name, ways: await timeLines(camera) })),
  );
  const found = lines.flatMap(({ name, ways: byWay }) =>
    Object.entries(byWay).map(([way, line]) => ({
      what: `${way}, ${name}`,
      offsets: timeLineOffsets(line).slice(-timedBeeps),
    })),
  );
  for (const { what, offsets } of found) {
    const words = offsets.map((offset) => offset.toFixed(0)).join(', ');
    process.stdout.write(`${what}: by the time stamps sound after picture by ${words} ms\n`);
  }
  expect(found.filter(({ offsets }) => offsets.length < timedBeeps)).toEqual([]);
  expect(found.filter(({ offsets }) => Math.max(...offsets.map(Math.abs)) >= maxOffsetMs)).toEqual(
    [],
  );
});

/**
 * A browser brings sound and picture of a connection together by the sender's reports, in steps of a second. Resolves
 * when it has, by its own figures, in words.
 */
async function untilInStep(page: Page): Promise<string> {
  const moments: Readonly<Record<string, number>>[] = [];
  const medians = () =>
    sounds.map(({ name, camera }) => ({
      name,
      ms: percentile(
        moments.map((moment) => moment[camera] ?? Number.NaN),
        0.5,
      ),
    }));
  await until(
    `sound within ${maxOffsetMs} ms of the pictures`,
    40_000,
    async () => {
      moments.push(await playoutOffsets(page));
      moments.splice(0, Math.max(0, moments.length - playoutMoments));
      const isLong = moments.length === playoutMoments;
      return isLong && medians().every(({ ms }) => Math.abs(ms) < maxOffsetMs);
    },
    () => moments,
  );
  return medians()
    .map(({ name, ms }) => `${name} ${ms.toFixed(0)} ms`)
    .join(', ');
}

describe.each(ways)('over %s', (way) => {
  it('is heard, and how far from the pictures', async () => {
    const page = await openWall(way);
    for (const { camera } of sounds) {
      await listen(page, camera);
    }
    if (way === 'webrtc') {
      const inStep = await untilInStep(page);
      process.stdout.write(`${way}: by the browser's own figures ${inStep}\n`);
    }
    const measured = await measure(page);
    for (const [name, { sound, clear, offsets, medianMs }] of measured) {
      process.stdout.write(
        `${way}, ${name}: sound after picture by ${medianMs.toFixed(0)} ms (${Math.min(...offsets).toFixed(0)} to ${Math.max(...offsets).toFixed(0)}, ${offsets.length} beeps), level ${sound.shown.lowest} to ${sound.shown.highest}\n`,
      );
      expect(clear).toBeGreaterThan(sound.beeps.length / 2);
      expect(sound.shown.highest - sound.shown.lowest).toBeGreaterThan(0.3);
    }
  });
});

describe('on one wall', () => {
  let page: Page;
  let close = () => Promise.resolve();
  beforeAll(async () => {
    page = await openWall('webrtc');
    [close, closeWall] = [closeWall, () => Promise.resolve()];
  });
  afterAll(() => close());

  it('says in words that a camera has no sound', async () => {
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

  it('stops at the recorder when nobody listens any more', async () => {
    for (const camera of [untouched, converted]) {
      await listen(page, camera);
    }
    for (const camera of [untouched, converted]) {
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
});
