import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate in files, as servers want it. */
export type CertificateFiles = {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** SHA-256 of the public key in base64, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly publicKeyHash: string;
};

/**
 * Makes a self-signed certificate for addresses and writes it into a folder. Needs Debian's openssl.
 *
 * @param addresses IPv4 or IPv6
 * @throws Error with what openssl says
 */
export function writeCertificate(folder: string, addresses: readonly string[]): CertificateFiles {
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const names = addresses.map((address) => `IP:${address}`).join(',');
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=test';
  const args = [
    'req',
    ...options.split(' '),
    ...['-addext', `subjectAltName=${names}`, '-keyout', keyFile, '-out', certificateFile],
  ];
  const run = spawnSync('openssl', args, { encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(`openssl: ${run.error?.message ?? run.stderr.trim()}`);
  }
  const { publicKey } = new X509Certificate(readFileSync(certificateFile));
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  const publicKeyHash = createHash('sha256').update(bytes).digest('base64');
  return { certificateFile, keyFile, publicKeyHash };
}
