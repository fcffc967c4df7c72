import { BitReader, BitWriter, BytesError, toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { aacSampleRateIndex, aacSampleRates } from './sample-rates.js';

/** What a decoder has to know before the first access unit. */
export type AudioSpecificConfig = {
  /** audioObjectType: 2 is AAC-LC. */
  readonly objectType: number;
  readonly sampleRateHz: number;
  /** channelConfiguration, 1..7; 7 means eight channels. */
  readonly channels: number;
};

/** The object type of everything that recorders send. */
export const aacLowComplexity = 2;

const escapeObjectType = 31;
const explicitRate = 15;
const maxRateHz = 0xff_ffff;

/**
 * Writes an AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) with a GASpecificConfig of frames of 1024 samples:
 * `1190` for AAC-LC of 48 kHz in stereo.
 *
 * @throws {MediaError} kind `option` when a field has no code.
 */
export function serializeAudioSpecificConfig({
  objectType,
  sampleRateHz,
  channels,
}: AudioSpecificConfig): Uint8Array {
  if (
    !isWithin(objectType, 1, escapeObjectType - 1) ||
    !isWithin(sampleRateHz, 1, maxRateHz) ||
    !isWithin(channels, 1, 7)
  ) {
    throw new MediaError(
      'option',
      `AudioSpecificConfig of object type ${objectType}, ${sampleRateHz} Hz, ${channels} channels; expected 1..30, 1..16777215, 1..7`,
      { objectType, sampleRateHz, channels },
    );
  }
  const writer = new BitWriter().bits(objectType, 5);
  const index = aacSampleRateIndex(sampleRateHz);
  if (index < 0) {
    writer.bits(explicitRate, 4).bits(sampleRateHz, 24);
  } else {
    writer.bits(index, 4);
  }
  // Behind the channels: frameLengthFlag, dependsOnCoreCoder, extensionFlag.
  return padded(writer.bits(channels, 4).bits(0, 3), index < 0 ? 40 : 16);
}

/**
 * Parses an AudioSpecificConfig up to the channels.
 *
 * @throws {MediaError} kind `audio-config`.
 */
export function parseAudioSpecificConfig(bytes: Uint8Array): AudioSpecificConfig {
  try {
    const reader = new BitReader(bytes);
    const shortType = reader.bits(5);
    const objectType = shortType === escapeObjectType ? 32 + reader.bits(6) : shortType;
    const index = reader.bits(4);
    const sampleRateHz = index === explicitRate ? reader.bits(24) : (aacSampleRates[index] ?? 0);
    const channels = reader.bits(4);
    if (objectType > 0 && sampleRateHz > 0 && isWithin(channels, 1, 7)) {
      return { objectType, sampleRateHz, channels };
    }
    throw configError(bytes, `object type ${objectType}, ${sampleRateHz} Hz, channels ${channels}`);
  } catch (error) {
    if (error instanceof BytesError) {
      throw configError(bytes, `too few bits: ${error.message}`, error);
    }
    throw error;
  }
}

function padded(writer: BitWriter, bits: number): Uint8Array {
  const used = bits === 16 ? 16 : 5 + 4 + 24 + 4 + 3;
  return writer.bits(0, bits - used).toBytes();
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function configError(bytes: Uint8Array, text: string, cause?: Error): MediaError {
  return new MediaError(
    'audio-config',
    `AudioSpecificConfig has ${text}; expected object type, rate and channels 1..7: ${toHex(bytes)}`,
    { length: bytes.length },
    { cause },
  );
}
