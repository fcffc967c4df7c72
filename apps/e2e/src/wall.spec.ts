import type { Browser, Page } from 'playwright-core';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo, onLoopback } from './testing/demo.js';
import { type NetworkNamespace, openNamespaceIfPossible } from './testing/network-namespace.js';
import { type TileReading, percentile, readTiles, watchTiles } from './testing/strips.js';
import { stripPlaces } from './testing/strip-places.js';
import { until } from './testing/until.js';

const wanted = Array.from({ length: 9 }, (_, index) => index + 1);

let namespace: NetworkNamespace | undefined;
let demo: Demo;
let browser: Browser;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];
let page: Page;

beforeAll(async () => {
  namespace = openNamespaceIfPossible();
  opened.push(() => namespace?.close());
  demo = await Demo.start({
    scenario: 'demo.yaml',
    place: namespace?.place ?? onLoopback,
    footage: process.env['CASEMENT_TEST_FOOTAGE'],
  });
  opened.push(() => demo.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
  ({ page } = await signIn(browser, demo.url, demo.password, { path: '?layout=9' }));
  await watchTiles(page, stripPlaces);
  await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

/** All nine tiles presented readable pictures of their own camera after `since`, at most `maxDelayMs` old. */
async function nineLivePictures(limitMs: number, maxDelayMs: number): Promise<TileReading[]> {
  let last: TileReading[] = [];
  await readTiles(page, { forget: true });
  return until(
    'nine tiles with live pictures',
    limitMs,
    async () => {
      last = await readTiles(page, { forget: false });
      const live = last.filter(
        (tile) => tile.pictures.slice(-5).filter(({ delayMs }) => delayMs < maxDelayMs).length >= 5,
      );
      return live.length >= wanted.length ? last : undefined;
    },
    async () => ({
      tiles: last.map(({ claims, pictures, unreadable }) => ({
        claims,
        pictures: pictures.length,
        unreadable,
        newest: pictures.at(-1),
      })),
      states: await page
        .getByTestId('tile')
        .evaluateAll((tiles) =>
          tiles.map(
            (tile) =>
              `${tile.dataset['camera'] ?? ''} ${tile.dataset['state'] ?? ''}: ${tile.textContent.trim()}`,
          ),
        ),
      demo: demo.output.slice(-1500),
    }),
  );
}

const neverReloaded = () =>
  page.evaluate(() => (globalThis as { neverReloaded?: boolean }).neverReloaded === true);

describe('the demo’s wall of nine in Chromium', () => {
  it('shows the right camera in each tile, its pictures in order, with their true delay', async () => {
    await nineLivePictures(60_000, 2_000);
    await readTiles(page, { forget: true });
    await until('50 pictures in each tile', 30_000, async () => {
      const tiles = await readTiles(page, { forget: false });
      return tiles.length >= 9 && tiles.every(({ pictures }) => pictures.length >= 50);
    });
    const tiles = await readTiles(page, { forget: true });
    expect(tiles.map(({ claims }) => claims).sort()).toEqual(
      wanted.map((number) => `demo:${number}`).sort(),
    );
    const shares: number[] = [];
    for (const { claims, pictures, unreadable } of tiles) {
      const number = Number(claims.split(':')[1]);
      expect(new Set(pictures.map(({ camera }) => camera))).toEqual(new Set([number]));
      const counters = pictures.map(({ counter }) => counter);
      // A picture may be read twice: drawing a video takes its newest picture, not the callback's.
      expect(counters).toEqual([...counters].sort((a, b) => a - b));
      const span = counters.at(-1)! - counters[0]! + 1;
      shares.push(new Set(counters).size / span);
      expect(unreadable).toBeLessThan(pictures.length * 0.05);
      expect(
        percentile(
          pictures.map(({ delayMs }) => delayMs),
          0,
        ),
      ).toBeGreaterThan(-50);
    }
    const delays = tiles.flatMap(({ pictures }) => pictures.map(({ delayMs }) => delayMs));
    process.stdout.write(
      `wall of 9, picture made to picture shown: p50 ${percentile(delays, 0.5).toFixed(0)} ms, p95 ${percentile(delays, 0.95).toFixed(0)} ms; ` +
        // How many of the pictures a browser presents depends on how busy the machine is: said, not asserted.
        `${delays.length} pictures, of those made at least ${(Math.min(...shares) * 100).toFixed(0)} % seen in every tile\n`,
    );
  });

  it('comes back without a reload when the gateway is killed', async () => {
    await demo.kill('gateway');
    await nineLivePictures(90_000, 2_000);
    expect(await neverReloaded()).toBe(true);
  });

  it('comes back without a reload when the recorder is killed', async () => {
    await demo.kill('simulator');
    await nineLivePictures(110_000, 2_000);
    expect(await neverReloaded()).toBe(true);
  });

  it('comes back without a reload when the network cable was out for 15 s', async () => {
    const pid = demo.state.pids['gateway']!;
    const pull = () => (namespace ? namespace.pullCable() : process.kill(pid, 'SIGSTOP'));
    const plugIn = () => (namespace ? namespace.plugIn() : process.kill(pid, 'SIGCONT'));
    pull();
    const outSince = Date.now();
    try {
      // No tile may pretend to be live while nothing arrives.
      await until(
        'no tile says "playing"',
        15_000,
        async () =>
          (await page.locator('[data-testid="tile"][data-state="playing"]').count()) === 0,
      );
      await until('15 s to be over', 16_000, () => Date.now() - outSince > 15_000);
    } finally {
      plugIn();
    }
    await nineLivePictures(90_000, 2_000);
    expect(await neverReloaded()).toBe(true);
  });
});
