import { type FileHandle, open } from 'node:fs/promises';

/** A file of a recorder has a handful; more is no MP4. */
const maxBoxes = 4_000;

type Box = { readonly from: number; readonly to: number };

/**
 * How long an MP4 file plays, by its own words (`mvhd`, ISO/IEC 14496-12 8.2.2); null when it does not say, or is no
 * MP4. Whatever the file holds, a few bytes of each box are read.
 *
 * @throws what the disk throws
 */
export async function mp4DurationMs(path: string): Promise<number | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const movie = await findBox(file, 'moov', 0, size);
    const header = movie && (await findBox(file, 'mvhd', movie.from, movie.to));
    return header === undefined ? null : await readDuration(file, header);
  } finally {
    await file.close();
  }
}

async function readDuration(file: FileHandle, { from, to }: Box): Promise<number | null> {
  const bytes = await read(file, from, Math.min(32, to - from));
  const isLong = bytes[0] === 1;
  if (bytes.length < (isLong ? 32 : 20)) {
    return null;
  }
  const timescale = bytes.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16);
  // All ones: it cannot be told (8.2.2.3). None: it is told in fragments.
  const isTold = duration > 0 && duration < (isLong ? 2 ** 63 : 2 ** 32 - 1) && timescale > 0;
  const ms = Math.round((duration * 1_000) / timescale);
  return isTold && Number.isSafeInteger(ms) ? ms : null;
}

async function findBox(
  file: FileHandle,
  type: string,
  from: number,
  to: number,
): Promise<Box | undefined> {
  let at = from;
  for (let count = 0; count < maxBoxes && at + 8 <= to; count += 1) {
    const head = await read(file, at, Math.min(16, to - at));
    if (head.length < 8) {
      return undefined;
    }
    const short = head.readUInt32BE(0);
    const isLong = short === 1 && head.length === 16;
    // 0: up to the end.
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short;
    const start = at + (isLong ? 16 : 8);
    const end = at + size;
    if (end < start || end > to) {
      return undefined;
    }
    if (head.toString('latin1', 4, 8) === type) {
      return { from: start, to: end };
    }
    at = end;
  }
  return undefined;
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}
