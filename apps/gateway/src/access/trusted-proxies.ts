import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';

const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** An IPv4 address that arrived on an IPv6 socket, as IPv4. */
export const plainAddress = (address: string): string =>
  /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice('::ffff:'.length) : address;

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The reverse proxies of `server.trustProxy`, and what may be believed of their headers. */
@Injectable()
export class TrustedProxies {
  readonly #list = new BlockList();

  constructor(@Inject(CASEMENT_CONFIG) config: CasementConfig) {
    for (const entry of config.server.trustProxy.flatMap((name) => NAMED[name] ?? [name])) {
      const [address = '', prefix] = entry.split('/');
      if (prefix === undefined) {
        this.#list.addAddress(address, familyOf(address));
      } else {
        this.#list.addSubnet(address, Number(prefix), familyOf(address));
      }
    }
  }

  /** Whether the headers of this peer are believed. */
  has(address: string | undefined): boolean {
    const plain = plainAddress(address ?? '');
    return isIP(plain) !== 0 && this.#list.check(plain, familyOf(plain));
  }

  /** The address of the browser, for connections that Express has not seen (socket.io, WebSocket). */
  clientAddress(headers: IncomingHttpHeaders, peer: string | undefined): string {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const chain = [...forwarded.split(','), peer ?? ''].map((part) => plainAddress(part.trim()));
    // From the gateway outwards: the first address that is no proxy of ours is the browser's.
    let client = chain.pop() ?? '';
    while (this.has(client) && isIP(chain.at(-1) ?? '') !== 0) {
      client = chain.pop() ?? '';
    }
    return client;
  }

  /** The names under which the browser may have reached the gateway: `Host`, and `X-Forwarded-Host` of a proxy. */
  hosts(headers: IncomingHttpHeaders, peer: string | undefined): readonly string[] {
    const forwarded = this.has(peer) ? [headers['x-forwarded-host'] ?? []].flat() : [];
    return [headers.host ?? '', ...forwarded.flatMap((value) => value.split(','))]
      .map((host) => host.trim())
      .filter((host) => host !== '');
  }
}
