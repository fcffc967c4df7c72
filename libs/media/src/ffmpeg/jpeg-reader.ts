import { MediaError } from '../errors/media-error.js';
import { ByteQueue } from './byte-queue.js';

const markerStart = 0xff;
const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const temporary = 0x01;

/**
 * Takes JPEG pictures out of a stream of them (ITU-T T.81 annex B). Segments are passed over by their lengths, so
 * that what looks like an end inside of one (a thumbnail) is none; a picture is complete with its own end, not
 * with the start of the next one.
 */
export class JpegReader {
  readonly #onPicture: (picture: Uint8Array) => void;
  readonly #queue = new ByteQueue('JPEG of ffmpeg');
  /** How far the picture in hand was looked through, and whether that is inside of a scan. */
  #at = 0;
  #inScan = false;

  constructor(onPicture: (picture: Uint8Array) => void) {
    this.#onPicture = onPicture;
  }

  /** Takes the next bytes. @throws {MediaError} kind `process` when they are no JPEG. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    for (let end = this.#findEnd(); end > 0; end = this.#findEnd()) {
      this.#at = 0;
      this.#inScan = false;
      this.#onPicture(this.#queue.take(end));
    }
  }

  /** The place behind the end of the picture in hand; 0: not there yet. */
  #findEnd(): number {
    const view = this.#queue.view;
    while (this.#at + 2 <= view.length) {
      if (!this.#inScan && this.#at > 0 && view[this.#at + 1] === eoi) {
        expectMarker(view, this.#at);
        return this.#at + 2;
      }
      if (!(this.#inScan ? this.#passScan(view) : this.#passSegment(view))) {
        return 0;
      }
    }
    return 0;
  }

  /** Passes over coded bytes up to the marker that ends them; false: it is not there yet. */
  #passScan(view: Uint8Array): boolean {
    const found = view.indexOf(markerStart, this.#at);
    const marker = view[found + 1];
    if (found < 0 || marker === undefined) {
      this.#at = found < 0 ? view.length : found;
      return false;
    }
    // FF 00 is a byte of data, a second FF one to fill up.
    const goesOn = marker === 0 || marker === markerStart || isRestart(marker);
    this.#inScan = goesOn;
    this.#at = goesOn ? found + (marker === markerStart ? 1 : 2) : found;
    return true;
  }

  /** Passes over a marker and its segment; false: it is not all there yet. */
  #passSegment(view: Uint8Array): boolean {
    const at = this.#at;
    expectMarker(view, at);
    const marker = view[at + 1] ?? 0;
    if (at === 0 || isRestart(marker) || marker === temporary) {
      expectSoi(at, marker);
      this.#at += 2;
      return true;
    }
    if (marker === markerStart) {
      this.#at += 1;
      return true;
    }
    const length = ((view[at + 2] ?? 0) << 8) | (view[at + 3] ?? 0);
    if (at + 4 > view.length || at + 2 + length > view.length) {
      return false;
    }
    if (length < 2) {
      throw nonsense(`a JPEG segment of ${length} bytes`, 'at least 2');
    }
    this.#at = at + 2 + length;
    this.#inScan = marker === sos;
    return true;
  }
}

function expectMarker(view: Uint8Array, at: number): void {
  if (view[at] !== markerStart) {
    throw nonsense(`the byte ${view[at] ?? 0} in a JPEG`, 'a marker');
  }
}

function expectSoi(at: number, marker: number): void {
  if (at === 0 && marker !== soi) {
    throw nonsense(`the marker ${marker} at the start of a JPEG`, 'SOI');
  }
}

const nonsense = (found: string, expected: string): MediaError =>
  new MediaError('process', `ffmpeg writes ${found}; expected ${expected}`, { found, expected });
