import type { Socket } from 'node:dgram';
import {
  authenticationTagBytes,
  maxRunPackets,
  maxStagedPayloadBytes,
  rtpHeaderBytes,
} from '../srtp/run-protector.js';

/** The longest run there is; below the 65,507 bytes that one UDP send takes. */
export const maxRunBytes =
  maxRunPackets * (rtpHeaderBytes + maxStagedPayloadBytes + authenticationTagBytes);

/** Whether a sender may take it: at least one packet, and no more than the system takes at once. */
export function isRun(run: Uint8Array, packetBytes: number): boolean {
  return (
    run.length > 0 &&
    run.length <= maxRunBytes &&
    packetBytes > 0 &&
    run.length <= packetBytes * maxRunPackets
  );
}

/** An address in the form its sender wants. */
export type RunDestination = { readonly address: string; readonly port: number };

/** `blocked`: the system takes no more now, nothing was sent; try again in a millisecond. */
export type SendOutcome = 'sent' | 'blocked' | 'failed';

/**
 * Sends runs of packets over UDP sockets. Synchronous, never throws, and never keeps a reference to the
 * bytes after it has returned.
 */
export type RunSender = {
  /** `offload`: one system call for a whole run (UDP_SEGMENT); `single`: one for each packet. */
  readonly name: 'offload' | 'single';
  /** Prepares an address; `socket` is bound and stays open as long as the destination is used. */
  open(socket: Socket, family: 4 | 6, address: string, port: number): RunDestination;
  /**
   * Sends packets that lie one behind the other: all have `packetBytes`, only the last may be shorter. At
   * most `maxRunPackets`.
   */
  send(run: Uint8Array, packetBytes: number, to: RunDestination): SendOutcome;
};
