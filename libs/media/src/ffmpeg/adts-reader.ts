import { MediaError } from '../errors/media-error.js';
import { ByteQueue } from './byte-queue.js';

/** A raw data block of AAC and what its header says. */
export type AdtsFrame = {
  /** Without the ADTS header. */
  readonly bytes: Uint8Array;
  readonly sampleRateHz: number;
  readonly channels: number;
};

const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];

const headerBytes = 7;
const crcBytes = 2;

/** Takes AAC frames out of an ADTS stream (ISO/IEC 13818-7 section 6.2), one raw data block per frame. */
export class AdtsReader {
  readonly #onFrame: (frame: AdtsFrame) => void;
  readonly #queue = new ByteQueue('ADTS of ffmpeg');

  constructor(onFrame: (frame: AdtsFrame) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes. @throws {MediaError} kind `process` when they are no ADTS. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    while (this.#next()) {
      // All complete frames.
    }
  }

  #next(): boolean {
    if (this.#queue.length < headerBytes) {
      return false;
    }
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0] = this.#queue.view;
    const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
    const sampleRateHz = sampleRates[(b2 >> 2) & 0xf];
    const header = headerBytes + ((b1 & 1) === 0 ? crcBytes : 0);
    const isAdts = b0 === 0xff && (b1 & 0xf6) === 0xf0;
    if (!isAdts || sampleRateHz === undefined || length < header || (b6 & 3) !== 0) {
      const found = [b0, b1, b2, b3, b4, b5, b6].join(' ');
      throw new MediaError('process', `ffmpeg writes the bytes ${found}; expected an ADTS header`, {
        found,
      });
    }
    if (this.#queue.length < length) {
      return false;
    }
    const channels = ((b2 & 1) << 2) | (b3 >> 6);
    const bytes = this.#queue.take(length).subarray(header);
    this.#onFrame({ bytes, sampleRateHz, channels });
    return true;
  }
}
