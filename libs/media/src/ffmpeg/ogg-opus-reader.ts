import { MediaError } from '../errors/media-error.js';
import { ByteQueue } from './byte-queue.js';
import { oggCrc } from './ogg-crc.js';
import { opusPacketSamples } from '../fmp4/opus-packet.js';

/** What the header of an Opus stream says (RFC 7845 section 5.1). */
export type OpusHead = {
  readonly channels: number;
  /** Samples at 48 kHz that the encoder put in front of the first one of its input. */
  readonly preSkip: number;
};

/** Takes what an {@link OggOpusReader} finds, in its order. */
export type OggOpusSink = {
  head(head: OpusHead): void;
  /** @param samples how long the packet lasts, at 48 kHz */
  packet(bytes: Uint8Array, samples: number): void;
};

const pageHeaderBytes = 27;
const continuedFlag = 1;
/** A lacing value that says that the packet goes on (RFC 3533 section 5). */
const fullSegment = 255;
const headMagic = 'OpusHead';
const headBytes = 19;
const tagsMagic = 'OpusTags';

/** The longest packet: 48 frames of 1,275 bytes (RFC 6716 section 3.4), with some of its framing. */
const maxPacketBytes = 62_000;

/**
 * Takes Opus packets out of an Ogg stream (RFC 3533, RFC 7845). Every page is checked by its CRC; one logical
 * stream is understood, as ffmpeg writes it.
 */
export class OggOpusReader {
  readonly #sink: OggOpusSink;
  readonly #queue = new ByteQueue('Ogg of ffmpeg');
  /** Of the packet that goes on in the next page. */
  readonly #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #packets = 0;

  constructor(sink: OggOpusSink) {
    this.#sink = sink;
  }

  /** Takes the next bytes. @throws {MediaError} kind `process` when they are no Ogg with Opus. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    while (this.#page()) {
      // All complete pages.
    }
  }

  #page(): boolean {
    const view = this.#queue.view;
    const capture = String.fromCharCode(...view.subarray(0, 4));
    if (!'OggS'.startsWith(capture)) {
      throw nonsense(`bytes ${[...view.subarray(0, 4)].join(' ')}`, 'an Ogg page');
    }
    const segments = view[26];
    if (segments === undefined || view.length < pageHeaderBytes + segments) {
      return false;
    }
    const lacing = view.subarray(pageHeaderBytes, pageHeaderBytes + segments);
    const bodyBytes = lacing.reduce((sum, value) => sum + value, 0);
    const all = pageHeaderBytes + segments + bodyBytes;
    if (view.length < all) {
      return false;
    }
    const page = this.#queue.take(all);
    checkCrc(page);
    this.#body(page, pageHeaderBytes, segments);
    return true;
  }

  #body(page: Uint8Array, lacingAt: number, segments: number): void {
    const isContinued = ((page[5] ?? 0) & continuedFlag) !== 0;
    if (!isContinued && this.#pieces.length > 0) {
      throw nonsense('a packet without its end', 'a page that continues it');
    }
    let skipping = isContinued && this.#pieces.length === 0 && this.#packets === 0;
    let from = lacingAt + segments;
    let to = from;
    for (let at = 0; at < segments; at += 1) {
      const lace = page[lacingAt + at] ?? 0;
      to += lace;
      const isLast = lace < fullSegment;
      if (isLast || at === segments - 1) {
        if (!skipping) {
          this.#piece(page.slice(from, to), isLast);
        }
        skipping = false;
        from = to;
      }
    }
  }

  #piece(piece: Uint8Array, isLast: boolean): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > maxPacketBytes) {
      throw nonsense(`a packet of more than ${maxPacketBytes} bytes`, 'an Opus packet');
    }
    if (isLast) {
      const packet = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
      this.#pieces.length = 0;
      this.#pieceBytes = 0;
      this.#packets += 1;
      this.#take(packet);
    }
  }

  #take(packet: Uint8Array): void {
    if (this.#packets === 1) {
      this.#sink.head(readHead(packet));
    } else if (this.#packets === 2) {
      if (textAt(packet, tagsMagic.length) !== tagsMagic) {
        throw nonsense('a second packet that is something else', tagsMagic);
      }
    } else if (packet.length > 0) {
      const samples = opusPacketSamples(packet);
      if (samples === undefined) {
        throw nonsense(`a packet that starts with ${packet[0] ?? 0}`, 'an Opus packet');
      }
      this.#sink.packet(packet, samples);
    }
  }
}

function readHead(packet: Uint8Array): OpusHead {
  if (textAt(packet, headMagic.length) !== headMagic || packet.length < headBytes) {
    throw nonsense('a first packet that is something else', headMagic);
  }
  return { channels: packet[9] ?? 0, preSkip: (packet[10] ?? 0) | ((packet[11] ?? 0) << 8) };
}

function checkCrc(page: Uint8Array): void {
  const found = new DataView(page.buffer, page.byteOffset).getUint32(22, true);
  page.fill(0, 22, 26);
  const expected = oggCrc(page);
  if (found !== expected) {
    throw nonsense(`an Ogg page with the CRC ${found.toString(16)}`, expected.toString(16));
  }
}

const textAt = (bytes: Uint8Array, length: number): string =>
  String.fromCharCode(...bytes.subarray(0, length));

const nonsense = (found: string, expected: string): MediaError =>
  new MediaError('process', `ffmpeg writes ${found}; expected ${expected}`, { found, expected });
