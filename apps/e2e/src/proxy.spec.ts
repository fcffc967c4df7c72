import type { Browser, Page, Request } from 'playwright-core';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import { NetworkNamespace, canMakeNamespaces } from './testing/network-namespace.js';
import { Nginx } from './testing/nginx.js';
import { stripPlaces } from './testing/strip-places.js';
import { percentile, readTiles, watchTiles } from './testing/strips.js';
import { TurnServer } from './testing/turn-server.js';
import { keepWarm } from './testing/warm-camera.js';
import { until } from './testing/until.js';

/** What of the scenario `test-codecs` is looked at. */
const cameras = { 'H.264': 1, 'H.265': 6, JPEG: 7 } as const;
type CameraKind = keyof typeof cameras;
const kinds = Object.keys(cameras) as CameraKind[];
const path = `?layout=4&tiles=${kinds.map((kind) => `demo:${cameras[kind]}`).join(',')}`;
const basePath = '/cctv/';

/** One tile as a person sees it. */
type TileState = {
  readonly state: string;
  readonly way: string;
  /** What it says of its way; empty when there is nothing to say. */
  readonly words: string;
};
type Wall = Readonly<Record<CameraKind, TileState>>;

let namespace: NetworkNamespace;
let turn: TurnServer;
let demo: Demo;
let browser: Browser;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];
/** The same, of one test. */
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  if (!canMakeNamespaces()) {
    throw new Error('the tests behind a firewall need root, iproute2 and nftables');
  }
  namespace = NetworkNamespace.open();
  opened.push(() => namespace.close());
  turn = await TurnServer.start(namespace.place);
  opened.push(() => turn.stop());
  demo = await Demo.start({ scenario: 'test-codecs.yaml', place: namespace.place });
  opened.push(() => demo.stop());
  // For a relay's certificate nobody is asked, as for a page's: Chromium has to know it.
  browser = await launchChromium([`--ignore-certificate-errors-spki-list=${turn.publicKeyHash}`]);
  opened.push(() => browser.close());
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

function gatewayPort(): number {
  return Number(new URL(demo.url).port);
}

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) {
    await close();
  }
});

async function wallOf(page: Page): Promise<Wall> {
  const tiles = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-testid="tile"][data-camera]')].map((tile) => [
      tile.dataset['camera'] ?? '',
      {
        state: tile.dataset['state'] ?? '',
        way: tile.dataset['way'] ?? '',
        words: tile.querySelector('[data-testid="tile-way"]')?.textContent.trim() ?? '',
      },
    ]),
  );
  const byCamera = Object.fromEntries(tiles) as Record<string, TileState>;
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      byCamera[`demo:${cameras[kind]}`] ?? { state: '', way: '', words: '' },
    ]),
  ) as Wall;
}

/** For the words of a test that failed: the wall, and whatever else the page says. */
async function whatIsSeen(page: Page): Promise<object> {
  const said = (await page.locator('body').innerText()).slice(0, 500);
  return { wall: await wallOf(page), url: page.url(), said, demo: demo.output.slice(-1000) };
}

/** Waits until every tile has shown true pictures of its own camera; resolves to when the first came, after opening. */
async function firstPictures(
  page: Page,
  atLeast = 3,
): Promise<Readonly<Record<CameraKind, number>>> {
  const openedAt = await page.evaluate(() => performance.timeOrigin);
  const readings = await until(
    'pictures in every tile',
    45_000,
    async () => {
      const found = await readTiles(page, { forget: false });
      const seen = found.filter(({ pictures }) => pictures.length >= atLeast);
      return seen.length === kinds.length ? seen : undefined;
    },
    () => whatIsSeen(page),
  );
  return Object.fromEntries(
    kinds.map((kind) => {
      const { pictures } = readings.find(({ claims }) => claims === `demo:${cameras[kind]}`)!;
      expect(pictures[0]!.at).toBeGreaterThan(openedAt);
      expect(new Set(pictures.map(({ camera }) => camera))).toEqual(new Set([cameras[kind]]));
      return [kind, pictures[0]!.at - openedAt];
    }),
  ) as Record<CameraKind, number>;
}

/** Waits until the wall is as wanted. */
function wallThat(what: string, page: Page, isIt: (wall: Wall) => boolean): Promise<Wall> {
  return until(
    what,
    45_000,
    async () => {
      const wall = await wallOf(page);
      const playing = kinds.every((kind) => wall[kind].state === 'playing');
      return playing && isIt(wall) ? wall : undefined;
    },
    () => whatIsSeen(page),
  );
}

function waysOf(wall: Wall): Readonly<Record<CameraKind, string>> {
  return Object.fromEntries(kinds.map((kind) => [kind, wall[kind].way])) as Record<
    CameraKind,
    string
  >;
}

function print(what: string, times: Readonly<Record<CameraKind, number>>, wall: Wall): void {
  const words = kinds.map(
    (kind) =>
      `${kind} after ${times[kind].toFixed(0)} ms by ${wall[kind].way} (${wall[kind].words})`,
  );
  process.stdout.write(`${what}: ${words.join('; ')}\n`);
}

/** Somebody's browser at a wall: signs in as a person does, the wall opens right after. */
async function wallAt(url: string): Promise<Page> {
  const { context, page } = await signIn(browser, url, demo.password, {
    path,
    width: 1280,
    height: 800,
    ignoreHTTPSErrors: true,
  });
  closing.push(() => context.close());
  await watchTiles(page, stripPlaces);
  return page;
}

/** Opens the wall for somebody who is signed in already, and watches from the beginning. */
async function openWall(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await watchTiles(page, stripPlaces);
}

describe('a page over plain http on a LAN', () => {
  it('shows every codec without what only https pages may do', async () => {
    const page = await wallAt(demo.url);
    const times = await firstPictures(page);
    expect(await page.evaluate(() => [isSecureContext, 'VideoDecoder' in globalThis])).toEqual([
      false,
      false,
    ]);
    const wall = await wallThat('the best ways', page, ({ 'H.264': { way } }) => way === 'webrtc');
    print('plain http, with signing in', times, wall);
    expect(wall['H.264'].words).toBe('');
    expect(['webrtc', 'websocket-mse', 'hls']).toContain(wall['H.265'].way);
    expect(wall.JPEG.way).toBe('websocket-frames');
  });
});

describe('a page behind a reverse proxy that is all the network lets through', () => {
  let nginx: Nginx;

  beforeAll(async () => {
    await demo.reconfigure({ server: { basePath, trustProxy: [namespace.browserHost] } });
    namespace.allowOnlyTcp(gatewayPort());
    nginx = await Nginx.start({ upstream: new URL(demo.url).origin, basePath, websockets: true });
    opened.push(() => nginx.stop());
  }, 60_000);

  it('shows every codec, says why it comes so, and goes straight there the next time', async () => {
    const page = await wallAt(nginx.url);
    print('nginx, cold, with signing in', await firstPictures(page), await wallOf(page));
    // The camera that would have come by WebRTC says what hinders it, as soon as that is sure.
    const wall = await wallThat('words about UDP', page, ({ 'H.264': { words } }) =>
      words.includes('UDP'),
    );
    print('nginx, later', await firstPictures(page), wall);
    expect(waysOf(wall)).toEqual({
      'H.264': 'websocket-frames',
      'H.265': 'websocket-frames',
      JPEG: 'websocket-frames',
    });
    expect(wall['H.264'].words).toBe('over WebSocket: UDP is blocked');

    const offers: string[] = [];
    page.on('request', (request: Request) => {
      if (request.url().endsWith('/whep') && request.method() === 'POST') {
        offers.push(request.url());
      }
    });
    await openWall(page, page.url());
    const times = await firstPictures(page);
    const again = await wallOf(page);
    print('nginx, known network', times, again);
    expect(waysOf(again)).toEqual(waysOf(wall));
    expect(again['H.264'].words).toBe('over WebSocket: UDP is blocked');
    expect(offers).toEqual([]);
  });

  it('shows the first picture of a warm camera within three seconds of opening the page', async () => {
    for (const kind of kinds) {
      closing.push(await keepWarm(demo, cameras[kind]));
    }
    const signedIn = await wallAt(nginx.url);
    const { cookies } = await signedIn.context().storageState();
    await signedIn.context().close();
    const tries: Readonly<Record<CameraKind, number>>[] = [];
    while (tries.length < 5) {
      // Signed in, but with nothing known of the network.
      const context = await browser.newContext({
        storageState: { cookies, origins: [] },
        viewport: { width: 1280, height: 800 },
        ignoreHTTPSErrors: true,
      });
      closing.push(() => context.close());
      const page = await context.newPage();
      await openWall(page, new URL(path, nginx.url).href);
      tries.push(await firstPictures(page, 1));
      await context.close();
    }
    for (const kind of kinds) {
      const times = tries.map((one) => one[kind]);
      process.stdout.write(
        `nginx, warm, unknown network: ${kind} after p50 ${percentile(times, 0.5).toFixed(0)}, max ${Math.max(...times).toFixed(0)} ms\n`,
      );
      expect(percentile(times, 0.5)).toBeLessThan(3_000);
    }
  });

  it('ends on plain HTTP when the proxy lets no WebSocket through either', async () => {
    const strict = await Nginx.start({
      upstream: new URL(demo.url).origin,
      basePath,
      websockets: false,
    });
    closing.push(() => strict.stop());
    const page = await wallAt(strict.url);
    const times = await firstPictures(page);
    const wall = await wallThat('a way over plain HTTP', page, (found) =>
      Object.values(waysOf(found)).every((way) => way === 'hls' || way === 'mjpeg'),
    );
    print('nginx without WebSockets, with signing in', times, wall);
  });

  describe('that names a relay', () => {
    beforeAll(
      () =>
        demo.reconfigure({
          server: { basePath, trustProxy: [namespace.browserHost] },
          webrtc: { iceServers: [...turn.iceServers('tcp'), ...turn.iceServers('tls')] },
        }),
      60_000,
    );

    it.each([
      ['TCP', () => turn.port],
      ['TLS', () => turn.tlsPort],
    ] as const)('uses WebRTC where the network lets %s through to it', async (transport, port) => {
      // The other port stays shut.
      namespace.allowOnlyTcp(gatewayPort(), port());
      const page = await wallAt(nginx.url);
      const times = await firstPictures(page);
      const wall = await wallThat('WebRTC', page, ({ 'H.264': { way } }) => way === 'webrtc');
      print(`nginx and a relay by ${transport}, with signing in`, times, wall);
      expect(wall['H.264'].words).toBe('');

      const tile = page.locator(`[data-testid="tile"][data-camera="demo:${cameras['H.264']}"]`);
      await tile.focus();
      await page.keyboard.press('Shift+I');
      await until(
        'the overlay to name the relay',
        15_000,
        async () =>
          ((await tile.getByTestId('overlay-way').textContent()) ?? '').includes(
            `WebRTC, ${transport} over a relay`,
          ),
        () => tile.textContent(),
      );
    });
  });
});
