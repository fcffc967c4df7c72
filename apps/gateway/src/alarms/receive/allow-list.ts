import { BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { RecorderHosts } from './recorder-hosts.js';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Who may send alarms: the configured devices, and `alarms.allow`. The protocol itself has no other lock (E.8). */
@Injectable()
export class AllowList {
  readonly #ranges = new BlockList();

  constructor(
    @Inject(CASEMENT_CONFIG) config: Pick<CasementConfig, 'alarms'>,
    private readonly hosts: RecorderHosts,
  ) {
    for (const entry of config.alarms.allow) {
      const [address = '', prefix] = entry.split('/');
      if (prefix === undefined) {
        this.#ranges.addAddress(address, familyOf(address));
      } else {
        this.#ranges.addSubnet(address, Number(prefix), familyOf(address));
      }
    }
  }

  /** @param address as `peerAddress` writes it */
  allows(address: string): boolean {
    return (
      this.hosts.recordersAt(address).length > 0 ||
      (isIP(address) !== 0 && this.#ranges.check(address, familyOf(address)))
    );
  }
}
