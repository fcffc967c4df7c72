/** One piece of silence in a codec of sound. */
export type Silence = {
  readonly bytes: Uint8Array;
  /** Samples of one channel. */
  readonly samples: number;
};

/** The quietest code: +0 of each law (G.711), and of G.726 a step of nearly nothing. */
const quietest = { pcmu: 0xff, pcma: 0xd5, g726: 0xff } as const;

/** Raw data blocks of AAC-LC that are silent, by channels (ISO/IEC 14496-3: all spectra zero). */
const silentAac: readonly (Uint8Array | undefined)[] = [
  undefined,
  Uint8Array.of(0x00, 0xc8, 0x00, 0x80, 0x23, 0x80),
  Uint8Array.of(0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80),
];

/** A raw data block of AAC-LC always has so many samples. */
export const aacFrameSamples = 1_024;

/** Samples of one channel in a frame. @param bytes its length */
export function soundSamples(
  codec: 'pcmu' | 'pcma' | 'g726' | 'aac',
  bytes: number,
  channels: number,
): number {
  if (codec === 'aac') {
    return aacFrameSamples;
  }
  return Math.floor((codec === 'g726' ? bytes * 2 : bytes) / Math.max(1, channels));
}

/**
 * Silence of about so many samples: whole frames of AAC, whole bytes of G.726. Empty when it would be nothing, or
 * the codec has none for these channels.
 */
export function silence(
  codec: 'pcmu' | 'pcma' | 'g726' | 'aac',
  samples: number,
  channels: number,
): readonly Silence[] {
  if (codec === 'aac') {
    const bytes = silentAac[channels];
    const frames = Math.round(samples / aacFrameSamples);
    return bytes === undefined
      ? []
      : Array.from({ length: frames }, () => ({ bytes, samples: aacFrameSamples }));
  }
  const length = Math.floor((codec === 'g726' ? samples / 2 : samples) * channels);
  const bytes = new Uint8Array(length).fill(quietest[codec]);
  return length === 0 ? [] : [{ bytes, samples: soundSamples(codec, length, channels) }];
}
