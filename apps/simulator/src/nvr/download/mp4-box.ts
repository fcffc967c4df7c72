import { ByteReader, ByteWriter, concatBytes } from '@casement/bytes';

const headerBytes = 8;

/** A box (ISO/IEC 14496-12 section 4.2): size, four characters, contents. */
export function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, headerBytes);
  return concatBytes([new ByteWriter(headerBytes).u32(length).ascii(type).toBytes(), ...contents]);
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

/** Bytes of a box: `fields((to) => to.u16(1).u32(2))`. */
export function fields(write: (to: ByteWriter) => ByteWriter): Uint8Array {
  return write(new ByteWriter()).toBytes();
}

/** A table of 32-bit numbers behind their count; `columns` numbers are one entry. */
export function table(values: readonly number[], columns = 1): Uint8Array {
  const writer = new ByteWriter(4 * (values.length + 1)).u32(values.length / columns);
  for (const value of values) {
    writer.u32(value);
  }
  return writer.toBytes();
}

/**
 * The contents of all boxes at a path, such as `['moov', 'trak', 'mdia']`, in their order.
 *
 * @throws BytesError for a box that reaches beyond its parent
 */
export function findBoxes(bytes: Uint8Array, path: readonly string[]): readonly Uint8Array[] {
  const [type, ...rest] = path;
  if (type === undefined) {
    return [bytes];
  }
  const reader = new ByteReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.remaining >= headerBytes) {
    const size = reader.u32();
    const name = reader.ascii(4);
    // A size below that of its own header could never end.
    const contents = reader.bytes(Math.max(0, size - headerBytes));
    if (name === type) {
      found.push(...findBoxes(contents, rest));
    }
  }
  return found;
}
