import type { BitReader } from '@casement/bytes';

/** The first six lists are for 4x4 blocks, the others for 8x8 blocks (ITU-T H.264 7.3.2.1.1.1). */
const lists4x4 = 6;

/**
 * Passes over the scaling lists of an SPS. Their length depends on their content, so they must be read to
 * find what comes behind them.
 *
 * @param count 8, or 12 when chroma_format_idc is 3.
 * @throws {BytesError} at the end of the bytes.
 */
export function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (reader.bit() === 1) {
      skipScalingList(reader, list < lists4x4 ? 16 : 64);
    }
  }
}

function skipScalingList(reader: BitReader, size: number): void {
  let nextScale = 8;
  for (let at = 0; at < size && nextScale !== 0; at += 1) {
    // A next scale of 0 repeats the last one for the rest of the list.
    nextScale = (nextScale + reader.se() + 256) & 0xff;
  }
}
