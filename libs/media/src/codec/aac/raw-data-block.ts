import { BitReader, BytesError } from '@casement/bytes';

/** Syntactic elements of a raw data block (ISO/IEC 14496-3 table 4.85). */
const singleChannel = 0;
const channelPair = 1;
const dataStream = 4;
const fill = 6;

/** In front of the sound stand at most a few elements without any: ffmpeg writes its name into one. */
const maxSkipped = 8;

/**
 * How many channels an access unit of AAC-LC has, told by its first element with sound (ISO/IEC 14496-3 4.4.2.1): a
 * single channel element or a channel pair. Fill and data stream elements in front are passed over. `undefined`
 * when something else comes first, or nothing. Never throws.
 */
export function aacChannels(unit: Uint8Array): 1 | 2 | undefined {
  try {
    return readChannels(new BitReader(unit));
  } catch (error) {
    if (error instanceof BytesError) {
      return undefined;
    }
    throw error;
  }
}

function readChannels(reader: BitReader): 1 | 2 | undefined {
  for (let skipped = 0; skipped <= maxSkipped; skipped += 1) {
    const element = reader.bits(3);
    if (element === singleChannel || element === channelPair) {
      return element === singleChannel ? 1 : 2;
    }
    if (element === fill) {
      skipFill(reader);
    } else if (element === dataStream) {
      skipDataStream(reader);
    } else {
      return undefined;
    }
  }
  return undefined;
}

/** fill_element(): table 4.11. */
function skipFill(reader: BitReader): void {
  const count = reader.bits(4);
  skipBytes(reader, count === 15 ? 14 + reader.bits(8) : count);
}

/** data_stream_element(): table 4.10. */
function skipDataStream(reader: BitReader): void {
  reader.bits(4); // element_instance_tag
  const aligned = reader.bit() === 1;
  const count = reader.bits(8);
  const bytes = count === 255 ? 255 + reader.bits(8) : count;
  while (aligned && !reader.byteAligned) {
    reader.bit();
  }
  skipBytes(reader, bytes);
}

function skipBytes(reader: BitReader, count: number): void {
  for (let byte = 0; byte < count; byte += 1) {
    reader.bits(8);
  }
}
