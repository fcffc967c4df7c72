import { G726Decoder, aacChannels, aacFrameSamples, aacSampleRates } from '@casement/media';
import type { AudioCodec } from '@casement/media';
import type { ListedSound } from '../recorders/camera-list.js';
import type { KeptSound } from './playback-output.js';

/** A piece of recorded sound. */
export type SoundPiece = { readonly data: Uint8Array; readonly samples: number };

/** About a second of recorded sound, as what it is. */
export type ReadSound = {
  readonly codec: Extract<AudioCodec, 'aac' | 'pcmu' | 'pcma' | 'g726'>;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Recorder's time of its first sample. */
  readonly startMs: number;
  readonly pieces: readonly SoundPiece[];
};

/** G.711 and G.726 are of telephones. */
const telephoneRateHz = 8_000;
/** Sound whose times say nothing lasts a second, as documented (NVR v1.4R1 3.2.2). */
const usualMs = 1_000;

/** What recorded sound is: what its body does not say is in the settings or in the sound itself. */
export function readSound(sound: KeptSound, settings: ListedSound): ReadSound {
  const { codec, startMs, frames } = sound;
  if (codec === 'aac') {
    const [first = new Uint8Array()] = frames;
    return {
      codec,
      sampleRateHz: aacRate(sound),
      channels: aacChannels(first) ?? 1,
      startMs,
      pieces: frames.map((data) => ({ data, samples: aacFrameSamples })),
    };
  }
  const perByte = codec === 'g726' ? 2 : 1;
  const law = settings.law === 'a' ? 'pcma' : 'pcmu';
  return {
    codec: codec === 'g726' ? codec : law,
    sampleRateHz: telephoneRateHz,
    channels: 1,
    startMs,
    pieces: frames.map((data) => ({ data, samples: data.length * perByte })),
  };
}

/**
 * The sample rate of AAC: nothing says it, but so many frames of 1,024 samples last so long, to a frame. The usual rate that is
 * nearest is meant.
 */
function aacRate({ startMs, endMs, frames }: KeptSound): number {
  const lastsMs = endMs > startMs ? endMs - startMs : usualMs;
  const about = (frames.length * aacFrameSamples * 1_000) / lastsMs;
  const distance = (rate: number): number => Math.abs(Math.log(rate / Math.max(1, about)));
  return aacSampleRates.reduce((best, rate) => (distance(rate) < distance(best) ? rate : best));
}

/** Decodes G.726 in step with what came before; anything else is left as it is. */
export class SoundDecoder {
  readonly #settings: ListedSound;
  #decoder: G726Decoder | undefined;
  #endMs = Number.NaN;
  #generation = Number.NaN;

  constructor(settings: ListedSound) {
    this.#settings = settings;
  }

  /** The samples of G.726 as 16-bit PCM, little endian. */
  decode({ frames, startMs, endMs }: KeptSound, generation: number): SoundPiece[] {
    if (startMs !== this.#endMs || generation !== this.#generation) {
      this.#decoder = undefined;
    }
    this.#decoder ??= new G726Decoder(this.#settings.g726BitOrder);
    this.#endMs = endMs;
    this.#generation = generation;
    const decoder = this.#decoder;
    return frames.map((frame) => {
      const samples = decoder.decode(frame);
      const data = Buffer.alloc(samples.length * 2);
      samples.forEach((sample, at) => data.writeInt16LE(sample, at * 2));
      return { data, samples: samples.length };
    });
  }
}
