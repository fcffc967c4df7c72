import { getCACertificates } from 'node:tls';

let known: string[] | undefined;

/** The authorities that node brings along and those that this machine trusts, PEM, read once. */
export function trustedAuthorities(): string[] {
  known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return known;
}
