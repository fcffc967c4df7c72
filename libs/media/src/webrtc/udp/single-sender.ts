import type { Socket } from 'node:dgram';
import { isRun, maxRunBytes } from './run-sender.js';
import type { RunDestination, RunSender, SendOutcome } from './run-sender.js';
import { socketDescriptor } from './socket-internals.js';

/** What a socket's destinations share. */
type SocketOutlet = {
  readonly socket: Socket;
  /** The run that is being sent: when the system takes no more, libuv goes on from here. */
  readonly slab: Buffer | undefined;
};

class SingleDestination implements RunDestination {
  readonly address: string;
  readonly port: number;
  readonly outlet: SocketOutlet;
  /** The system refused a packet after the send that caused it had returned. */
  hasFailed = false;
  readonly onSent = (error: Error | null): void => {
    this.hasFailed ||= error !== null;
  };

  constructor(outlet: SocketOutlet, address: string, port: number) {
    this.outlet = outlet;
    this.address = address;
    this.port = port;
  }
}

/**
 * Sends with `socket.send`, a system call per packet. Works everywhere.
 *
 * Node tells about a refused packet a tick later, so `failed` is about a run before. While libuv still holds packets that the
 * system did not take, everything is `blocked`: a run is either given to the system whole or not at all.
 */
export class SingleSender implements RunSender {
  readonly name = 'single';
  readonly #outlets = new WeakMap<Socket, SocketOutlet>();

  open(socket: Socket, _family: 4 | 6, address: string, port: number): RunDestination {
    const outlet = this.#outlets.get(socket) ?? openOutlet(socket);
    this.#outlets.set(socket, outlet);
    return new SingleDestination(outlet, address, port);
  }

  send(run: Uint8Array, packetBytes: number, to: RunDestination): SendOutcome {
    if (!(to instanceof SingleDestination) || !isRun(run, packetBytes)) {
      return 'failed';
    }
    const { socket, slab } = to.outlet;
    try {
      if (socket.getSendQueueSize() > 0) {
        return 'blocked';
      }
      const held = slab ?? Buffer.allocUnsafe(run.length);
      held.set(run);
      for (let at = 0; at < run.length; at += packetBytes) {
        const bytes = Math.min(packetBytes, run.length - at);
        // Only the first reports: a destination that cannot be reached refuses all of them.
        socket.send(held, at, bytes, to.port, to.address, at === 0 ? to.onSent : undefined);
      }
    } catch {
      // Closed meanwhile.
      return 'failed';
    }
    const hasFailed = to.hasFailed;
    to.hasFailed = false;
    return hasFailed ? 'failed' : 'sent';
  }
}

function openOutlet(socket: Socket): SocketOutlet {
  const descriptor = socketDescriptor(socket);
  descriptor?.sendAtOnce();
  // A node that does not let us send at once holds on to every run for a tick, so each has to be a copy of its own.
  return {
    socket,
    slab: descriptor === undefined ? undefined : Buffer.allocUnsafeSlow(maxRunBytes),
  };
}
