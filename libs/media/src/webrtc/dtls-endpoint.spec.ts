import { jest } from '@jest/globals';
import { DtlsBrowser } from './fixtures/dtls-browser.js';
import type { DtlsBrowserOptions } from './fixtures/dtls-browser.js';
import { DtlsEndpoint } from './dtls-endpoint.js';
import type { DtlsEndpointEvents } from './dtls-endpoint.js';
import { HandshakeQueue } from './handshake-queue.js';
import type { DtlsFingerprint } from './offered-transport.js';
import type { ViewerKeys } from './plane/viewer-plane.js';
import { dtlsCertificate } from './werift-adapter.js';

// A flood costs a key pair for each of its hellos.
jest.setTimeout(60_000);

const later = (work: () => void): void => void setImmediate(work);

/** An endpoint and a browser that talk to each other. */
class Pair {
  readonly endpoint: DtlsEndpoint;
  readonly browser: DtlsBrowser;
  readonly queue: HandshakeQueue;
  readonly whenKeys: Promise<ViewerKeys>;
  readonly whenEnded: Promise<string>;
  sent = 0;

  private constructor(
    browser: DtlsBrowser,
    certificate: Awaited<ReturnType<typeof dtlsCertificate>>,
    fingerprints: readonly DtlsFingerprint[],
  ) {
    this.browser = browser;
    this.queue = new HandshakeQueue();
    const events: Pick<DtlsEndpointEvents, 'connected' | 'ended'> = {
      connected: () => undefined,
      ended: () => undefined,
    };
    this.whenKeys = new Promise((resolve) => (events.connected = resolve));
    this.whenEnded = new Promise((resolve) => (events.ended = resolve));
    this.endpoint = new DtlsEndpoint(
      { certificate, fingerprints, ticket: this.queue.ticket() },
      {
        send: (datagram) => {
          this.sent += 1;
          const copy = Uint8Array.from(datagram);
          later(() => browser.receive(copy));
        },
        connected: (keys) => events.connected(keys),
        ended: (reason) => events.ended(reason),
      },
    );
  }

  static async of(
    options: DtlsBrowserOptions = {},
    fingerprints?: readonly DtlsFingerprint[],
  ): Promise<Pair> {
    const browser = await DtlsBrowser.open(options);
    const pair = new Pair(browser, await dtlsCertificate(), fingerprints ?? [browser.fingerprint]);
    pairs.push(pair);
    return pair;
  }

  connect(): void {
    this.browser.connect((datagram) => later(() => this.endpoint.receive(datagram)));
  }
}

const pairs: Pair[] = [];

afterEach(() => {
  for (const { browser, endpoint } of pairs.splice(0)) {
    browser.close();
    endpoint.close();
  }
});

describe('DtlsEndpoint', () => {
  it('shares the SRTP keys with the browser, of the profile that all have', async () => {
    const pair = await Pair.of();
    pair.connect();
    const keys = await pair.whenKeys;
    await pair.browser.whenConnected;
    const { localKey, localSalt, remoteKey, remoteSalt } = pair.browser.keys;
    expect(keys).toEqual({
      outgoing: { key: remoteKey, salt: remoteSalt },
      incoming: { key: localKey, salt: localSalt },
    });
    expect(keys.outgoing.key).toHaveLength(16);
    expect(keys.outgoing.salt).toHaveLength(14);
    expect(pair.queue.counts).toEqual({ running: 0, waiting: 0 });
  });

  it.each([
    [
      'another certificate than that of the offer',
      {},
      [{ algorithm: 'sha-256', value: 'AB:CD' }],
      "the browser's certificate does not have the fingerprint of its offer",
    ],
    [
      'a fingerprint by a broken hash function',
      {},
      [{ algorithm: 'sha-1', value: 'AB:CD' }],
      "the browser's certificate does not have the fingerprint of its offer",
    ],
    [
      'a copied certificate without its key',
      { isImpostor: true },
      undefined,
      'the browser did not prove that the certificate is its own',
    ],
    ['no SRTP profile of ours', { srtpProfiles: [0x0007] }, undefined, 'DTLS handshake failed'],
  ] as const)('refuses %s', async (_name, options, fingerprints, reason) => {
    const pair = await Pair.of(options, fingerprints);
    pair.connect();
    await expect(pair.whenEnded).resolves.toContain(reason);
    expect(pair.queue.counts).toEqual({ running: 0, waiting: 0 });
  });

  it('hears the goodbye, but only an encrypted one', async () => {
    const pair = await Pair.of();
    pair.connect();
    await pair.whenKeys;
    await pair.browser.whenConnected;
    const forged = Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0);
    pair.endpoint.receive(forged);
    const [hello] = pair.browser.sent;
    pair.endpoint.receive(hello ?? new Uint8Array());
    expect(pair.endpoint.ignored).toBe(2);
    pair.endpoint.receive(pair.browser.goodbye());
    await expect(pair.whenEnded).resolves.toBe('the browser closed the connection');
  });

  it('sends its last flight again when it was lost', async () => {
    const pair = await Pair.of();
    pair.connect();
    await pair.whenKeys;
    await pair.browser.whenConnected;
    const before = pair.sent;
    pair.browser.sent.forEach((datagram) => pair.endpoint.receive(datagram));
    await new Promise(setImmediate);
    expect(pair.sent).toBeGreaterThan(before);
  });

  it('bounds what a flood costs', async () => {
    const pair = await Pair.of();
    let hello: Uint8Array | undefined;
    pair.browser.connect((datagram) => (hello ??= datagram));
    for (let at = 0; at < 200; at += 1) {
      pair.endpoint.receive(hello ?? new Uint8Array());
      await new Promise(setImmediate);
    }
    expect(pair.sent).toBe(120);
    expect(pair.endpoint.ignored).toBe(80);
  });

  it('takes garbage without an error, and is silent after its end', async () => {
    const pair = await Pair.of();
    pair.endpoint.receive(Uint8Array.of(22, 0xfe, 0xfd));
    pair.endpoint.receive(new Uint8Array(200).fill(22));
    pair.endpoint.close();
    pair.endpoint.close();
    pair.connect();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(pair.sent).toBe(0);
  });
});
