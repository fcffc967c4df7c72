import type { Originator } from './sender-identity.js';

/** A house has hundreds; whoever invents devices pushes only other inventions out. */
const maxAddresses = 10_000;

/**
 * One name for each device. Cameras send alarms in version 1, which tells an address only, and faults in version 2, which
 * tells a MAC too (document 3.1.1), and number both together.
 */
export class OriginatorNames {
  /** The MAC that goes with an address; null: there are several, behind routers. */
  readonly #macs = new Map<string, string | null>();

  /** A MAC, or else an address. */
  nameOf({ mac, address }: Originator): string {
    const known = this.#macs.get(address);
    if (mac === null) {
      return known ?? address;
    }
    if (known !== mac) {
      this.#learn(address, known === undefined ? mac : null);
    }
    return mac;
  }

  #learn(address: string, mac: string | null): void {
    this.#macs.delete(address);
    this.#macs.set(address, mac);
    if (this.#macs.size > maxAddresses) {
      const [oldest] = this.#macs.keys();
      this.#macs.delete(oldest ?? '');
    }
  }
}
