import type { SoundFormat } from '@casement/media';
import type { SoundFootage } from '../../media/index.js';
import type { AudioScenario } from '../../scenario.js';
import { box, fields } from './mp4-box.js';
import type { Mp4Track } from './mp4-track.js';

/** The sound of a camera as its files have it. */
export type Mp4Sound = {
  readonly footage: SoundFootage;
  /** AAC, of which the muxer makes the description of the track. */
  readonly format: SoundFormat | undefined;
  /** G.711, which has a description of its own: the names that QuickTime gave it, one byte a sample. */
  readonly law: 'ulaw' | 'alaw' | undefined;
};

/** What lies in a file of the sound. */
export type Mp4SoundData = {
  /** Of AAC. */
  readonly sampleDescription: Uint8Array | undefined;
  /** Where the file begins, milliseconds since 1970. */
  readonly startMs: number;
  readonly frameBytes: readonly number[];
  readonly chunks: readonly { readonly offset: number; readonly samples: number }[];
};

const secondMs = 1_000;
const aacChannels = 2;

/** The sound of a camera for its files; `undefined`: it has none, or G.726, which nobody puts into MP4. */
export function mp4SoundOf(
  footage: SoundFootage | undefined,
  audio: AudioScenario | undefined,
): Mp4Sound | undefined {
  if (footage === undefined || audio === undefined) {
    return undefined;
  }
  const { clockRateHz: sampleRateHz } = footage;
  switch (audio.codec) {
    case 'aac':
      return {
        footage,
        format: { codec: 'aac', sampleRateHz, channels: aacChannels },
        law: undefined,
      };
    case 'g711':
      return { footage, format: undefined, law: audio.law === 'a' ? 'alaw' : 'ulaw' };
    case 'g726':
      return undefined;
  }
}

/** The frames that begin within a range of time; nothing is missing between two ranges that touch. */
export function soundFramesBetween(
  { clockRateHz, samplesPerFrame, frame }: SoundFootage,
  fromMs: number,
  toMs: number,
): readonly Uint8Array[] {
  const first = firstFrameFrom({ clockRateHz, samplesPerFrame }, fromMs);
  const end = firstFrameFrom({ clockRateHz, samplesPerFrame }, toMs);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => frame(first + index));
}

/** The track of the frames from the start of a file on. */
export function mp4SoundTrack(
  { footage, law }: Mp4Sound,
  { sampleDescription, startMs, frameBytes, chunks }: Mp4SoundData,
): Mp4Track {
  const { clockRateHz, samplesPerFrame } = footage;
  const first = firstFrameFrom(footage, startMs);
  const common = {
    kind: 'sound' as const,
    timescale: clockRateHz,
    width: 0,
    height: 0,
    offsets: [],
    syncSamples: undefined,
    delayMs: Math.round((first * samplesPerFrame * secondMs) / clockRateHz - startMs),
    mediaStart: 0,
  };
  if (law === undefined) {
    return {
      ...common,
      sampleDescription: sampleDescription ?? fields((to) => to.u32(0).u32(0)),
      durations: [{ count: frameBytes.length, ticks: samplesPerFrame }],
      sizes: frameBytes,
      chunks,
    };
  }
  const samples = frameBytes.length * samplesPerFrame;
  return {
    ...common,
    sampleDescription: telephoneDescription(law, clockRateHz),
    durations: [{ count: samples, ticks: 1 }],
    sizes: { each: 1, count: samples },
    chunks: chunks.map((chunk) => ({ ...chunk, samples: chunk.samples * samplesPerFrame })),
  };
}

/** AudioSampleEntry (ISO/IEC 14496-12 section 12.2.3) of one channel. */
function telephoneDescription(law: 'ulaw' | 'alaw', sampleRateHz: number): Uint8Array {
  const entry = box(
    law,
    fields((to) => to.zeros(6).u16(1).zeros(8).u16(1).u16(16).u32(0).u16(sampleRateHz).u16(0)),
  );
  return fields((to) => to.u32(0).u32(1).bytes(entry));
}

function firstFrameFrom(
  { clockRateHz, samplesPerFrame }: Pick<SoundFootage, 'clockRateHz' | 'samplesPerFrame'>,
  ms: number,
): number {
  return Math.ceil((ms * clockRateHz) / secondMs / samplesPerFrame);
}
