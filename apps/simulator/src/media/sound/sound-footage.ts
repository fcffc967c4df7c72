import { FootageError } from '../footage-error.js';
import { splitAdts } from './adts.js';
import { ambience, soundLoopSeconds } from './ambience.js';
import type { G711Law } from './g711.js';
import { encodeG711 } from './g711.js';

/** What a simulated camera's sound is encoded as. */
export type SoundOptions = {
  readonly codec: 'g711' | 'g726' | 'aac';
  /** Of G.711. */
  readonly law: G711Law;
  /** Of G.726: at which end of a byte the first code word is. */
  readonly bitOrder: 'left' | 'right';
  /** Of G.711 and G.726: milliseconds of a packet. */
  readonly packetMs: number;
};

/** The sound of a simulated camera, for ever: frames on a grid that began in 1970, a beep on each full second. */
export type SoundFootage = {
  readonly clockRateHz: number;
  readonly samplesPerFrame: number;
  /** The frame that begins with sample `index * samplesPerFrame` since 1970; shared, do not change it. */
  readonly frame: (index: number) => Uint8Array;
};

/** Samples of an access unit of AAC-LC. */
const aacFrameSamples = 1024;
const aacRateHz = 48_000;
const telephoneRateHz = 8_000;
/** G.726 at 32 kbit/s: two samples a byte. */
const g726SamplesPerByte = 2;

/** Samples a second of a codec. */
export function soundRateHz({ codec }: SoundOptions): number {
  return codec === 'aac' ? aacRateHz : telephoneRateHz;
}

/**
 * How often the loop must be given to the encoder: both codecs carry something over from frame to frame, so that
 * only what is not at the start is as it will be when it is repeated.
 */
export const encodedLoops = 3;

/** Makes sound out of what the encoder made of {@link encodedLoops} loops; G.711 needs none. */
export function createSoundFootage(options: SoundOptions, encoded: Uint8Array): SoundFootage {
  switch (options.codec) {
    case 'g711': {
      const loop = encodeG711(ambience(telephoneRateHz), options.law);
      return telephoneSound(options, loop, 1);
    }
    case 'g726': {
      const bytes = (telephoneRateHz * soundLoopSeconds) / g726SamplesPerByte;
      return telephoneSound(options, takeLoop(encoded, bytes), g726SamplesPerByte);
    }
    case 'aac':
      return aacSound(encoded);
  }
}

function telephoneSound(
  { packetMs }: SoundOptions,
  loop: Uint8Array,
  samplesPerByte: number,
): SoundFootage {
  const samplesPerFrame = (telephoneRateHz / 1000) * packetMs;
  const bytes = samplesPerFrame / samplesPerByte;
  // Once around the end, so that every frame is one piece.
  const extended = new Uint8Array(loop.length + bytes);
  extended.set(loop);
  extended.set(loop.subarray(0, bytes), loop.length);
  return {
    clockRateHz: telephoneRateHz,
    samplesPerFrame,
    frame: (index) => {
      const start = (index * bytes) % loop.length;
      return extended.subarray(start, start + bytes);
    },
  };
}

function aacSound(encoded: Uint8Array): SoundFootage {
  const count = (aacRateHz * soundLoopSeconds) / aacFrameSamples;
  const units = splitAdts(encoded);
  // The first access unit decodes to the 1,024 samples before the first one: all are one later than their sound.
  const loop = units.slice(count + 1, 2 * count + 1);
  if (loop.length < count) {
    throw tooShort('access units', units.length, 2 * count + 1);
  }
  return {
    clockRateHz: aacRateHz,
    samplesPerFrame: aacFrameSamples,
    frame: (index) => loop[index % count] ?? new Uint8Array(),
  };
}

/** The second of the loops. */
function takeLoop(encoded: Uint8Array, bytes: number): Uint8Array {
  if (encoded.length < 2 * bytes) {
    throw tooShort('bytes', encoded.length, 2 * bytes);
  }
  return encoded.subarray(bytes, 2 * bytes);
}

function tooShort(what: string, found: number, expected: number): FootageError {
  return new FootageError(
    'encoder',
    `The encoded sound has ${String(found)} ${what}; expected at least ${String(expected)}`,
    { found, expected },
  );
}
