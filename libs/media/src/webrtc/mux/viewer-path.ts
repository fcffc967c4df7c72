import type { RunDestination } from '../udp/run-sender.js';

/** One way to one browser: a socket of ours and an address of its. */
export type ViewerPath = {
  /** Differs for every pair of socket and address. */
  readonly key: string;
  readonly transport: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
  /** For a run sender; `undefined` for TCP, where every packet is framed (RFC 4571). */
  readonly destination: RunDestination | undefined;
  /** What waits in a TCP connection, in bytes; 0 for UDP. */
  readonly queuedBytes: number;
  /** Sends one packet (STUN, DTLS, RTCP; media over TCP); the bytes are copied or gone when it returns. */
  send(packet: Uint8Array): void;
};
