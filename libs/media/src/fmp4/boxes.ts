import { ByteWriter, concatBytes } from '@casement/bytes';

/** Size and type in front of each box. */
export const boxHeaderBytes = 8;

/** A box (ISO/IEC 14496-12 section 4.2): size, four characters, contents. */
export function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(contents);
  return new ByteWriter(boxHeaderBytes + body.length)
    .u32(boxHeaderBytes + body.length)
    .ascii(type)
    .bytes(body)
    .toBytes();
}

/** A box with version and flags in front of its contents. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...contents: readonly Uint8Array[]
): Uint8Array {
  return box(type, new ByteWriter(4).u8(version).u24(flags).toBytes(), ...contents);
}

/** Writes into a new array: `bytes((to) => to.u16(1).u32(2))`. */
export function bytes(write: (to: ByteWriter) => ByteWriter): Uint8Array {
  return write(new ByteWriter()).toBytes();
}
