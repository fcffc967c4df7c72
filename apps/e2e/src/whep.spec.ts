import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './testing/chromium.js';
import { Demo } from './testing/demo.js';
import { until } from './testing/until.js';

let demo: Demo;
let browser: Browser;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];
let page: Page;
let cookie: string;

const whepPath = 'api/v1/recorders/demo/cameras/1/live/whep';

async function call(
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(new URL(path, demo.url), { ...init, headers: { cookie, ...init.headers } });
}

async function viewers(): Promise<number> {
  const answer = await call('api/v1/recorders/demo/cameras');
  const cameras = (await answer.json()) as { number: number; live: { viewers: number } }[];
  return cameras.find(({ number }) => number === 1)?.live.viewers ?? -1;
}

/** A real offer of a real browser. */
async function chromiumOffer(codec: string): Promise<string> {
  return page.evaluate(async (wanted) => {
    const pc = new RTCPeerConnection();
    const transceiver = pc.addTransceiver('video', { direction: 'recvonly' });
    const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
    transceiver.setCodecPreferences(
      codecs.filter(({ mimeType }) => mimeType.toLowerCase() === wanted),
    );
    await pc.setLocalDescription();
    Object.assign(globalThis, { offeringConnection: pc });
    return pc.localDescription!.sdp;
  }, codec);
}

beforeAll(async () => {
  demo = await Demo.start({ scenario: 'test-9.yaml' });
  opened.push(() => demo.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
  page = await browser.newPage();
  await page.goto(new URL('healthz', demo.url).href);
  const answer = await fetch(new URL('api/v1/auth/login', demo.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: demo.password }),
  });
  expect(answer.status).toBeLessThan(300);
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 400_000);

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

describe('without a sign-in', () => {
  it.each([
    'api/v1/recorders',
    'api/v1/recorders/demo/cameras',
    'api/v1/auth/me',
    'metrics',
    'api/openapi.json',
  ])('%s is not served', async (path) => {
    const answer = await fetch(new URL(path, demo.url));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('the page and the health checks are', async () => {
    for (const path of ['', 'healthz', 'readyz']) {
      expect((await fetch(new URL(path, demo.url))).status).toBe(200);
    }
  });

  it('the session cookie cannot be read by scripts nor sent by other sites', async () => {
    const answer = await fetch(new URL('api/v1/auth/login', demo.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: demo.password }),
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^casement_session=.*HttpOnly.*SameSite=Lax/i);
  });
});

describe('WHEP', () => {
  it('answers an offer with 201, an answer and a Location that DELETE ends at once', async () => {
    const offer = await chromiumOffer('video/h264');
    const answer = await call(whepPath, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: offer,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toContain('application/sdp');
    const location = answer.headers.get('location') ?? '';
    const sdp = await answer.text();
    expect(sdp).toContain('a=setup:passive');
    expect(sdp).toContain('a=sendonly');
    expect(sdp).toMatch(/a=rtpmap:\d+ H264\/90000/);

    const first = page.evaluate(async (answerSdp) => {
      const pc = (globalThis as unknown as { offeringConnection: RTCPeerConnection })
        .offeringConnection;
      const video = document.createElement('video');
      video.muted = true;
      document.body.append(video);
      const shown = new Promise<number>((resolve) => {
        pc.ontrack = ({ track }) => {
          video.srcObject = new MediaStream([track]);
          video.requestVideoFrameCallback(() => resolve(video.videoWidth));
          void video.play();
        };
      });
      await pc.setRemoteDescription({ type: 'answer', sdp: answerSdp });
      return shown;
    }, sdp);
    expect(await first).toBeGreaterThan(0);
    expect(await viewers()).toBe(1);

    const resource = new URL(location, new URL(whepPath, demo.url)).href;
    const trickle = (usernameFragment: string) =>
      call(resource, {
        method: 'PATCH',
        headers: { 'content-type': 'application/trickle-ice-sdpfrag' },
        body: `a=ice-ufrag:${usernameFragment}\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n`,
      });
    expect((await trickle(/a=ice-ufrag:(\S+)/.exec(offer)![1]!)).status).toBe(204);
    // Another user name fragment would restart ICE: refused as RFC 9725 says, and the viewing goes on.
    expect((await trickle('other')).status).toBe(422);
    expect(await viewers()).toBe(1);

    const ended = await call(resource, { method: 'DELETE' });
    expect([200, 204]).toContain(ended.status);
    expect(await viewers()).toBe(0);
    expect((await call(resource, { method: 'DELETE' })).status).toBe(404);
  });

  it('refuses a browser that takes no H.264 with 406 and the ways that would work', async () => {
    const answer = await call(whepPath, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: await chromiumOffer('video/vp8'),
    });
    expect(answer.status).toBe(406);
    const problem = (await answer.json()) as { context: { ways: unknown } };
    expect(Array.isArray(problem.context.ways)).toBe(true);
  });

  it.each([
    [
      'an unknown recorder',
      'api/v1/recorders/nobody/cameras/1/live/whep',
      'application/sdp',
      'v=0\r\n',
      404,
    ],
    [
      'an unknown camera',
      'api/v1/recorders/demo/cameras/77/live/whep',
      'application/sdp',
      'v=0\r\n',
      404,
    ],
    ['another content type', whepPath, 'application/json', '{}', 415],
    ['rubbish', whepPath, 'application/sdp', 'this is no SDP', 400],
    ['an offer of 1 MB', whepPath, 'application/sdp', `v=0\r\n${'a=x\r\n'.repeat(200_000)}`, 413],
  ])('refuses %s with a problem', async (_name, path, type, body, status) => {
    const answer = await call(path, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('operations', () => {
  it('serves OpenAPI with the contract’s paths', async () => {
    const document = (await (await call('api/openapi.json')).json()) as {
      paths: Record<string, unknown>;
    };
    const contract = [
      '/auth/login',
      '/auth/logout',
      '/auth/me',
      '/recorders',
      '/recorders/{rid}',
      '/recorders/{rid}/cameras',
    ];
    for (const path of contract) {
      expect(Object.keys(document.paths)).toContain(`/api/v1${path}`);
    }
  });

  it('serves metrics that begin with casement_', async () => {
    const text = await (await call('metrics')).text();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toContain('casement_rtp_packets_received_total');
    expect(names.filter((name) => name?.startsWith('casement_') === false)).toEqual([]);
  });

  it('ends cleanly: recorder told, no process left, exit code 0', async () => {
    const pids = Object.values(demo.state.pids);
    const { controlUrl } = demo.state.simulator!;
    await call(whepPath, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: await chromiumOffer('video/h264'),
    });
    const uids = async () =>
      ((await (await fetch(new URL('state', controlUrl))).json()) as { uids: unknown[] }).uids
        .length;
    await until('the gateway to be signed in', 20_000, async () => (await uids()) > 0);
    process.kill(demo.state.pids['gateway']!, 'SIGTERM');
    await until('the recorder to have no session left', 15_000, async () => (await uids()) === 0);
    expect(await demo.stop()).toBe(0);
    for (const pid of pids) {
      expect(() => process.kill(pid, 0)).toThrow();
    }
  });
});
