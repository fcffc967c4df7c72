import type { Browser, Page } from 'playwright-core';
import { answerCandidates, changeAnswers, withUdpOnlyAt } from './testing/answers.js';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo, onLoopback } from './testing/demo.js';
import { type LossyLinkOptions, LossyRelay } from './testing/lossy-relay.js';
import {
  type NetworkNamespace,
  canMakeNamespaces,
  openNamespaceIfPossible,
} from './testing/network-namespace.js';
import {
  closePlainViewing,
  longestGapMs,
  openPlainViewing,
  plainPage,
  readPlainViewing,
} from './testing/plain-viewing.js';
import { stripPlaces } from './testing/strip-places.js';
import { type SeenPicture, readTiles, watchTiles } from './testing/strips.js';
import { until } from './testing/until.js';

/** Camera 3 of test-9.yaml has 25 pictures per second. */
const camera = 3;
const good: LossyLinkOptions = { loss: 0, delayMs: 0 };
const dead: LossyLinkOptions = { loss: 1, delayMs: 0 };

let namespace: NetworkNamespace | undefined;
let demo: Demo;
let browser: Browser;
/** Watches the same camera all the time without any trouble of its own. */
let neighbour: Page;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  namespace = openNamespaceIfPossible();
  opened.push(() => namespace?.close());
  demo = await Demo.start({ scenario: 'test-9.yaml', place: namespace?.place ?? onLoopback });
  opened.push(() => demo.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
  ({ page: neighbour } = await plainPage(browser, demo));
  await openPlainViewing(neighbour, 'neighbour', camera);
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

/** From now on each viewing of the page goes through a relay of its own, the newest last. */
async function throughRelays(page: Page): Promise<LossyRelay[]> {
  const relays: LossyRelay[] = [];
  await changeAnswers(page, async (sdp) => {
    const gateway = answerCandidates(sdp).find(({ transport }) => transport === 'udp');
    if (!gateway) {
      throw new Error(`expected a UDP candidate in the answer:\n${sdp}`);
    }
    const target = { host: gateway.address, port: gateway.port };
    const relay = await LossyRelay.open({ target, up: good, down: good });
    relays.push(relay);
    opened.push(() => relay.close());
    return withUdpOnlyAt(sdp, { address: relay.address.host, port: relay.address.port });
  });
  return relays;
}

/** The web page with one tile that plays; `prepare` comes before the tile does. */
async function oneTile(prepare: (page: Page) => Promise<unknown>): Promise<Page> {
  const { context, page } = await signIn(browser, demo.url, demo.password, {
    path: '?layout=1&tiles=',
    width: 900,
    height: 700,
  });
  opened.push(() => context.close());
  await prepare(page);
  await page.goto(new URL(`?layout=1&tiles=demo:${camera}`, demo.url).href);
  await watchTiles(page, stripPlaces);
  await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  await livePictures(page);
  return page;
}

async function tileSays(page: Page): Promise<string> {
  const tile = page.getByTestId('tile');
  return `${await tile.getAttribute('data-state')}: ${await tile.textContent()}`;
}

/** Waits until the tile plays and shows almost every picture of a second, none older than 2 s. */
async function livePictures(page: Page): Promise<readonly SeenPicture[]> {
  await readTiles(page, { forget: true });
  return until(
    'a second of live pictures',
    45_000,
    async () => {
      const state = await page.getByTestId('tile').getAttribute('data-state');
      const [tile] = await readTiles(page, { forget: false });
      const newest = tile?.pictures.slice(-25) ?? [];
      const span = (newest.at(-1)?.counter ?? 0) - (newest[0]?.counter ?? 0);
      const isLive = newest.every(({ delayMs }) => delayMs < 2_000);
      return state === 'playing' && newest.length === 25 && span < 40 && isLive
        ? newest
        : undefined;
    },
    () => tileSays(page),
  );
}

const neverReloaded = (page: Page) =>
  page.evaluate(() => (globalThis as { neverReloaded?: boolean }).neverReloaded === true);

/** Does something to one viewer and makes sure that the neighbour did not notice. */
async function withoutNeighbour(act: () => Promise<void>): Promise<void> {
  await until('a picture of the neighbour', 30_000, async () => {
    const { pictures } = await readPlainViewing(neighbour, 'neighbour');
    return pictures.length > 10;
  });
  const before = await readPlainViewing(neighbour, 'neighbour', { forget: true });
  await act();
  const after = await readPlainViewing(neighbour, 'neighbour');
  expect(after.packetsReceived).toBeGreaterThan(before.packetsReceived);
  expect(after.packetsLost).toBe(before.packetsLost);
  expect(after.packetsRepaired).toBe(before.packetsRepaired);
}

describe('a viewer whose way to the gateway dies', () => {
  it('joins again by itself, its last picture marked as not live meanwhile', async () => {
    let relays: LossyRelay[] = [];
    const page = await oneTile(async (opening) => {
      relays = await throughRelays(opening);
    });
    await withoutNeighbour(async () => {
      const before = relays.length;
      for (const relay of relays) {
        relay.up.change(dead);
        relay.down.change(dead);
      }
      const diedAt = Date.now();
      await page.getByTestId('not-live').waitFor({ timeout: 15_000 });
      const marked = Date.now() - diedAt;
      expect(await page.getByTestId('tile').getAttribute('data-state')).not.toBe('playing');
      await until(
        'the tile to play again',
        30_000,
        async () => (await tileSays(page)).startsWith('playing'),
        () => tileSays(page),
      );
      process.stdout.write(
        `the way died: said after ${marked} ms, live again after ${Date.now() - diedAt} ms\n`,
      );
      await livePictures(page);
      expect(relays.length).toBe(before + 1);
      expect(await neverReloaded(page)).toBe(true);
    });
    await page.context().close();
  });
});

describe('a viewer whose router forgets it', () => {
  it('gets the rest of its pictures in the same connection from another port', async () => {
    const { page, context } = await plainPage(browser, demo);
    opened.push(() => context.close());
    const relays = await throughRelays(page);
    await openPlainViewing(page, 'rebound', camera);
    await until(
      'pictures',
      30_000,
      async () => (await readPlainViewing(page, 'rebound')).pictures.length >= 25,
      () => readPlainViewing(page, 'rebound'),
    );
    await withoutNeighbour(async () => {
      await readPlainViewing(page, 'rebound', { forget: true });
      const before = relays[0]!.ports;
      relays[0]!.rebind();
      await until(
        'pictures over the new port',
        15_000,
        async () => (await readPlainViewing(page, 'rebound')).pictures.length >= 50,
        () => readPlainViewing(page, 'rebound'),
      );
      expect(relays[0]!.ports.filter((port) => before.includes(port))).toEqual([]);
      expect(relays[0]!.ports.length).toBeGreaterThan(0);
    });
    const { connectionState, pictures } = await readPlainViewing(page, 'rebound');
    process.stdout.write(`new port: pictures pause for ${longestGapMs(pictures).toFixed(0)} ms\n`);
    expect(connectionState).toBe('connected');
    expect(relays).toHaveLength(1);
    await closePlainViewing(page, 'rebound');
    await context.close();
  });
});

describe('a viewer whose network loses a fifth of everything for ten seconds', () => {
  it('is told so, recovers, and costs nobody else a picture', async () => {
    let relays: LossyRelay[] = [];
    const page = await oneTile(async (opening) => {
      relays = await throughRelays(opening);
    });
    const words = page.getByTestId('tile-network');
    await withoutNeighbour(async () => {
      relays.at(-1)!.down.change({ ...good, loss: 0.2 });
      const since = Date.now();
      await words.waitFor({ timeout: 20_000 });
      const said = await until(
        'the tile to say how much is lost',
        20_000,
        async () =>
          /^Your network loses (\d+) %(: key pictures only)?$/.exec(
            (await words.allTextContents()).join('').trim(),
          ) ?? undefined,
        () => tileSays(page),
      );
      expect(Number(said[1])).toBeGreaterThanOrEqual(5);
      expect(Number(said[1])).toBeLessThanOrEqual(60);
      await until('ten seconds of loss to be over', 12_000, () => Date.now() - since > 10_000);
      process.stdout.write(
        `20 % lost: the tile says "${(await words.allTextContents()).join('').trim()}"\n`,
      );
      const link = relays.at(-1)!.down;
      link.change(good);
      expect(link.statistics.lost).toBeGreaterThan(0);
      await words.waitFor({ state: 'detached', timeout: 45_000 });
      await livePictures(page);
      expect(await neverReloaded(page)).toBe(true);
    });
    await page.context().close();
  });
});

describe('a viewer whose network loses so much that repetition does not help', () => {
  it('gets key pictures only, is told so, and gets all pictures again afterwards', async () => {
    let relays: LossyRelay[] = [];
    const page = await oneTile(async (opening) => {
      relays = await throughRelays(opening);
    });
    const words = page.getByTestId('tile-network');
    await withoutNeighbour(async () => {
      const began = Date.now();
      relays.at(-1)!.down.change({ ...good, loss: 0.6, delayMs: 60 });
      await until(
        'the tile to say that it gets key pictures only',
        45_000,
        async () =>
          (await words.allTextContents()).join('').trim().endsWith(': key pictures only') ||
          undefined,
        () => tileSays(page),
      );
      process.stdout.write(`60 % lost: key pictures only after ${Date.now() - began} ms\n`);
      relays.at(-1)!.down.change(good);
      await words.waitFor({ state: 'detached', timeout: 45_000 });
      await livePictures(page);
      expect(await neverReloaded(page)).toBe(true);
    });
    await page.context().close();
  });
});

// Without a namespace there is no second address to move to; under CI there always is one.
if (canMakeNamespaces()) {
  describe('a viewer that goes from one network to another', () => {
    it('plays on without a reload', async () => {
      const page = await oneTile(() => Promise.resolve());
      namespace!.moveBrowser(1, 3);
      const movedAt = Date.now();
      await until(
        'pictures that were made after the move',
        45_000,
        async () => {
          const [tile] = await readTiles(page, { forget: false });
          const state = await page.getByTestId('tile').getAttribute('data-state');
          const newest = tile?.pictures.at(-1);
          return (
            state === 'playing' &&
            newest !== undefined &&
            newest.at - newest.delayMs > movedAt + 1_000
          );
        },
        () => tileSays(page),
      );
      process.stdout.write(`another address: live again after ${Date.now() - movedAt} ms\n`);
      await livePictures(page);
      expect(await neverReloaded(page)).toBe(true);
    });
  });
}
