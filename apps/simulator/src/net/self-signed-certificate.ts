import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  der,
  derBitString,
  derObjectIdentifier,
  derPositiveInteger,
  derSequence,
  derTag,
  derText,
  derTime,
} from './der.js';

/** A key and its certificate, as `tls.createServer` takes them. */
export type TlsIdentity = {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** SHA-256 of the certificate, `AB:CD:...`, by which a gateway may pin it. */
  readonly fingerprint256: string;
};

const oid = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
} as const;

const dayMs = 86_400_000;

/**
 * Makes a self-signed certificate with an EC P-256 key, valid for ten years, as recorders in the field
 * have (B72). Version 3 of RFC 5280 section 4.1, signed with ECDSA and SHA-256.
 *
 * @param hosts names and addresses for the subjectAltName; the first one is the common name
 */
export function createSelfSigned(hosts: readonly string[], now: Date): TlsIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = derSequence(
    der(0xa0, der(derTag.integer, new Uint8Array([2]))),
    derPositiveInteger(randomBytes(8)),
    signatureAlgorithm(),
    distinguishedName(hosts[0] ?? 'recorder'),
    derSequence(
      derTime(new Date(now.getTime() - dayMs)),
      derTime(new Date(now.getTime() + 3650 * dayMs)),
    ),
    distinguishedName(hosts[0] ?? 'recorder'),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, derSequence(basicConstraints(), subjectAltName(hosts))),
  );
  const certificate = derSequence(
    body,
    signatureAlgorithm(),
    derBitString(sign('sha256', body, privateKey)),
  );
  const parsed = new X509Certificate(certificate);
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: parsed.toString(),
    fingerprint256: parsed.fingerprint256,
  };
}

/**
 * The recorder's certificate, made once and kept in `cacheDir`, so that a pinned fingerprint stays true
 * when the recorder starts again. A certificate that does not name all hosts or has run out is replaced.
 */
export async function loadOrCreateSelfSigned(
  cacheDir: string,
  hosts: readonly string[],
  now: Date,
): Promise<TlsIdentity> {
  const file = join(cacheDir, 'recorder-tls.pem');
  const kept = await readIdentity(file);
  if (kept !== undefined && isUsable(kept, hosts, now)) {
    return kept;
  }
  const identity = createSelfSigned(hosts, now);
  await mkdir(cacheDir, { recursive: true });
  // Written beside and renamed, so that another start at the same time never reads half of it.
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${identity.keyPem}${identity.certificatePem}`, { mode: 0o600 });
  await rename(draft, file);
  return identity;
}

async function readIdentity(file: string): Promise<TlsIdentity | undefined> {
  const pem = await readFile(file, 'utf8').catch(() => '');
  const keyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(pem)?.[0];
  const certificatePem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(
    pem,
  )?.[0];
  if (keyPem === undefined || certificatePem === undefined) {
    return undefined;
  }
  const { fingerprint256 } = new X509Certificate(certificatePem);
  return { keyPem, certificatePem, fingerprint256 };
}

function isUsable({ certificatePem }: TlsIdentity, hosts: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(certificatePem);
  const names = (host: string): boolean =>
    (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
  return certificate.validToDate > now && hosts.every(names);
}

function signatureAlgorithm(): Uint8Array {
  return derSequence(derObjectIdentifier(oid.ecdsaWithSha256));
}

function distinguishedName(commonName: string): Uint8Array {
  return derSequence(
    der(
      derTag.set,
      derSequence(derObjectIdentifier(oid.commonName), derText(derTag.utf8String, commonName)),
    ),
  );
}

/** Critical, empty: not an authority. */
function basicConstraints(): Uint8Array {
  return derSequence(
    derObjectIdentifier(oid.basicConstraints),
    der(derTag.boolean, new Uint8Array([0xff])),
    der(derTag.octetString, derSequence()),
  );
}

function subjectAltName(hosts: readonly string[]): Uint8Array {
  return derSequence(
    derObjectIdentifier(oid.subjectAltName),
    der(derTag.octetString, derSequence(...hosts.map(generalName))),
  );
}

/** dNSName [2] or iPAddress [7] (RFC 5280 section 4.2.1.6). */
function generalName(host: string): Uint8Array {
  switch (isIP(host)) {
    case 4:
      return der(0x87, new Uint8Array(host.split('.').map(Number)));
    case 6:
      return der(0x87, ipv6Bytes(host));
    default:
      return derText(0x82, host);
  }
}

function ipv6Bytes(address: string): Uint8Array {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const front = groups(head);
  const back = groups(tail);
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return new Uint8Array(
    [...front, ...zeros, ...back].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}
