import fc from 'fast-check';
import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { identityDefect } from './peer-identity.js';
import { dtlsCertificate } from './werift-adapter.js';

const foreign = 'the browser did not prove that the certificate is its own';

describe('identityDefect', () => {
  const signedMessages = Buffer.from('all messages of the handshake');
  const build = async () => {
    const { certPem, privateKey } = await dtlsCertificate();
    const { raw } = new X509Certificate(certPem);
    const signature = sign('sha256', signedMessages, privateKey);
    const verifyBody = (scheme: number, bytes = signature): Buffer =>
      Buffer.concat([
        Buffer.from([scheme >> 8, scheme & 255, bytes.length >> 8, bytes.length & 255]),
        bytes,
      ]);
    const fingerprint = (algorithm: string, hash: string) => ({
      algorithm,
      value: createHash(hash)
        .update(raw)
        .digest('hex')
        .toUpperCase()
        .replaceAll(/(..)(?!$)/g, '$1:'),
    });
    return { raw, verifyBody, fingerprint, signature };
  };

  it.each([
    ['sha-256', 'sha256', undefined],
    ['SHA-512', 'sha512', undefined],
    ['sha-1', 'sha1', "the browser's certificate does not have the fingerprint of its offer"],
  ])('knows a fingerprint by %s', async (algorithm, hash, expected) => {
    const { raw, verifyBody, fingerprint } = await build();
    const claim = { certificate: raw, signedMessages, certificateVerify: verifyBody(0x0403) };
    expect(
      identityDefect(claim, [{ algorithm: 'sha-256', value: '00' }, fingerprint(algorithm, hash)]),
    ).toBe(expected);
  });

  it('refuses signatures of another scheme, of another key, and no signature', async () => {
    const { raw, verifyBody, fingerprint } = await build();
    const fingerprints = [fingerprint('sha-256', 'sha256')];
    const defect = (certificateVerify: Uint8Array | undefined) =>
      identityDefect({ certificate: raw, signedMessages, certificateVerify }, fingerprints);
    expect(defect(verifyBody(0x0403))).toBeUndefined();
    expect(defect(verifyBody(0x0203))).toBe(foreign);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(defect(verifyBody(0x0403, sign('sha256', signedMessages, privateKey)))).toBe(foreign);
    expect(defect(undefined)).toBe('the browser sent no certificate');
  });

  it('takes any bytes for a signature or a certificate without throwing', async () => {
    const { raw, fingerprint } = await build();
    const fingerprints = [fingerprint('sha-256', 'sha256')];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const signed = { signedMessages, certificateVerify: bytes };
        expect(identityDefect({ ...signed, certificate: raw }, fingerprints)).toBe(foreign);
        const value = createHash('sha256').update(bytes).digest('hex');
        const own = [{ algorithm: 'sha-256', value }];
        expect(identityDefect({ ...signed, certificate: bytes }, own)).toBe(foreign);
      }),
    );
  });
});
