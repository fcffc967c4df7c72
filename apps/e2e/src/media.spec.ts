import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import {
  closePlainViewing,
  longestGapMs,
  openPlainViewing,
  plainPage,
  readPlainViewing,
} from './testing/plain-viewing.js';
import { stripPlaces } from './testing/strip-places.js';
import { type SeenPicture, percentile, readTiles, watchTiles } from './testing/strips.js';
import { until } from './testing/until.js';

/** Camera 3 of test-9.yaml: 25 pictures per second, of which each 25th is a key picture. */
const quickCamera = 3;
const picturesPerGop = 25;

let demo: Demo;
let browser: Browser;
let page: Page;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-9.yaml' });
  opened.push(() => demo.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
  ({ page } = await plainPage(browser, demo));
  await watchTiles(page, stripPlaces);
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

/** What the strips of a viewing's pictures said, oldest first. */
async function seen(of: Page, name: string): Promise<readonly SeenPicture[]> {
  const tiles = await readTiles(of, { forget: false });
  return tiles.find(({ claims }) => claims === name)?.pictures ?? [];
}

async function newest(of: Page, name: string): Promise<SeenPicture | undefined> {
  return (await seen(of, name)).at(-1);
}

async function metrics(): Promise<string> {
  const headers = { cookie: await demo.cookie() };
  return (await fetch(new URL('metrics', demo.url), { headers })).text();
}

/** Opens a viewing once the gateway has the camera and resolves when its first picture is there. */
async function watchCamera(of: Page, name: string, camera: number): Promise<void> {
  await openPlainViewing(of, name, camera);
  await until(
    `a picture of ${name}`,
    30_000,
    () => newest(of, name),
    () => readPlainViewing(of, name),
  );
}

/** The same with a gateway that was just started and may not know its cameras yet. */
async function untilWatched(name: string, camera: number): Promise<void> {
  await until(`the gateway to take the offer of ${name}`, 30_000, () =>
    openPlainViewing(page, name, camera).then(
      () => true,
      () => closePlainViewing(page, name).then(() => false),
    ),
  );
  await picturesOf(name, 1);
}

/** The pictures of a viewing as soon as there are so many. */
async function picturesOf(name: string, count: number): Promise<readonly SeenPicture[]> {
  return until(
    `${count} pictures of ${name}`,
    40_000,
    async () => {
      const all = await seen(page, name);
      return all.length >= count ? all : undefined;
    },
    () => readPlainViewing(page, name),
  );
}

/** Whose pictures these are. */
function camerasOf(pictures: readonly SeenPicture[]): number[] {
  return [...new Set(pictures.map((picture) => picture.camera))].sort((a, b) => a - b);
}

describe('a late viewer', () => {
  it('sees a picture before the next key picture, without being far behind', async () => {
    await watchCamera(page, 'early', quickCamera);
    const sinceClick: number[] = [];
    const behind: number[] = [];
    for (let join = 0; join < 5; join += 1) {
      // Just after a key picture, so that the next one is almost a whole GOP away.
      const clicked = await until('the beginning of a GOP', 10_000, async () => {
        const picture = await newest(page, 'early');
        const phase = (picture?.counter ?? 0) % picturesPerGop;
        return picture !== undefined && phase >= 1 && phase <= 5 ? picture : undefined;
      });
      const name = `late ${join}`;
      await watchCamera(page, name, quickCamera);
      const [first] = await seen(page, name);
      const shownThen = (await seen(page, 'early')).filter(({ at }) => at <= first!.at).at(-1)!;
      sinceClick.push(shownThen.counter - clicked.counter);
      behind.push(shownThen.counter - first!.counter);
      await closePlainViewing(page, name);
    }
    await closePlainViewing(page, 'early');
    process.stdout.write(
      `late join, in pictures of 25 a second: from the click to the first picture ${sinceClick.join(', ')}; behind the live edge ${behind.join(', ')}\n`,
    );
    // Who waits for the next key picture waits for at least 20 pictures, and that in every join.
    expect(percentile(sinceClick, 0.5)).toBeLessThan(picturesPerGop / 2);
    expect(percentile(behind, 0.5)).toBeLessThan(picturesPerGop / 2);
  });
});

describe('50 joins at once', () => {
  it('all get a picture, and who watched already loses nothing', async () => {
    const crowd = await plainPage(browser, demo);
    opened.push(() => crowd.context.close());
    await watchCamera(page, 'watcher', quickCamera);
    const before = await readPlainViewing(page, 'watcher', { forget: true });
    const names = Array.from({ length: 50 }, (_, index) => `joiner ${index}`);
    await Promise.all(names.map((name) => openPlainViewing(crowd.page, name, 1)));
    const readings = await until(
      'a picture for each of the 50',
      60_000,
      async () => {
        const all = await Promise.all(names.map((name) => readPlainViewing(crowd.page, name)));
        return all.every(({ firstPictureMs }) => firstPictureMs !== null) ? all : undefined;
      },
      async () =>
        (await Promise.all(names.map((name) => readPlainViewing(crowd.page, name)))).map(
          ({ connectionState, framesDecoded }) => `${connectionState} ${framesDecoded}`,
        ),
    );
    const after = await readPlainViewing(page, 'watcher');
    const firsts = readings.map(({ firstPictureMs }) => firstPictureMs ?? Number.NaN);
    process.stdout.write(
      `50 joins at once: first pictures after ${percentile(firsts, 0).toFixed(0)} to ${Math.max(...firsts).toFixed(0)} ms; longest gap of the watcher ${longestGapMs(after.pictures).toFixed(0)} ms\n`,
    );
    expect(after.packetsLost).toBe(before.packetsLost);
    expect(after.packetsReceived).toBeGreaterThan(before.packetsReceived);
    expect(after.packetsRepaired).toBe(before.packetsRepaired);
    await crowd.context.close();
    await closePlainViewing(page, 'watcher');
  });
});

describe('a recorder that changes its parameter sets in mid-stream', () => {
  it('goes on with the new size in the same connection, and back', async () => {
    await watchCamera(page, 'changing', 1);
    await readTiles(page, { forget: true });
    await demo.control('PUT', 'faults', [{ kind: 'size-change', cameras: [1] }]);
    const sizes = async () => (await seen(page, 'changing')).map(({ size }) => size);
    await until(
      'ten pictures of the other size',
      20_000,
      async () => (await sizes()).filter((size) => size === '480x272').length >= 10,
      sizes,
    );
    await demo.control('PUT', 'faults', []);
    await until(
      'ten pictures of the first size again',
      20_000,
      async () => {
        const all = await sizes();
        return all.slice(all.lastIndexOf('480x272') + 1).length >= 10;
      },
      sizes,
    );
    const pictures = await seen(page, 'changing');
    expect(camerasOf(pictures)).toEqual([1]);
    const steps = pictures.slice(1).map(({ counter }, index) => counter - pictures[index]!.counter);
    // Fifteen pictures are a second: nobody waited for a second key picture.
    expect(Math.max(...steps)).toBeLessThanOrEqual(15);
    const { connectionState, packetsLost } = await readPlainViewing(page, 'changing');
    expect({ connectionState, packetsLost }).toEqual({
      connectionState: 'connected',
      packetsLost: 0,
    });
    await closePlainViewing(page, 'changing');
  });
});

describe.each(['ffi', 'wasm', 'node'])('the back end %s', (backend) => {
  beforeAll(async () => {
    await demo.reconfigure({ webrtc: { backend } });
  }, 60_000);

  it('is the one that /metrics names, and no other', async () => {
    const named = [...(await metrics()).matchAll(/^casement_media_backend\{([^}]*)\} 1$/gm)].map(
      ([, labels = '']) => /backend="([^"]*)"/.exec(labels)?.[1],
    );
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named)).toEqual(new Set([backend]));
  });

  it('sends pictures that Chromium decodes, each of its own camera and in order', async () => {
    const cameras = [1, 2, 9];
    for (const camera of cameras) {
      await untilWatched(`${backend} ${camera}`, camera);
    }
    for (const camera of cameras) {
      const name = `${backend} ${camera}`;
      const pictures = await picturesOf(name, 30);
      expect(camerasOf(pictures)).toEqual([camera]);
      const counters = pictures.map(({ counter }) => counter);
      expect(counters).toEqual([...counters].sort((a, b) => a - b));
      const { packetsLost, framesDecoded } = await readPlainViewing(page, name);
      expect(packetsLost).toBe(0);
      expect(framesDecoded).toBeGreaterThanOrEqual(30);
      await closePlainViewing(page, name);
    }
  });
});

// The last one: it leaves streams behind.
describe('a gateway that was killed and started again', () => {
  it('shows no picture of another camera, although the recorder goes on sending to its old ports', async () => {
    const cameras = [1, 2, 9];
    for (const camera of cameras) {
      await watchCamera(page, `killed ${camera}`, camera);
    }
    await demo.kill('gateway');
    // In the opposite order, so that the new gateway opens its ports for other cameras than the old one did.
    for (const camera of cameras.toReversed()) {
      await closePlainViewing(page, `killed ${camera}`);
      await untilWatched(`again ${camera}`, camera);
    }
    for (const camera of cameras) {
      const pictures = await picturesOf(`again ${camera}`, 30);
      expect(camerasOf(pictures)).toEqual([camera]);
      await closePlainViewing(page, `again ${camera}`);
    }
  });
});
