import type { Socket } from 'node:dgram';
import { constants } from 'node:os';
import type { NativeFunction, NativeLibrary } from '../srtp/native-library.js';
import { isRun } from './run-sender.js';
import type { RunDestination, RunSender, SendOutcome } from './run-sender.js';
import { MessageHeader } from './message-header.js';
import { socketAddress } from './socket-address.js';
import { socketDescriptor } from './socket-internals.js';
import type { SocketDescriptor } from './socket-internals.js';

/** Do not wait, and no signal either (send(2)); the same on all Linux but MIPS. */
const messageFlags = 0x40 | 0x4000;
const { EAGAIN, EWOULDBLOCK, ENOBUFS, EINTR, EINVAL, EIO, EMSGSIZE, ENOPROTOOPT } = constants.errno;

class OffloadDestination implements RunDestination {
  readonly address: string;
  readonly port: number;
  readonly socket: SocketDescriptor | undefined;
  readonly name: ArrayBuffer | undefined;
  /** Where `name` lies in memory. */
  readonly nameAt: number;
  /** False once the way there turned out not to take whole runs. */
  takesRuns = true;

  constructor(
    address: string,
    port: number,
    socket: SocketDescriptor | undefined,
    name: ArrayBuffer | undefined,
    nameAt: number,
  ) {
    this.address = address;
    this.port = port;
    this.socket = socket;
    this.name = name;
    this.nameAt = nameAt;
  }
}

/**
 * Sends a run with one `sendmsg` and UDP segmentation offload (`UDP_SEGMENT`, udp(7), Linux 4.18): the network stack is
 * walked through once for up to 44 packets. Only for 64-bit little-endian Linux.
 */
export class OffloadSender implements RunSender {
  readonly name = 'offload';
  readonly #library: NativeLibrary;
  readonly #sendmsg: NativeFunction;
  readonly #message: MessageHeader;
  /** The memory the last run came from; nearly always it is the same. Held, so that its address stays taken. */
  #memory: ArrayBufferLike = new ArrayBuffer(0);
  #memoryAt = 0;

  /** @throws {Error} when the system has no `sendmsg`. */
  constructor(library: NativeLibrary) {
    this.#library = library;
    this.#sendmsg = library.find('intptr_t sendmsg(int socket, uintptr_t message, int flags)');
    this.#message = new MessageHeader(library);
  }

  open(socket: Socket, family: 4 | 6, address: string, port: number): RunDestination {
    const name = socketAddress(family, address, port)?.buffer as ArrayBuffer | undefined;
    const nameAt = name === undefined ? 0 : this.#library.addressOf(name);
    return new OffloadDestination(address, port, socketDescriptor(socket), name, nameAt);
  }

  send(run: Uint8Array, packetBytes: number, to: RunDestination): SendOutcome {
    if (
      !(to instanceof OffloadDestination) ||
      to.socket?.isOpen !== true ||
      to.name === undefined ||
      !isRun(run, packetBytes)
    ) {
      return 'failed';
    }
    this.#message.setName(to.nameAt, to.name.byteLength);
    const runAt = this.#addressOf(run);
    if (run.length > packetBytes && to.takesRuns) {
      const outcome = this.#call(to.socket.fd, runAt, run.length, packetBytes);
      if (outcome !== 'unsupported') {
        return outcome;
      }
      to.takesRuns = false;
    }
    return this.#sendEach(to.socket.fd, runAt, run.length, packetBytes);
  }

  /** Blocked only when the very first packet was; a run that stops in the middle has lost its rest. */
  #sendEach(fd: number, runAt: number, runBytes: number, packetBytes: number): SendOutcome {
    for (let at = 0; at < runBytes; at += packetBytes) {
      const outcome = this.#call(fd, runAt + at, Math.min(packetBytes, runBytes - at), 0);
      if (outcome !== 'sent') {
        return outcome === 'blocked' && at === 0 ? 'blocked' : 'failed';
      }
    }
    return 'sent';
  }

  #call(fd: number, at: number, bytes: number, segmentBytes: number): SendOutcome | 'unsupported' {
    this.#message.setData(at, bytes, segmentBytes);
    if (this.#sendmsg(fd, this.#message.address, messageFlags) >= 0) {
      return 'sent';
    }
    switch (this.#library.errno()) {
      case EAGAIN:
      case EWOULDBLOCK:
      case ENOBUFS:
      case EINTR:
        return 'blocked';
      // A device without checksums in hardware (EIO), a path with smaller packets (EINVAL, EMSGSIZE), an old system.
      case EINVAL:
      case EIO:
      case EMSGSIZE:
      case ENOPROTOOPT:
        return segmentBytes > 0 ? 'unsupported' : 'failed';
      default:
        return 'failed';
    }
  }

  #addressOf(run: Uint8Array): number {
    if (run.buffer !== this.#memory) {
      this.#memory = run.buffer;
      this.#memoryAt = this.#library.addressOf(run.buffer);
    }
    return this.#memoryAt + run.byteOffset;
  }
}
