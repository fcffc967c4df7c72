/** A file of a zip: its bytes are read when its turn has come. */
export type ZipEntry = {
  /** ASCII, without folders. */
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  /** Milliseconds since 1970; zip files have two seconds' steps, here of UTC. */
  readonly modifiedMs: number;
  readonly open: () => AsyncIterable<Uint8Array>;
};

/** A file turned out to be another than was announced. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** Values that do not fit are in the ZIP64 fields instead (APPNOTE 4.4.8, 4.5.3). */
const max32 = 0xffff_ffff;
const max16 = 0xffff;
/** Version 4.5: ZIP64. */
const versionNeeded = 45;
const localBytes = 30;
const centralBytes = 46;
const localExtraBytes = 20;
const centralExtraBytes = 28;
const endBytes = 56 + 20 + 22;

/** How long the zip will be, in bytes. */
export function zipLength(entries: readonly Pick<ZipEntry, 'name' | 'size'>[]): number {
  const perEntry = entries.map(
    ({ name, size }) =>
      localBytes + localExtraBytes + centralBytes + centralExtraBytes + 2 * name.length + size,
  );
  return perEntry.reduce((sum, bytes) => sum + bytes, endBytes);
}

/**
 * A zip file as a stream: nothing is compressed, because recordings cannot be made smaller, and nothing is written twice, so
 * that it begins at once and its length is known before. Always with ZIP64 fields, for files of any length.
 *
 * @throws {ZipError} a file is not as long as announced
 */
export async function* zipStream(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const central: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const local = localHeader(entry);
    central.push(centralHeader(entry, at));
    yield local;
    let bytes = 0;
    for await (const chunk of entry.open()) {
      bytes += chunk.length;
      yield chunk;
    }
    if (bytes !== entry.size) {
      throw new ZipError(`found ${bytes} bytes in ${entry.name}, expected ${entry.size}`);
    }
    at += local.length + bytes;
  }
  const directory = Buffer.concat(central);
  yield directory;
  yield endOfDirectory(entries.length, at, directory.length);
}

function localHeader(entry: ZipEntry): Buffer {
  const header = Buffer.alloc(localBytes);
  header.writeUInt32LE(0x0403_4b50, 0);
  common(header, entry, 4);
  header.writeUInt16LE(localExtraBytes, 28);
  return Buffer.concat([
    header,
    Buffer.from(entry.name, 'latin1'),
    extra([entry.size, entry.size]),
  ]);
}

function centralHeader(entry: ZipEntry, at: number): Buffer {
  const header = Buffer.alloc(centralBytes);
  header.writeUInt32LE(0x0201_4b50, 0);
  // Made by version 4.5 on Unix, so that the mode below counts.
  header.writeUInt16LE((3 << 8) | versionNeeded, 4);
  common(header, entry, 6);
  header.writeUInt16LE(centralExtraBytes, 30);
  header.writeUInt32LE(0o100644 * 0x1_0000, 38);
  header.writeUInt32LE(max32, 42);
  return Buffer.concat([
    header,
    Buffer.from(entry.name, 'latin1'),
    extra([entry.size, entry.size, at]),
  ]);
}

/** What both headers have: version, flags, method, time, date, check sum, sizes (in the extra field), length of the name. */
function common(header: Buffer, { name, crc32, modifiedMs }: ZipEntry, offset: number): void {
  const { time, date } = dosTime(modifiedMs);
  header.writeUInt16LE(versionNeeded, offset);
  header.writeUInt16LE(time, offset + 6);
  header.writeUInt16LE(date, offset + 8);
  header.writeUInt32LE(crc32, offset + 10);
  header.writeUInt32LE(max32, offset + 14);
  header.writeUInt32LE(max32, offset + 18);
  header.writeUInt16LE(name.length, offset + 22);
}

function extra(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) {
    field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  }
  return field;
}

function endOfDirectory(count: number, at: number, bytes: number): Buffer {
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((3 << 8) | versionNeeded, 12);
  end.writeUInt16LE(versionNeeded, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(at), 48);
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(at + bytes), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x0605_4b50, 76);
  end.writeUInt16LE(Math.min(count, max16), 84);
  end.writeUInt16LE(Math.min(count, max16), 86);
  end.writeUInt32LE(Math.min(bytes, max32), 88);
  end.writeUInt32LE(Math.min(at, max32), 92);
  return end;
}

/** APPNOTE 4.4.6. Years before 1980 do not exist. */
function dosTime(ms: number): { readonly time: number; readonly date: number } {
  const at = new Date(Math.max(ms, Date.UTC(1980, 0, 1)));
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | Math.floor(at.getUTCSeconds() / 2),
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}
