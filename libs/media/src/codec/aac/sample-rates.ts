/** Sampling frequencies by samplingFrequencyIndex (ISO/IEC 14496-3 table 1.18). */
export const aacSampleRates: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];

/** Samples per channel in an access unit of AAC-LC. */
export const aacFrameSamples = 1_024;

/** The samplingFrequencyIndex of a rate; -1 when it has none. */
export function aacSampleRateIndex(sampleRateHz: number): number {
  return aacSampleRates.indexOf(sampleRateHz);
}
