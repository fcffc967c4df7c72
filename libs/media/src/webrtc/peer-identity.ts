import { ByteReader } from '@casement/bytes';
import { createHash, verify, X509Certificate } from 'node:crypto';
import type { DtlsFingerprint } from './offered-transport.js';

/** What a finished handshake has of the browser, as it came over the network. */
export type PeerClaim = {
  /** X.509 in DER form; `undefined` when the browser sent none. */
  readonly certificate: Uint8Array | undefined;
  /** All handshake messages before the browser's CertificateVerify (RFC 5246 section 7.4.8). */
  readonly signedMessages: Uint8Array;
  /** Body of the CertificateVerify message; `undefined` when there was none. */
  readonly certificateVerify: Uint8Array | undefined;
};

/** Names of hash functions as SDP (RFC 8122 section 5) and as node writes them; SHA-1 and MD5 prove nothing. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
]);

/** ecdsa_secp256r1_sha256 and rsa_pkcs1_sha256: the two that the gateway asks for. */
const signatureSchemes: ReadonlySet<number> = new Set([0x0403, 0x0401]);

/**
 * Whether the other end of a DTLS connection is the browser whose offer was answered: its certificate has
 * a fingerprint of the offer (RFC 8122 section 5), and it has the certificate's private key, which
 * werift does not ask for. Without the second half anybody on the way could show the browser's certificate,
 * which is not secret, and receive the pictures.
 *
 * @returns what is wrong, in words; `undefined` when all is well.
 */
export function identityDefect(
  claim: PeerClaim,
  fingerprints: readonly DtlsFingerprint[],
): string | undefined {
  const { certificate, certificateVerify, signedMessages } = claim;
  if (certificate === undefined || certificateVerify === undefined) {
    return 'the browser sent no certificate';
  }
  if (!fingerprints.some((fingerprint) => hasFingerprint(certificate, fingerprint))) {
    return "the browser's certificate does not have the fingerprint of its offer";
  }
  return isSignedBy(certificate, signedMessages, certificateVerify)
    ? undefined
    : 'the browser did not prove that the certificate is its own';
}

function hasFingerprint(certificate: Uint8Array, { algorithm, value }: DtlsFingerprint): boolean {
  const hash = hashes.get(algorithm.toLowerCase());
  return (
    hash !== undefined &&
    createHash(hash).update(certificate).digest('hex') === value.replaceAll(':', '').toLowerCase()
  );
}

/**
 * ```text
 * CertificateVerify: | signature scheme 2 | length 2 | signature |
 * ```
 */
function isSignedBy(certificate: Uint8Array, signed: Uint8Array, body: Uint8Array): boolean {
  try {
    const reader = new ByteReader(body);
    const scheme = reader.u16();
    const signature = reader.bytes(reader.u16());
    const { publicKey } = new X509Certificate(certificate);
    return signatureSchemes.has(scheme) && verify('sha256', signed, publicKey, signature);
  } catch {
    // Not a certificate, not a key of the scheme, or cut short: all of them prove nothing.
    return false;
  }
}
