import { MediaError } from '../../errors/media-error.js';
import { aacSampleRateIndex } from './sample-rates.js';

/** Without CRC. */
export const adtsHeaderBytes = 7;

/** aac_frame_length has 13 bits. */
const maxFrameBytes = 0x1fff;

/**
 * The ADTS header in front of an access unit of AAC-LC (ISO/IEC 13818-7 6.2): MPEG-4, no CRC, one block.
 *
 * @param unitBytes bytes of the access unit, without the header
 * @throws {MediaError} kind `option` when the rate, the channels or the length has no code.
 */
export function adtsHeader({
  sampleRateHz,
  channels,
  unitBytes,
}: {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly unitBytes: number;
}): Uint8Array {
  const rate = aacSampleRateIndex(sampleRateHz);
  const length = unitBytes + adtsHeaderBytes;
  if (rate < 0 || channels < 1 || channels > 7 || length > maxFrameBytes) {
    throw new MediaError(
      'option',
      `ADTS header of ${sampleRateHz} Hz, ${channels} channels, ${unitBytes} bytes; expected a rate of AAC, 1..7, at most ${maxFrameBytes - adtsHeaderBytes}`,
      { sampleRateHz, channels, unitBytes },
    );
  }
  // Syncword; MPEG-4, layer 0, no CRC; profile LC is 1 here; buffer fullness 0x7ff: variable bit rate.
  return Uint8Array.of(
    0xff,
    0xf1,
    (1 << 6) | (rate << 2) | (channels >> 2),
    ((channels & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  );
}
