import type { Browser, Page } from 'playwright-core';
import { changeAnswers, answerCandidates, withoutUdp } from './testing/answers.js';
import { launchChromium, signIn } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import { TurnServer } from './testing/turn-server.js';
import { until } from './testing/until.js';

let demo: Demo;
let turn: TurnServer;
let browser: Browser;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  turn = await TurnServer.start();
  opened.push(() => turn.stop());
  demo = await Demo.start({ scenario: 'test-9.yaml' });
  opened.push(() => demo.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

/** The web page with one camera, and everything that it writes to the console. */
async function oneTile(
  prepare: (page: Page) => Promise<void>,
): Promise<{ page: Page; said: string[]; close: () => Promise<void> }> {
  const { context, page } = await signIn(browser, demo.url, demo.password, {
    path: '?layout=1&tiles=',
    width: 900,
    height: 700,
  });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await prepare(page);
  await page.goto(new URL('?layout=1&tiles=demo:2', demo.url).href);
  return { page, said, close: () => context.close() };
}

/** Waits for moving pictures and resolves to what the overlay says of the way. */
async function wayOfTile(page: Page): Promise<string> {
  const tile = page.getByTestId('tile');
  await until(
    'the tile to play',
    45_000,
    async () => (await tile.getAttribute('data-state')) === 'playing',
    async () => `${await tile.textContent()}; ${demo.output.slice(-1000)}`,
  );
  await page.keyboard.press('Escape');
  await tile.focus();
  await page.keyboard.press('Shift+I');
  return until(
    'the overlay to know the way',
    15_000,
    async () => /Way\s*(WebRTC, [A-Za-z ]+?)\s*Picture/.exec((await tile.textContent()) ?? '')?.[1],
    () => tile.textContent(),
  );
}

/** Takes every way but that over a relay from the page, as a strict network does. */
async function onlyRelayed(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Native = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Native {
      constructor(configuration: RTCConfiguration = {}) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
      }
    };
  });
}

describe('a viewer behind a network that lets nothing through but a relay', () => {
  it.each([
    ['udp', 'WebRTC, UDP over a relay'],
    ['tcp', 'WebRTC, TCP over a relay'],
  ] as const)('gets pictures over TURN by %s', async (transport, way) => {
    await demo.reconfigure({ webrtc: { iceServers: turn.iceServers(transport) } });
    const { page, said, close } = await oneTile(onlyRelayed);
    expect(await wayOfTile(page)).toBe(way);
    expect(said.filter((text) => text.includes(turn.credential))).toEqual([]);
    await close();
  });

  it('gets pictures over WebSocket when the gateway names no server, and is told why', async () => {
    await demo.reconfigure({});
    const { page, close } = await oneTile(onlyRelayed);
    const tile = page.getByTestId('tile');
    await until(
      'the picture, and why it comes so',
      60_000,
      async () =>
        (await tile.getAttribute('data-state')) === 'playing' &&
        ((await tile.textContent()) ?? '').includes('over WebSocket: UDP is blocked'),
      () => tile.textContent(),
    );
    await close();
  });

  it('is told that no way leads through when he wants WebRTC and nothing else', async () => {
    await demo.reconfigure({});
    const { page, close } = await oneTile(async (opening) => {
      await onlyRelayed(opening);
      await opening.addInitScript(() => {
        localStorage.setItem('casement.ways', JSON.stringify({ 'demo:2': 'webrtc' }));
      });
    });
    const tile = page.getByTestId('tile');
    await until(
      'the tile to say why',
      60_000,
      async () => ((await tile.textContent()) ?? '').includes('No way for the picture'),
      () => tile.textContent(),
    );
    expect(await tile.getAttribute('data-state')).not.toBe('playing');
    await close();
  });
});

describe('a viewer behind a firewall that takes UDP', () => {
  it('gets pictures by ICE-TCP', async () => {
    await demo.reconfigure({});
    const offered: string[] = [];
    const { page, close } = await oneTile((opening) =>
      changeAnswers(opening, (sdp) => {
        offered.push(...answerCandidates(sdp).map(({ transport }) => transport));
        return withoutUdp(sdp);
      }),
    );
    expect(await wayOfTile(page)).toBe('WebRTC, TCP');
    // UDP comes first where it works.
    expect(offered.indexOf('udp')).toBeLessThan(offered.indexOf('tcp'));
    expect(offered.indexOf('udp')).toBeGreaterThanOrEqual(0);
    await close();
  });
});
