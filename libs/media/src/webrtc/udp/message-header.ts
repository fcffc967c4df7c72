import type { NativeLibrary } from '../srtp/native-library.js';

/** In 32-bit words, for the 64-bit Linux ABI (x64 and arm64 alike; recv(2), cmsg(3)). */
const layout = {
  name: 0,
  nameLength: 2,
  vectors: 4,
  vectorCount: 6,
  control: 8,
  controlLength: 10,
  vector: { base: 16, length: 18 },
  controlHeader: { length: 24, level: 26, type: 27, data: 28 },
  words: 32,
} as const;

const wordBytes = 4;
/** udp(7) */
const solUdp = 17;
const udpSegment = 103;
/** `CMSG_LEN` and `CMSG_SPACE` of a 16-bit number. */
const controlBytes = 18;
const controlSpace = 24;

/**
 * A `struct msghdr` with one piece of data and room for the control message `UDP_SEGMENT`, in memory that is used again
 * for every call. Addresses are split by arithmetic: BigInt would allocate.
 */
export class MessageHeader {
  /** Where it lies. */
  readonly address: number;
  readonly #words = new Uint32Array(new ArrayBuffer(layout.words * wordBytes));

  constructor(library: NativeLibrary) {
    const words = this.#words;
    this.address = library.addressOf(words.buffer);
    this.#setAddress(layout.vectors, this.address + layout.vector.base * wordBytes);
    words[layout.vectorCount] = 1;
    this.#setAddress(layout.control, this.address + layout.controlHeader.length * wordBytes);
    words[layout.controlHeader.length] = controlBytes;
    words[layout.controlHeader.level] = solUdp;
    words[layout.controlHeader.type] = udpSegment;
  }

  /** Whom the next message is for: the address of a `sockaddr` and its length. */
  setName(address: number, bytes: number): void {
    this.#setAddress(layout.name, address);
    this.#words[layout.nameLength] = bytes;
  }

  /** What is sent next; in segments of so many bytes, or with 0 as one packet. */
  setData(address: number, bytes: number, segmentBytes: number): void {
    this.#setAddress(layout.vector.base, address);
    this.#words[layout.vector.length] = bytes;
    this.#words[layout.controlHeader.data] = segmentBytes;
    this.#words[layout.controlLength] = segmentBytes > 0 ? controlSpace : 0;
  }

  #setAddress(at: number, address: number): void {
    this.#words[at] = address % 0x1_0000_0000;
    this.#words[at + 1] = Math.floor(address / 0x1_0000_0000);
  }
}
