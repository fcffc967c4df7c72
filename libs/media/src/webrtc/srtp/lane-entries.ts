import { maxRunPackets } from './run-protector.js';
import { entryFields, srtpLayout } from './srtp-wasm.generated.js';

const { entries, entryStride, maxJobs } = srtpLayout;
const maxEntries = maxJobs * maxRunPackets;
export const lanesPerGroup = 4;
/** SHA-1 blocks of the longest packet: 1,214 bytes, 4 of roll-over counter, 1 and 8 of padding. */
const maxBlocks = 20;

/**
 * The packets of one call in the order in which their tags are made: those with most SHA-1 blocks first, so that the four
 * packets that go through the module side by side are as equally long as can be.
 */
export class LaneEntries {
  readonly #words: Uint32Array;
  readonly #packets = new Uint32Array(maxEntries);
  readonly #lengths = new Uint16Array(maxEntries);
  readonly #jobs = new Uint32Array(maxEntries);
  readonly #rollOvers = new Uint32Array(maxEntries);
  /** Entries with n blocks, at n; then the place of the next of them. */
  readonly #places = new Uint16Array(maxBlocks + 1);
  #count = 0;

  constructor(memory: ArrayBuffer) {
    this.#words = new Uint32Array(
      memory,
      entries,
      ((maxEntries + lanesPerGroup) * entryStride) / 4,
    );
  }

  clear(): void {
    this.#count = 0;
    this.#places.fill(0);
  }

  /**
   * @param packet Address of the packet.
   * @param length Its header and payload.
   * @param job Address of its job.
   */
  add(packet: number, length: number, job: number, rollOver: number): void {
    const at = this.#count;
    this.#packets[at] = packet;
    this.#lengths[at] = length;
    this.#jobs[at] = job;
    this.#rollOvers[at] = rollOver;
    const blocks = sha1Blocks(length);
    this.#places[blocks] = (this.#places[blocks] ?? 0) + 1;
    this.#count = at + 1;
  }

  /** Writes the entries where the module reads them, and returns the number of groups. */
  arrange(): number {
    const count = this.#count;
    const places = this.#places;
    for (let blocks = maxBlocks, next = 0; blocks >= 0; blocks -= 1) {
      const here = places[blocks] ?? 0;
      places[blocks] = next;
      next += here;
    }
    for (let at = 0; at < count; at += 1) {
      const blocks = sha1Blocks(this.#lengths[at] ?? 0);
      const place = places[blocks] ?? 0;
      places[blocks] = place + 1;
      this.#write(place, at);
    }
    const groups = Math.ceil(count / lanesPerGroup);
    // Lanes without a packet do the last one again: the same tag in the same place.
    for (let place = count; place < groups * lanesPerGroup; place += 1) {
      this.#words.copyWithin(word(place), word(count - 1), word(count));
    }
    return groups;
  }

  #write(place: number, at: number): void {
    const start = word(place);
    this.#words[start + entryFields.packet / 4] = this.#packets[at] ?? 0;
    this.#words[start + entryFields.length / 4] = this.#lengths[at] ?? 0;
    this.#words[start + entryFields.job / 4] = this.#jobs[at] ?? 0;
    this.#words[start + entryFields.rollOver / 4] = this.#rollOvers[at] ?? 0;
  }
}

function word(place: number): number {
  return (place * entryStride) / 4;
}

/** Blocks of packet, roll-over counter (4 bytes), 0x80 (1) and length (8). */
function sha1Blocks(length: number): number {
  return ((length + 12) >> 6) + 1;
}
