import { ByteReader } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import { maxHeldBytes } from './byte-queue.js';

/** Where a box ends and what it is. */
export type Mp4Box = {
  /** Four characters. */
  readonly type: string;
  /** With its header. */
  readonly length: number;
};

/** What fragments are measured by. */
export type Mp4Track = {
  readonly kind: 'video' | 'audio';
  /** Ticks per second. */
  readonly timescale: number;
};

const headerBytes = 8;

/**
 * Reads the header of a box and leaves the reader at its content; `undefined` when it is not there yet.
 *
 * @throws {MediaError} kind `process` for a length that cannot be.
 */
export function readBox(reader: ByteReader): Mp4Box | undefined {
  if (reader.remaining < headerBytes) {
    return undefined;
  }
  const length = reader.u32();
  const type = reader.ascii(4);
  if (length < headerBytes || length > maxHeldBytes) {
    throw new MediaError('process', `ffmpeg writes an MP4 box "${type}" of ${length} bytes`, {
      type,
      length,
      max: maxHeldBytes,
    });
  }
  return { type, length };
}

/** The boxes in some bytes: their types and contents. @throws {MediaError | BytesError} when they are none. */
export function readBoxes(bytes: Uint8Array): { type: string; content: Uint8Array }[] {
  const reader = new ByteReader(bytes);
  const boxes: { type: string; content: Uint8Array }[] = [];
  for (let box = readBox(reader); box !== undefined; box = readBox(reader)) {
    boxes.push({ type: box.type, content: reader.bytes(box.length - headerBytes) });
  }
  return boxes;
}

/** The content of the first box at a path, such as `['mdia', 'mdhd']`; `undefined` when there is none. */
export function findBox(bytes: Uint8Array, path: readonly string[]): Uint8Array | undefined {
  let content: Uint8Array | undefined = bytes;
  for (const step of path) {
    content = content && readBoxes(content).find(({ type }) => type === step)?.content;
  }
  return content;
}

/** The tracks of a `moov` box by their numbers. @throws {MediaError | BytesError} when one is damaged. */
export function readTracks(moov: Uint8Array): Map<number, Mp4Track> {
  const tracks = new Map<number, Mp4Track>();
  const content = findBox(moov, ['moov']) ?? new Uint8Array(0);
  for (const trak of readBoxes(content).filter(({ type }) => type === 'trak')) {
    const number = afterTimes(findBox(trak.content, ['tkhd'])).u32();
    const timescale = afterTimes(findBox(trak.content, ['mdia', 'mdhd'])).u32();
    const handler = new ByteReader(findBox(trak.content, ['mdia', 'hdlr']) ?? new Uint8Array(0));
    handler.skip(headerBytes);
    const kind = handler.ascii(4);
    if (kind === 'vide' || kind === 'soun') {
      tracks.set(number, { kind: kind === 'vide' ? 'video' : 'audio', timescale });
    }
  }
  return tracks;
}

/** A reader behind version, flags, creation and modification time, which are 64 bits each in version 1. */
function afterTimes(content: Uint8Array | undefined): ByteReader {
  const reader = new ByteReader(content ?? new Uint8Array(0));
  const version = reader.u32() >>> 24;
  reader.skip(version === 1 ? 16 : 8);
  return reader;
}
