import { parseMessage } from 'werift';
import type { SocketAddress } from './viewer-socket.js';

/** What is to be done with a datagram. */
export type IceVerdict = 'stun' | 'data' | 'drop';

/** The credentials of our answer, and who hears of nominations. */
export type IceGuardOptions = {
  readonly usernameFragment: string;
  readonly password: string;
  /** The browser wants to receive at this address, through this socket. */
  readonly nominated: (from: SocketAddress) => void;
};

/** A browser checks from each of its addresses; more than this is somebody guessing. */
const maxPeers = 32;

/**
 * Stands between a viewer's socket and werift, which verifies neither the integrity of a binding request
 * nor the sender of a DTLS or SRTCP packet (RFC 8445 section 7.3, RFC 5764 section 5.1.2). Without it
 * whoever sends the first STUN packet to the port receives the (encrypted) pictures instead of the browser.
 *
 * It also hears every nomination: werift keeps to the first nominated pair for ever.
 */
export class IceGuard {
  readonly #prefix: string;
  readonly #key: Buffer;
  readonly #peers = new Set<string>();
  readonly #nominated: IceGuardOptions['nominated'];
  #dropped = 0;

  constructor({ usernameFragment, password, nominated }: IceGuardOptions) {
    this.#prefix = `${usernameFragment}:`;
    this.#key = Buffer.from(password, 'utf8');
    this.#nominated = nominated;
  }

  /** Datagrams of strangers. */
  get dropped(): number {
    return this.#dropped;
  }

  judge(datagram: Buffer, from: SocketAddress): IceVerdict {
    const verdict = isStun(datagram) ? this.#judgeStun(datagram, from) : this.#judgeData(from);
    if (verdict === 'drop') {
      this.#dropped += 1;
    }
    return verdict;
  }

  #judgeData(from: SocketAddress): IceVerdict {
    return this.#peers.has(keyOf(from)) ? 'data' : 'drop';
  }

  #judgeStun(datagram: Buffer, from: SocketAddress): IceVerdict {
    const message = parseMessage(datagram, this.#key);
    const username: unknown = message?.getAttributeValue('USERNAME');
    if (!message || typeof username !== 'string' || !username.startsWith(this.#prefix)) {
      return 'drop';
    }
    const key = keyOf(from);
    if (!this.#peers.has(key) && this.#peers.size >= maxPeers) {
      return 'drop';
    }
    this.#peers.add(key);
    if (message.attributesKeys.includes('USE-CANDIDATE')) {
      this.#nominated(from);
    }
    return 'stun';
  }
}

/** RFC 7983 section 7: the first byte of a STUN message is 0..3. */
export function isStun(datagram: Uint8Array): boolean {
  return datagram.length >= 20 && (datagram.at(0) ?? 0xff) <= 3;
}

function keyOf({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}
