import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DtlsServer } from 'werift';
import { DtlsBrowser } from './fixtures/dtls-browser.js';
import { identityDefect } from './peer-identity.js';
import {
  certificateFingerprint,
  dtlsCertificate,
  openDtlsServer,
  rehearseHandshake,
  weriftVersion,
} from './werift-adapter.js';
import type { DtlsSession } from './werift-adapter.js';

async function handshake(): Promise<{ browser: DtlsBrowser; session: DtlsSession }> {
  const browser = await DtlsBrowser.open();
  const certificate = await dtlsCertificate();
  const session = await new Promise<DtlsSession>((resolve, reject) => {
    const server = openDtlsServer(certificate, {
      send: (datagram) => {
        const copy = Uint8Array.from(datagram);
        setImmediate(() => browser.receive(copy));
      },
      connected: resolve,
      ended: reject,
    });
    browser.connect((datagram) => setImmediate(() => server.receive(datagram)));
  });
  await browser.whenConnected;
  browser.close();
  return { browser, session };
}

describe('what the adapter uses of werift', () => {
  it(`is written for werift ${weriftVersion} and nothing else`, () => {
    const entry = createRequire(import.meta.url).resolve('werift');
    const folder = entry.slice(0, entry.lastIndexOf('/lib/'));
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
      version: string;
    };
    expect(version).toBe(weriftVersion);
  });

  it('finds the members of a DTLS server', async () => {
    const { certPem, privateKey, signatureHash } = await dtlsCertificate();
    const transport = {
      type: 'test',
      address: { address: '', family: '', port: 0 },
      closed: false,
      onData: () => undefined,
      send: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const before = transport.onData;
    const server = new DtlsServer({ cert: certPem, key: privateKey, signatureHash, transport });
    expect(transport.onData).not.toBe(before);
    expect(server.dtls.flight).toBe(0);
    expect(server.dtls.sortedHandshakeCache).toEqual([]);
    expect(server.srtp.srtpProfile).toBeUndefined();
  });

  it('has the messages that the browser signed, and its signature', async () => {
    const { browser, session } = await handshake();
    expect(session.certificate?.length).toBeGreaterThan(100);
    expect(session.certificateVerify?.length).toBeGreaterThan(64);
    expect(identityDefect(session, [browser.fingerprint])).toBeUndefined();
    const tampered = Uint8Array.from(session.signedMessages);
    tampered.fill(0, -1);
    tampered.fill(0xff, 0, 1);
    expect(identityDefect({ ...session, signedMessages: tampered }, [browser.fingerprint])).toBe(
      'the browser did not prove that the certificate is its own',
    );
  });

  it('names its certificate by SHA-256', async () => {
    const { algorithm, value } = certificateFingerprint(await dtlsCertificate());
    expect(algorithm).toBe('sha-256');
    expect(value).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('rehearses the handshake', async () => {
    await expect(rehearseHandshake()).resolves.toBeUndefined();
  });
});
