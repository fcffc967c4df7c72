import { MediaError } from '../errors/media-error.js';
import { controlWords, headWord, recordBytes, reservedBytes, tailWord } from './ring-layout.js';

/**
 * The packets of one camera, of its pictures or of its sound, in memory that threads share: one writes, any number read. Made where the camera
 * is owned and passed to the threads as it is (structured clone keeps the memory shared).
 */
export type SharedRing = {
  /** Differs for every ring of the process. */
  readonly id: string;
  /** Positions, see `PacketRingWriter`. */
  readonly control: SharedArrayBuffer;
  /** One record per packet. */
  readonly directory: SharedArrayBuffer;
  /** RTP payloads. */
  readonly data: SharedArrayBuffer;
  /** Ticks per second of its timestamps: 90,000 for pictures, the sample rate for sound (48,000 for Opus). */
  readonly clockRateHz: number;
  /** Of sound; 0: the ring has pictures. */
  readonly channels: number;
};

/** How much a ring may hold. */
export type SharedRingOptions = {
  /** A power of two. Default 16,384: 37 s at 4 Mbit/s, 4 s at 37 Mbit/s. */
  readonly maxPackets?: number | undefined;
  /** At least 8 KiB. Default 16 MiB: 4 s at 32 Mbit/s, more than any recorder sends. */
  readonly maxBytes?: number | undefined;
  /** Index of the first packet, 0..2^32-1. Default 0. */
  readonly firstIndex?: number | undefined;
  /** Default 90,000. */
  readonly clockRateHz?: number | undefined;
  /** 0..8. Default 0: pictures. */
  readonly channels?: number | undefined;
};

/** The clock of all pictures (RFC 6184, RFC 7798, RFC 2435). */
export const pictureClockHz = 90_000;

/** More than any recorder has; AAC numbers channel configurations up to 7.1. */
const maxChannels = 8;

/** 16,384 records of 32 bytes are half a MiB. */
export const defaultMaxRingPackets = 16_384;

/** Only the pages that were written to take memory: see `PacketRingWriter`. */
export const defaultMaxRingBytes = 16 * 1024 * 1024;

/** Packets of one picture at a time must fit. */
const minRingPackets = 8;
const minRingBytes = 4 * 2_048;

/**
 * An empty ring.
 *
 * @throws {MediaError} kind `option` when a size is impossible.
 */
export function createSharedRing(
  id: string,
  {
    maxPackets = defaultMaxRingPackets,
    maxBytes = defaultMaxRingBytes,
    firstIndex = 0,
    clockRateHz = pictureClockHz,
    channels = 0,
  }: SharedRingOptions = {},
): SharedRing {
  if (maxPackets < minRingPackets || Math.log2(maxPackets) % 1 !== 0) {
    throw impossible('maxPackets', maxPackets, `a power of two, at least ${minRingPackets}`);
  }
  if (!Number.isInteger(maxBytes) || maxBytes < Math.max(minRingBytes, 2 * reservedBytes)) {
    throw impossible('maxBytes', maxBytes, `at least ${minRingBytes}`);
  }
  if (!Number.isInteger(clockRateHz) || clockRateHz < 1) {
    throw impossible('clockRateHz', clockRateHz, 'a whole number, at least 1');
  }
  if (!Number.isInteger(channels) || channels < 0 || channels > maxChannels) {
    throw impossible('channels', channels, `0..${maxChannels}`);
  }
  const control = new SharedArrayBuffer(controlWords * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(control);
  for (const word of [headWord, tailWord]) {
    Atomics.store(words, word, firstIndex | 0);
  }
  return {
    id,
    control,
    directory: new SharedArrayBuffer(maxPackets * recordBytes),
    data: new SharedArrayBuffer(maxBytes),
    clockRateHz,
    channels,
  };
}

function impossible(name: string, value: number, expected: string): MediaError {
  return new MediaError('option', `${name} of a ring is ${value}; expected ${expected}`, {
    option: name,
    value,
  });
}
