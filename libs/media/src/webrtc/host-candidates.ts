import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { PlaneAddresses } from './plane/viewer-plane.js';

/** An address at which a viewer's socket can be reached, in the order of preference. */
export type HostAddress = { readonly address: string; readonly family: 4 | 6 };

/** The host candidates of one address (RFC 8445 section 5.1.1.1, RFC 6544 section 4.1). */
export type HostCandidate = HostAddress & {
  readonly udpPort: number | undefined;
  /** ICE-TCP, passive. */
  readonly tcpPort: number | undefined;
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

/** The addresses with the plane's ports of their family; those of a family that it does not have are left out. */
export function hostCandidates(
  addresses: readonly HostAddress[],
  { udp4, udp6, tcp4, tcp6 }: PlaneAddresses,
): HostCandidate[] {
  return addresses.flatMap((host, preference) => {
    const [udpPort, tcpPort] = host.family === 4 ? [udp4, tcp4] : [udp6, tcp6];
    return udpPort === undefined && tcpPort === undefined
      ? []
      : [{ ...host, udpPort, tcpPort, preference }];
  });
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

/**
 * Type preferences of host candidates: that of RFC 8445 section 5.1.2.2 for UDP, and for TCP the lower one
 * that browsers use too, because media over TCP waits for every lost packet (RFC 6544 section 4.2).
 */
const typePreference = { udp: 126, tcp: 90 } as const;

/** Passive candidates get 4 of 8 direction preferences (RFC 6544 section 4.2). */
const passivePreference = 4 * 2 ** 13;

/** The `a=candidate` lines (RFC 8839 section 5.1) of component 1, best first: all of UDP before any of TCP. */
export function candidateLines(candidates: readonly HostCandidate[]): string[] {
  return [
    ...candidates.flatMap((each) =>
      each.udpPort === undefined ? [] : [udpLine(each, each.udpPort)],
    ),
    ...candidates.flatMap((each) =>
      each.tcpPort === undefined ? [] : [tcpLine(each, each.tcpPort)],
    ),
  ];
}

function udpLine({ address, preference }: HostCandidate, port: number): string {
  const priority = priorityOf(typePreference.udp, 2 ** 16 - 1 - preference);
  return `a=candidate:${preference + 1} 1 udp ${priority} ${address} ${port} typ host`;
}

function tcpLine({ address, preference }: HostCandidate, port: number): string {
  const priority = priorityOf(typePreference.tcp, passivePreference + 2 ** 13 - 1 - preference);
  // The foundation differs from that of UDP at the same address (RFC 6544 section 4.2).
  const foundation = maxAddresses + preference + 1;
  return `a=candidate:${foundation} 1 tcp ${priority} ${address} ${port} typ host tcptype passive`;
}

/** RFC 8445 section 5.1.2.1, for component 1. */
function priorityOf(type: number, local: number): number {
  return type * 2 ** 24 + local * 2 ** 8 + 255;
}
