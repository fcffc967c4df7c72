import { ByteReader, BytesError } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import type { Fmp4Fragment } from '../fmp4/fmp4-piece.js';
import { ByteQueue } from './byte-queue.js';
import { findBox, readBox, readTracks } from './mp4-boxes.js';
import type { Mp4Track } from './mp4-boxes.js';
import { readFragment } from './mp4-fragment.js';

/** Takes what a {@link Mp4Splitter} finds, in its order. */
export type Mp4Sink = {
  /** `ftyp` and `moov` together. */
  init(bytes: Uint8Array): void;
  /** `moof` and `mdat` together. */
  fragment(fragment: Fmp4Fragment): void;
};

/** Boxes of a fragmented file that are of no use in a stream. */
const droppedTypes = ['styp', 'sidx', 'mfra', 'free', 'skip', 'prft', 'emsg'];

/** Cuts ffmpeg's fragmented MP4 (ISO/IEC 14496-12) into its initialisation segment and its fragments. */
export class Mp4Splitter {
  readonly #sink: Mp4Sink;
  readonly #queue = new ByteQueue('MP4 of ffmpeg');
  #tracks: ReadonlyMap<number, Mp4Track> = new Map();
  /** What waits for the box that belongs to it. */
  #held: { readonly type: 'ftyp' | 'moof'; readonly bytes: Uint8Array } | undefined;

  constructor(sink: Mp4Sink) {
    this.#sink = sink;
  }

  /** Takes the next bytes. @throws {MediaError} kind `process` when they are no fragmented MP4. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    try {
      while (this.#next()) {
        // All complete boxes.
      }
    } catch (error) {
      if (error instanceof BytesError) {
        throw nonsense('an MP4 box shorter than what it says it holds', 'a whole one');
      }
      throw error;
    }
  }

  #next(): boolean {
    const box = readBox(new ByteReader(this.#queue.view));
    if (box === undefined || this.#queue.length < box.length) {
      return false;
    }
    this.#box(box.type, this.#queue.take(box.length));
    return true;
  }

  #box(type: string, bytes: Uint8Array): void {
    if (type === 'ftyp' || type === 'moof') {
      this.#held = { type, bytes };
    } else if (type === 'moov' && this.#held?.type === 'ftyp') {
      this.#tracks = readTracks(bytes);
      this.#sink.init(Buffer.concat([this.#held.bytes, bytes]));
    } else if (type === 'mdat' && this.#held?.type === 'moof') {
      const moof = findBox(this.#held.bytes, ['moof']) ?? this.#held.bytes;
      const facts = readFragment(moof, this.#tracks);
      const all = Buffer.concat([this.#held.bytes, bytes]);
      this.#sink.fragment({ kind: 'fragment', bytes: all, ...facts });
    } else if (!droppedTypes.includes(type)) {
      throw nonsense(`the MP4 box "${type}"`, 'ftyp, moov, moof, mdat in their order');
    }
  }
}

const nonsense = (found: string, expected: string): MediaError =>
  new MediaError('process', `ffmpeg writes ${found}; expected ${expected}`, { found, expected });
