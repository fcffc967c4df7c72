import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** An address at which a viewer's socket can be reached, in the order of preference. */
export type HostAddress = { readonly address: string; readonly family: 4 | 6 };

/** A host candidate of ICE (RFC 8445 section 5.1.1.1). */
export type HostCandidate = HostAddress & {
  readonly port: number;
  /** Position in the list of addresses, 0 is the best. */
  readonly preference: number;
};

/** A machine has a handful; beyond this only the answer grows. */
const maxAddresses = 16;

/** What decides which addresses an answer names. */
export type HostAddressOptions = {
  /** Addresses by which browsers reach this machine although it does not have them (NAT, containers). */
  readonly announce: readonly string[];
  /** Addresses at which this very browser reached the gateway, which work for certain. */
  readonly localAddresses?: readonly string[] | undefined;
  /** As of `os.networkInterfaces()`. */
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
};

/**
 * The addresses to name, best first: where the browser reached the gateway, what the configuration
 * announces, then every interface. Loopback is named only when the browser came from there. Interfaces of
 * tunnels and containers count too: a viewer may sit behind each.
 */
export function hostAddresses(options: HostAddressOptions): HostAddress[] {
  const found = new Map<string, HostAddress>();
  const own = Object.values(options.interfaces)
    .flatMap((infos) => infos ?? [])
    .filter((info) => !info.internal)
    .map(({ address }) => address);
  for (const text of [...(options.localAddresses ?? []), ...options.announce, ...own]) {
    const host = toHostAddress(text);
    if (host && found.size < maxAddresses) {
      found.set(host.address, host);
    }
  }
  return [...found.values()];
}

/** `undefined` for what no candidate can name: host names, link-local and unspecified addresses. */
function toHostAddress(text: string): HostAddress | undefined {
  // A dual-stack listener sees IPv4 peers and itself as ::ffff:192.0.2.1.
  const address =
    text
      .toLowerCase()
      .replace(/^::ffff:(?=\d+\.)/, '')
      .split('%')[0] ?? '';
  const family = isIP(address);
  if (family === 4) {
    return /^(0\.|169\.254\.)/.test(address) ? undefined : { address, family };
  }
  return family === 6 && !/^(::$|fe[89ab])/.test(address) ? { address, family } : undefined;
}

/** Type preference of host candidates (RFC 8445 section 5.1.2.2). */
const hostTypePreference = 126;

/** One `a=candidate` line (RFC 8839 section 5.1) of component 1. */
export function candidateLine({ address, port, preference }: HostCandidate): string {
  const localPreference = 65_535 - preference;
  const priority = hostTypePreference * 2 ** 24 + localPreference * 2 ** 8 + 255;
  return `a=candidate:${preference + 1} 1 udp ${priority} ${address} ${port} typ host`;
}
