import { ByteWriter, findBytes } from '@casement/bytes';

const emulationPrevention = Uint8Array.of(0, 0, 3);

/**
 * Takes the emulation prevention bytes out of a NAL unit (ITU-T H.264 7.3.1, H.265 7.3.1.1): after two
 * zeros a 3 is not data. Returns the very same array when there is none, a copy otherwise.
 */
export function removeEmulationPrevention(nalUnit: Uint8Array): Uint8Array {
  let at = findBytes(nalUnit, emulationPrevention);
  if (at < 0) {
    return nalUnit;
  }
  const writer = new ByteWriter(nalUnit.length);
  let from = 0;
  while (at >= 0) {
    writer.bytes(nalUnit.subarray(from, at + 2));
    from = at + emulationPrevention.length;
    at = findBytes(nalUnit, emulationPrevention, from);
  }
  return writer.bytes(nalUnit.subarray(from)).toBytes();
}

/**
 * Puts emulation prevention bytes in, so that no start code appears inside the NAL unit: the inverse of
 * {@link removeEmulationPrevention}.
 */
export function insertEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const writer = new ByteWriter(bytes.length + 8);
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros === 2 && byte <= 3) {
      writer.u8(3);
      zeros = 0;
    }
    writer.u8(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  // Data that ends in a cabac_zero_word gets a final 3, so that the zeros survive (H.264 7.4.1).
  return zeros === 2 ? writer.u8(3).toBytes() : writer.toBytes();
}
