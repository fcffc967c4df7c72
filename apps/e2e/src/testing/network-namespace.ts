import { spawnSync } from 'node:child_process';
import type { DemoPlace } from './demo.js';

function ip(...args: string[]): void {
  const run = spawnSync('ip', args, { encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(`ip ${args.join(' ')}: ${run.error?.message ?? run.stderr.trim()}`);
  }
}

/** Namespaces of this process: the next one has other names, whatever the kernel still clears away. */
let opened = 0;

/**
 * A cable from here into a namespace, of a number that nobody else has: several test runs may go on at once.
 *
 * @throws {Error} when all 256 are in use, or `ip` refuses
 */
function layCable(namespace: string): { readonly cable: string; readonly network: string } {
  for (let turn = 0; turn < 256; turn += 1) {
    const number = (process.pid + turn) % 256;
    const cable = `casement-${number}`;
    try {
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
      return { cable, network: `198.18.${number}` };
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('File exists'))) {
        throw error;
      }
    }
  }
  throw new Error('all 256 cables to network namespaces are in use');
}

/**
 * A host of its own for the recorder and the gateway: a network namespace joined to the browser's by a
 * virtual cable (RFC 2544 benchmark addresses), which can be pulled and plugged in again.
 */
export class NetworkNamespace {
  readonly #name: string;
  readonly #cable: string;
  readonly #network: string;
  readonly place: DemoPlace;
  /** The other end of the cable: where the namespace sees the browser, or a proxy that runs beside it. */
  readonly browserHost: string;

  private constructor(name: string, cable: string, network: string) {
    this.#name = name;
    this.#cable = cable;
    this.#network = network;
    this.browserHost = `${network}.1`;
    this.place = { host: `${network}.2`, prefix: ['ip', 'netns', 'exec', name], announce: [] };
  }

  /** Needs root and Debian's iproute2. */
  static open(): NetworkNamespace {
    opened += 1;
    const name = `casement-${process.pid}-${opened}`;
    ip('netns', 'add', name);
    try {
      const { cable, network } = layCable(name);
      ip('address', 'add', `${network}.1/28`, 'dev', cable);
      ip('link', 'set', cable, 'up');
      ip('-n', name, 'address', 'add', `${network}.2/28`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
      return new NetworkNamespace(name, cable, network);
    } catch (error) {
      ip('netns', 'delete', name);
      throw error;
    }
  }

  /**
   * From now on the namespace takes TCP connections to these ports and nothing else: the network of somebody who
   * reaches the gateway over HTTP only. Replaces what an earlier call allowed. Needs Debian's nftables.
   */
  allowOnlyTcp(...ports: readonly number[]): void {
    const rules = [
      // Added first because only what exists can be deleted.
      'add table inet only',
      'delete table inet only',
      'add table inet only',
      'add chain inet only input { type filter hook input priority 0; policy drop; }',
      'add rule inet only input iif lo accept',
      'add rule inet only input ct state established,related meta l4proto tcp accept',
      `add rule inet only input tcp dport { ${ports.join(', ')} } accept`,
      'add rule inet only input meta l4proto ipv6-icmp accept',
    ];
    ip('netns', 'exec', this.#name, 'nft', rules.join('; '));
  }

  pullCable(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  plugIn(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  /**
   * The browser's machine gets another address, as a laptop does that goes from one network to another: what is
   * bound to the old one (the first is 1) sends nothing any more.
   *
   * @param host last number of the address, 3 to 14
   */
  moveBrowser(from: number, host: number): void {
    // In this order: with the first address of a network its later ones go too.
    ip('address', 'delete', `${this.#network}.${from}/28`, 'dev', this.#cable);
    ip('address', 'add', `${this.#network}.${host}/28`, 'dev', this.#cable);
  }

  /** Deletes cable and namespace; its processes must have ended. */
  close(): void {
    // First, and by itself: the kernel takes a namespace's own interfaces away only some time after its name.
    ip('link', 'delete', this.#cable);
    ip('netns', 'delete', this.#name);
  }
}

/**
 * A namespace where this machine lets the tests make one; `undefined`: they run on loopback and cannot pull the cable.
 *
 * @throws {Error} under CI, where there always has to be one
 */
export function openNamespaceIfPossible(): NetworkNamespace | undefined {
  if (canMakeNamespaces()) {
    return NetworkNamespace.open();
  }
  if (process.env['CI']) {
    throw new Error(
      'under CI the browser tests need root and iproute2 (apt-get install -y iproute2)',
    );
  }
  return undefined;
}

/** Whether this machine lets the tests make a namespace: root and iproute2. */
export function canMakeNamespaces(): boolean {
  return process.getuid?.() === 0 && spawnSync('ip', ['-V']).status === 0;
}
