import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import { initValues, lastStateMps, nextStateLps, rangeTabLps } from './cabac-tables.js';

/** Bits that the low register takes before a byte leaves it. */
const freshBits = 23;

/**
 * The arithmetic encoder of ITU-T H.265 (9.3.5), in the form in which whole bytes leave it and carries wait for a
 * byte that is not 0xFF. One encoder writes many slices, one after the other.
 */
export class CabacEncoder {
  readonly #writer: NalUnitWriter;
  /** State times two plus the more probable symbol, of each context. */
  readonly #contexts = new Uint8Array(initValues.length);
  #low = 0;
  #range = 510;
  #bitsLeft = freshBits;
  /** The byte that a carry may still change, and how many bytes wait: it and the 0xFF behind it. */
  #bufferedByte = 0xff;
  #buffered = 0;

  /** @param writer what a slice is written to; its header must be there, byte-aligned */
  constructor(writer: NalUnitWriter) {
    this.#writer = writer;
  }

  /** Starts a slice: contexts from their init values (9.3.2.2), the engine empty. */
  begin(sliceQp: number): void {
    for (let index = 0; index < initValues.length; index += 1) {
      this.#contexts[index] = initialContext(initValues[index] ?? 0, sliceQp);
    }
    this.#low = 0;
    this.#range = 510;
    this.#bitsLeft = freshBits;
    this.#bufferedByte = 0xff;
    this.#buffered = 0;
  }

  /** A bin with a context. */
  bin(context: number, value: number): void {
    const known = this.#contexts[context] ?? 0;
    const state = known >> 1;
    const lps = rangeTabLps[(state << 2) | ((this.#range >> 6) & 3)] ?? 0;
    this.#range -= lps;
    if (value === (known & 1)) {
      this.#contexts[context] = (Math.min(state + 1, lastStateMps) << 1) | (known & 1);
      if (this.#range < 256) {
        this.#low <<= 1;
        this.#range <<= 1;
        this.#bitsLeft -= 1;
      }
    } else {
      this.#low += this.#range;
      // State 0 is where the more probable symbol changes sides.
      const symbol = state === 0 ? 1 - (known & 1) : known & 1;
      this.#contexts[context] = ((nextStateLps[state] ?? 0) << 1) | symbol;
      const shift = Math.clz32(lps) - 23;
      this.#low <<= shift;
      this.#range = lps << shift;
      this.#bitsLeft -= shift;
    }
    this.#drain();
  }

  /** `count` bins without context, the most significant bit of `value` first; up to 8. */
  bypass(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      this.#low <<= 1;
      if (((value >> bit) & 1) === 1) {
        this.#low += this.#range;
      }
      this.#bitsLeft -= 1;
      this.#drain();
    }
  }

  /** The bin that says whether the slice ends here (9.3.5.5); after a 1 everything is written. */
  terminate(value: number): void {
    this.#range -= 2;
    if (value === 1) {
      this.#low += this.#range;
      this.#low <<= 7;
      this.#range = 2 << 7;
      this.#bitsLeft -= 7;
      this.#drain();
      this.#finish();
    } else if (this.#range < 256) {
      this.#low <<= 1;
      this.#range <<= 1;
      this.#bitsLeft -= 1;
      this.#drain();
    }
  }

  #drain(): void {
    if (this.#bitsLeft >= 12) {
      return;
    }
    const lead = this.#low >>> (24 - this.#bitsLeft);
    this.#bitsLeft += 8;
    this.#low &= 0xffff_ffff >>> this.#bitsLeft;
    if (lead === 0xff) {
      this.#buffered += 1;
      return;
    }
    this.#release(lead >> 8);
    this.#bufferedByte = lead & 0xff;
    this.#buffered = 1;
  }

  /** Writes the bytes that wait, with a carry or without. */
  #release(carry: number): void {
    if (this.#buffered === 0) {
      return;
    }
    this.#writer.bits((this.#bufferedByte + carry) & 0xff, 8);
    for (; this.#buffered > 1; this.#buffered -= 1) {
      this.#writer.bits((0xff + carry) & 0xff, 8);
    }
    this.#buffered = 0;
  }

  #finish(): void {
    const carry = this.#low >>> (32 - this.#bitsLeft);
    this.#release(carry);
    this.#low -= carry * 2 ** (32 - this.#bitsLeft);
    const count = 24 - this.#bitsLeft;
    const rest = this.#low >>> 8;
    this.#writer.bits(rest >>> 8, Math.max(0, count - 8));
    this.#writer.bits(rest & (2 ** Math.min(8, count) - 1), Math.min(8, count));
  }
}

/** 9.3.2.2: from initValue and QP to a state and its more probable symbol. */
function initialContext(initValue: number, sliceQp: number): number {
  const slope = (initValue >> 4) * 5 - 45;
  const offset = ((initValue & 15) << 3) - 16;
  const qp = Math.min(51, Math.max(0, sliceQp));
  const pre = Math.min(126, Math.max(1, ((slope * qp) >> 4) + offset));
  return pre <= 63 ? (63 - pre) << 1 : ((pre - 64) << 1) | 1;
}
