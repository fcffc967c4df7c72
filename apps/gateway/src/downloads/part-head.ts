/** The stream cannot be read; the message says what was found and what was expected. */
export class PartStreamError extends Error {
  override readonly name = 'PartStreamError';
}

/** A header block is far shorter; so is what stands between two parts. */
const maxHeadBytes = 16 * 1024;

/** The headers of a part, and what was pushed behind them. */
export type FoundHead = {
  /** Names in lower case; one that comes twice keeps its first value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly rest: Uint8Array;
};

/** Collects what stands between two bodies: a delimiter line and headers up to the empty line. */
export class PartHead {
  readonly #delimiters: ReadonlySet<string>;
  readonly #isFirst: boolean;
  #bytes: Buffer = Buffer.alloc(0);
  #isClosed = false;

  /** @param isFirst only before the first part may stand something else (a preamble, RFC 2046 5.1.1) */
  constructor(delimiters: ReadonlySet<string>, isFirst: boolean) {
    this.#delimiters = delimiters;
    this.#isFirst = isFirst;
  }

  /** The closing delimiter came: nothing of what follows counts. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** As `isClosed`, whether or not a line end follows it. */
  get isOver(): boolean {
    return this.#isClosed || this.#closes(this.#bytes.toString('latin1').trim());
  }

  /** Nothing has begun yet. */
  get mayEnd(): boolean {
    return this.isOver || this.#bytes.toString('latin1').trim() === '';
  }

  /**
   * Takes the next bytes; `undefined`: they have all been taken, and there is no head yet.
   *
   * @throws {PartStreamError} no delimiter where one has to be, or a head without end
   */
  push(chunk: Uint8Array): FoundHead | undefined {
    const before = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(0, maxHeadBytes)]);
    const found = this.#find();
    if (found === undefined) {
      if (!this.#isClosed && this.#bytes.length >= maxHeadBytes) {
        throw new PartStreamError(
          `found no part in ${this.#bytes.length} bytes, expected a delimiter line and headers`,
        );
      }
      return undefined;
    }
    return { headers: found.headers, rest: chunk.subarray(Math.max(0, found.end - before)) };
  }

  #find(): { readonly headers: ReadonlyMap<string, string>; readonly end: number } | undefined {
    const lines = new HeadLines(this.#bytes);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const text = line.trimEnd();
      if (this.#delimiters.has(text)) {
        return readHeaders(lines);
      }
      if (this.#closes(text)) {
        this.#isClosed = true;
        return undefined;
      }
      if (!this.#isFirst && text !== '') {
        throw new PartStreamError(
          `found ${line.length} bytes behind a part, expected the next delimiter: its Content-Length is not true`,
        );
      }
    }
    return undefined;
  }

  #closes(text: string): boolean {
    return text.endsWith('--') && this.#delimiters.has(text.slice(0, -2));
  }
}

/** Lines of a head that have come as a whole. */
class HeadLines {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Without its line end; `undefined`: it has not come yet. */
  next(): string | undefined {
    const end = this.#bytes.indexOf('\n', this.position);
    if (end < 0) {
      return undefined;
    }
    const line = this.#bytes.toString('latin1', this.position, end);
    this.position = end + 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}

/** The headers up to the empty line; `undefined` while that has not come. */
function readHeaders(
  lines: HeadLines,
): { readonly headers: ReadonlyMap<string, string>; readonly end: number } | undefined {
  const headers = new Map<string, string>();
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line === '') {
      return { headers, end: lines.position };
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== '' && !headers.has(name)) {
      headers.set(name, line.slice(colon + 1).trim());
    }
  }
  return undefined;
}
