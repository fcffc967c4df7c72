import type { StreamStart } from '@casement/contract';
import type { AudioFormat } from '../live-cameras.js';

/** What an `AudioDecoder` has to be told. */
export type SoundDescription = NonNullable<Extract<StreamStart, { format: 'frames' }>['audio']>;

/** ISO/IEC 14496-3 table 1.18. */
const aacSampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];
const aacLowComplexity = 2;

/** Sound as WebCodecs names it (WebCodecs codec registry); null for a codec that it has no name for. */
export function soundDescription({
  codec,
  sampleRateHz,
  channels,
}: AudioFormat): SoundDescription | null {
  const facts = { sampleRate: sampleRateHz, channels, description: null };
  switch (codec) {
    case 'aac':
      return {
        ...facts,
        codec: 'mp4a.40.2',
        description: audioSpecificConfig(sampleRateHz, channels).toString('base64'),
      };
    case 'opus':
      return { ...facts, codec: 'opus' };
    case 'pcmu':
      return { ...facts, codec: 'ulaw' };
    case 'pcma':
      return { ...facts, codec: 'alaw' };
    case 'g726':
      return null;
  }
}

/** AudioSpecificConfig of AAC-LC (ISO/IEC 14496-3 section 1.6.2.1); a rate of no table is written out. */
function audioSpecificConfig(sampleRateHz: number, channels: number): Buffer {
  const index = aacSampleRates.indexOf(sampleRateHz);
  const bits =
    index >= 0
      ? (BigInt(aacLowComplexity) << 11n) | (BigInt(index) << 7n) | (BigInt(channels) << 3n)
      : (BigInt(aacLowComplexity) << 35n) |
        (15n << 31n) |
        (BigInt(sampleRateHz) << 7n) |
        (BigInt(channels) << 3n);
  const length = index >= 0 ? 2 : 5;
  return Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex');
}
