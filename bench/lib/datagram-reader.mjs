// Reads many UDP sockets without an event per datagram: recvmmsg of the C library through koffi (an optional dependency
// of libs/media), with the kernel's time of arrival. 100 viewers then cost the benchmark a tenth of a core, and how busy the
// benchmark is does not stand in the delays. Linux, 64 bits, little endian.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './house.mjs';

const batch = 64;
const slotBytes = 2048;
const headerBytes = 64;
const vectorBytes = 16;
const controlBytes = 64;
const solSocket = 1;
const soRcvbufForce = 33;
const soTimestampNs = 35;
const dontWait = 0x40;

/** What the C library offers, bound once per thread. */
function bind() {
  const koffi = createRequire(join(root, 'libs', 'media', 'package.json'))('koffi');
  const libc = koffi.load('libc.so.6');
  return {
    koffi,
    malloc: libc.func('void *malloc(size_t bytes)'),
    recvmmsg: libc.func(
      'int recvmmsg(int fd, void *messages, uint count, int flags, void *timeout)',
    ),
    setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *value, uint length)'),
  };
}

export class DatagramReader {
  #c = bind();
  #messages;
  #headers;
  #controls;
  #slots;
  #option = Buffer.alloc(4);

  constructor() {
    const { malloc, koffi } = this.#c;
    const allocate = (bytes) => {
      const pointer = malloc(bytes);
      return { pointer, address: koffi.address(pointer), view: koffi.view(pointer, bytes) };
    };
    const messages = allocate(batch * headerBytes);
    const vectors = allocate(batch * vectorBytes);
    const controls = allocate(batch * controlBytes);
    const slots = allocate(batch * slotBytes);
    this.#messages = messages.pointer;
    this.#headers = new DataView(messages.view);
    this.#controls = new DataView(controls.view);
    this.#slots = Buffer.from(slots.view);
    const vectorView = new DataView(vectors.view);
    new Uint8Array(messages.view).fill(0);
    for (let index = 0; index < batch; index++) {
      const header = index * headerBytes;
      const vector = index * vectorBytes;
      const at = (memory, step) => memory.address + BigInt(index * step);
      vectorView.setBigUint64(vector, at(slots, slotBytes), true);
      vectorView.setBigUint64(vector + 8, BigInt(slotBytes), true);
      this.#headers.setBigUint64(header + 16, at(vectors, vectorBytes), true);
      this.#headers.setBigUint64(header + 24, 1n, true);
      this.#headers.setBigUint64(header + 32, at(controls, controlBytes), true);
      this.#headers.setUint32(header + 40, controlBytes, true);
    }
  }

  /** A large buffer (an IDR picture is 100 packets) and time stamps for a socket. */
  prepare(fd) {
    this.#set(fd, soRcvbufForce, 4 << 20);
    if (this.#set(fd, soTimestampNs, 1) !== 0) throw new Error('SO_TIMESTAMPNS was refused');
  }

  #set(fd, name, value) {
    this.#option.writeInt32LE(value);
    return this.#c.setsockopt(fd, solSocket, name, this.#option, 4);
  }

  /** Takes everything that waits; `take(slot buffer, start, length, wall-clock ms)` for each datagram. */
  drain(fd, take) {
    for (;;) {
      const count = this.#c.recvmmsg(fd, this.#messages, batch, dontWait, null);
      for (let index = 0; index < count; index++) {
        const header = index * headerBytes;
        const at = this.#arrival(index * controlBytes);
        this.#headers.setUint32(header + 40, controlBytes, true);
        take(this.#slots, index * slotBytes, this.#headers.getUint32(header + 56, true), at);
      }
      if (count < batch) return;
    }
  }

  /** From the control message SCM_TIMESTAMPNS: header of 16 bytes, then seconds and nanoseconds. */
  #arrival(control) {
    const seconds = this.#controls.getUint32(control + 16, true);
    return seconds * 1000 + this.#controls.getUint32(control + 24, true) / 1e6;
  }
}
