import { ByteReader, hasBytesAt } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import { ByteSegments } from './byte-segments.js';
import {
  MAX_DELIMITER_LINE_BYTES,
  delimiterCandidates,
  delimiterLine,
} from './multipart-boundary.js';
import type { DelimiterLine } from './multipart-boundary.js';
import { MultipartDefects } from './multipart-defect.js';
import type { MultipartDefect } from './multipart-defect.js';
import { MultipartGap } from './multipart-gap.js';
import { MultipartHeaders } from './multipart-headers.js';
import { PART_OVERHEAD_BYTES, multipartLimits, overLimit } from './multipart-options.js';
import type {
  MultipartLimits,
  MultipartParserOptions,
  MultipartState,
} from './multipart-options.js';
import type { MultipartPart } from './multipart-part.js';

const LINE_FEED = 0x0a;
const CR_LF = Uint8Array.of(0x0d, 0x0a);

/**
 * Reads a multipart stream of any length, as recorders send for live pictures, downloads and MJPEG
 * (decisions B13 to B15, layout B.10). A part is delivered as soon as its Content-Length bytes are
 * there, not when the next delimiter arrives. Framing is by Content-Length; without one the body ends
 * before the next delimiter line.
 *
 * `push` never throws. `pull` hands out the parts in order and throws `ProtocolError` (`multipart`,
 * `multipart-limit`) when the parts before the fault are out; the stream then has to be opened anew.
 * Kept at most: one part, one header block and the unread parts. Chunks must not be changed after
 * they were pushed.
 */
export class MultipartParser {
  readonly #limits: MultipartLimits;
  readonly #parts: MultipartPart[] = [];
  readonly #defects = new MultipartDefects();
  readonly #line = new ByteSegments();
  readonly #body = new ByteSegments();
  readonly #gap: MultipartGap;
  #delimiters: readonly string[];
  #state: MultipartState = 'between';
  #failure: ProtocolError | undefined;
  #headers = new MultipartHeaders();
  #headerBytes = 0;
  #missingBytes = 0;
  #unreadBytes = 0;
  #insideLongLine = false;

  /** @throws ProtocolError `multipart` for an unusable boundary */
  constructor(options: MultipartParserOptions = {}) {
    this.#delimiters = delimiterCandidates(options.boundary);
    this.#limits = multipartLimits(options);
    this.#gap = new MultipartGap(this.#limits.partBytes);
  }

  get state(): MultipartState {
    return this.#state;
  }

  /** How often each survivable oddity was met. */
  get defects(): ReadonlyMap<MultipartDefect, number> {
    return this.#defects.counts;
  }

  /** Bytes of an unfinished part and of unread parts; grows with neither time nor the stream. */
  get bufferedBytes(): number {
    return this.#line.length + this.#body.length + this.#unreadBytes;
  }

  /** Takes the next bytes of the stream, cut anywhere. */
  push(chunk: Uint8Array): void {
    this.#guard(() => {
      this.#requireRoom();
      let position = 0;
      while (position < chunk.length) {
        position = this.#consume(chunk, position);
      }
    });
  }

  /**
   * The next complete part, `undefined` when there is none yet.
   *
   * @throws ProtocolError when the stream cannot be framed any longer
   */
  pull(): MultipartPart | undefined {
    const part = this.#parts.shift();
    if (part === undefined) {
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      return undefined;
    }
    this.#unreadBytes -= part.body.length + PART_OVERHEAD_BYTES;
    return part;
  }

  /** The connection was closed. Between two parts that is a normal end (B15), inside of one it is not. */
  end(): void {
    this.#guard(() => {
      const lastLine = this.#line.length > 0 ? this.#asDelimiter() : undefined;
      if (this.#state === 'scan' && lastLine !== undefined) {
        this.#finishScan();
      } else if (this.#state === 'between') {
        const junk = this.#gap.hasJunk || (this.#line.length > 0 && lastLine === undefined);
        this.#countIf(junk ? 'junk-skipped' : undefined);
      } else if (this.#state !== 'ended') {
        this.#defects.count('truncated-part');
      }
      this.#line.clear();
      this.#body.clear();
      this.#state = 'ended';
    });
  }

  /** Runs a step unless framing is lost, and remembers when it gets lost. */
  #guard(step: () => void): void {
    if (this.#state === 'failed') {
      return;
    }
    try {
      step();
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      this.#failure = error;
      this.#state = 'failed';
      this.#line.clear();
      this.#body.clear();
    }
  }

  /** Takes bytes of the chunk from `position` on and returns the position after them. */
  #consume(chunk: Uint8Array, position: number): number {
    if (this.#state === 'ended') {
      this.#defects.countOnce('bytes-after-end');
      return chunk.length;
    }
    if (this.#state === 'body') {
      const bodyEnd = Math.min(chunk.length, position + this.#missingBytes);
      this.#body.append(chunk, position, bodyEnd);
      this.#missingBytes -= bodyEnd - position;
      this.#deliverWhenComplete();
      return bodyEnd;
    }
    const lineFeed = chunk.indexOf(LINE_FEED, position);
    const end = lineFeed < 0 ? chunk.length : lineFeed + 1;
    this.#line.append(chunk, position, end);
    this.#checkLimits();
    if (lineFeed >= 0) {
      this.#takeLine();
    }
    return end;
  }

  /** Runs after every growth of the line, finished or not, so that the outcome is the same for any cut. */
  #checkLimits(): void {
    const lineBytes = this.#line.length;
    if (this.#state === 'headers' && this.#headerBytes + lineBytes > this.#limits.headerBytes) {
      throw overLimit('a header block', this.#limits.headerBytes);
    }
    const scannedLimit = this.#limits.partBytes + MAX_DELIMITER_LINE_BYTES;
    if (this.#state === 'scan' && this.#body.length + lineBytes > scannedLimit) {
      throw overLimit('a body without Content-Length', this.#limits.partBytes);
    }
    if (this.#state === 'between' && lineBytes > MAX_DELIMITER_LINE_BYTES) {
      this.#insideLongLine = true;
      this.#gap.skipJunk(lineBytes);
      this.#line.clear();
    }
  }

  #takeLine(): void {
    if (this.#state === 'between') {
      this.#takeLineBetween();
    } else if (this.#state === 'headers') {
      this.#takeHeaderLine();
    } else {
      this.#takeScannedLine();
    }
  }

  #takeLineBetween(): void {
    const delimiter = this.#insideLongLine ? undefined : this.#asDelimiter();
    if (delimiter !== undefined) {
      this.#countIf(this.#gap.defect());
      this.#startPart(delimiter);
      return;
    }
    if (!this.#insideLongLine && this.#lineText().trim() === '') {
      this.#gap.skipEmptyLine(this.#line.length);
    } else {
      this.#gap.skipJunk(this.#line.length);
    }
    this.#insideLongLine = false;
    this.#line.clear();
  }

  #startPart({ delimiter, closing }: DelimiterLine): void {
    // From now on only the delimiter that this stream really uses counts (B14).
    this.#delimiters = [delimiter];
    this.#line.clear();
    this.#headers = new MultipartHeaders();
    this.#headerBytes = 0;
    this.#state = closing ? 'ended' : 'headers';
  }

  #takeHeaderLine(): void {
    this.#headerBytes += this.#line.length;
    const line = this.#lineText();
    this.#line.clear();
    this.#countIf(line.endsWith('\r\n') ? undefined : 'bare-line-feed');
    const content = line.replace(/\r?\n$/u, '');
    if (content === '') {
      this.#startBody();
    } else if (!this.#headers.addLine(content)) {
      this.#defects.count('malformed-header-line');
    }
  }

  #startBody(): void {
    const length = this.#headers.contentLength(this.#limits.partBytes);
    if (length === undefined) {
      this.#defects.count('no-content-length');
      this.#state = 'scan';
      return;
    }
    this.#missingBytes = length;
    this.#state = 'body';
    this.#deliverWhenComplete();
  }

  #deliverWhenComplete(): void {
    if (this.#missingBytes === 0) {
      this.#deliver(this.#body.toBytes());
      this.#gap.begin();
      this.#state = 'between';
    }
  }

  #takeScannedLine(): void {
    const delimiter = this.#asDelimiter();
    if (delimiter === undefined) {
      this.#body.take(this.#line);
    } else {
      this.#finishScan();
      this.#startPart(delimiter);
    }
  }

  /** The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1). */
  #finishScan(): void {
    const collected = this.#body.toBytes();
    const lineEnd = hasBytesAt(collected, CR_LF, collected.length - 2) ? 2 : 1;
    const body = collected.subarray(0, Math.max(0, collected.length - lineEnd));
    if (body.length > this.#limits.partBytes) {
      throw overLimit('a body without Content-Length', this.#limits.partBytes);
    }
    this.#deliver(body);
  }

  #deliver(body: Uint8Array): void {
    this.#parts.push({ headers: this.#headers.values, body });
    this.#unreadBytes += body.length + PART_OVERHEAD_BYTES;
    this.#body.clear();
  }

  #asDelimiter(): DelimiterLine | undefined {
    return this.#line.length > MAX_DELIMITER_LINE_BYTES
      ? undefined
      : delimiterLine(this.#lineText(), this.#delimiters);
  }

  #lineText(): string {
    return new ByteReader(this.#line.toBytes()).ascii(this.#line.length);
  }

  #countIf(defect: MultipartDefect | undefined): void {
    if (defect !== undefined) {
      this.#defects.count(defect);
    }
  }

  #requireRoom(): void {
    if (this.#unreadBytes > this.#limits.unreadBytes) {
      throw overLimit('unread parts', this.#limits.unreadBytes);
    }
  }
}
