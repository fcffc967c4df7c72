import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createSelfSigned, loadOrCreateSelfSigned } from './self-signed-certificate.js';

const now = new Date('2026-11-21T07:08:09Z');
const hosts = ['localhost', '127.0.0.1', '::1', '2001:db8::10'];

describe('self-signed certificate', () => {
  it('names its hosts, is signed by its own key and valid for ten years', () => {
    const { certificatePem, fingerprint256 } = createSelfSigned(hosts, now);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.subject).toBe('CN=localhost');
    expect(certificate.issuer).toBe('CN=localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBeDefined();
    expect(certificate.checkIP('2001:db8::10')).toBeDefined();
    expect(certificate.checkHost('example.com')).toBeUndefined();
    expect(certificate.validFromDate.toISOString()).toBe('2026-11-20T07:08:09.000Z');
    expect(certificate.validToDate.getUTCFullYear()).toBe(2036);
    expect(certificate.ca).toBe(false);
    expect(fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('writes dates from 2050 on as GeneralizedTime', () => {
    const late = createSelfSigned(['recorder'], new Date('2060-01-01T00:00:00Z'));
    expect(new X509Certificate(late.certificatePem).validToDate.getUTCFullYear()).toBe(2069);
  });

  it('serves TLS to a client that trusts exactly it', async () => {
    const { keyPem, certificatePem, fingerprint256 } = createSelfSigned(hosts, new Date());
    const server = createServer({ key: keyPem, cert: certificatePem }, (socket) => socket.end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect({ host: '127.0.0.1', port, ca: certificatePem });
    await once(client, 'secureConnect');
    expect(client.authorized).toBe(true);
    expect(client.getPeerCertificate().fingerprint256).toBe(fingerprint256);
    client.destroy();
    server.close();
    await once(server, 'close');
  });
});

describe('kept certificate', () => {
  let cacheDir: string;
  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'casement-tls-'));
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  it('stays the same at the next start, in a file for its owner only', async () => {
    const first = await loadOrCreateSelfSigned(cacheDir, hosts, now);
    const second = await loadOrCreateSelfSigned(cacheDir, hosts, now);
    expect(second).toEqual(first);
    const { mode } = await stat(join(cacheDir, 'recorder-tls.pem'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('is replaced when it does not name a host or has run out', async () => {
    const first = await loadOrCreateSelfSigned(cacheDir, ['localhost'], now);
    const renamed = await loadOrCreateSelfSigned(cacheDir, hosts, now);
    expect(renamed.fingerprint256).not.toBe(first.fingerprint256);
    const later = await loadOrCreateSelfSigned(cacheDir, hosts, new Date('2040-01-01'));
    expect(later.fingerprint256).not.toBe(renamed.fingerprint256);
  });

  it('is replaced when the file is damaged', async () => {
    await writeFile(join(cacheDir, 'recorder-tls.pem'), 'nonsense');
    const identity = await loadOrCreateSelfSigned(cacheDir, hosts, now);
    expect(identity.certificatePem).toContain('BEGIN CERTIFICATE');
  });
});
