import { spawnSync } from 'node:child_process';
import type { DemoPlace } from './demo.js';

function ip(...args: string[]): void {
  const run = spawnSync('ip', args, { encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(`ip ${args.join(' ')}: ${run.error?.message ?? run.stderr.trim()}`);
  }
}

/**
 * A host of its own for the recorder and the gateway: a network namespace joined to the browser's by a
 * virtual cable (RFC 2544 benchmark addresses), which can be pulled and plugged in again.
 */
export class NetworkNamespace {
  readonly #name: string;
  readonly #cable: string;
  readonly place: DemoPlace;

  private constructor(name: string, cable: string, address: string) {
    this.#name = name;
    this.#cable = cable;
    this.place = { host: address, prefix: ['ip', 'netns', 'exec', name], announce: [] };
  }

  /** Needs root and Debian's iproute2. */
  static open(): NetworkNamespace {
    const id = process.pid % 100_000;
    const name = `casement-${id}`;
    const cable = `cse${id}`;
    const network = `198.18.${id % 256}`;
    ip('netns', 'add', name);
    try {
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('address', 'add', `${network}.1/30`, 'dev', cable);
      ip('link', 'set', cable, 'up');
      ip('-n', name, 'address', 'add', `${network}.2/30`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
    } catch (error) {
      ip('netns', 'delete', name);
      throw error;
    }
    return new NetworkNamespace(name, cable, `${network}.2`);
  }

  pullCable(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  plugIn(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  /** Deletes the namespace and with it the cable; its processes must have ended. */
  close(): void {
    ip('netns', 'delete', this.#name);
  }
}

/** Whether this machine lets the tests make a namespace: root and iproute2. */
export function canMakeNamespaces(): boolean {
  return process.getuid?.() === 0 && spawnSync('ip', ['-V']).status === 0;
}
