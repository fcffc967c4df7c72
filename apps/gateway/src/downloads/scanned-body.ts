/** Longest line that is looked at as a delimiter; a boundary has 70 characters at most (RFC 2046 5.1.1). */
const maxLineBytes = 256;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Before each body, so that a delimiter line may be its first line too. */
const lineEnd = Buffer.from('\r\n', 'latin1');

/** The bytes of a body, and `rest` once its delimiter line was found: from that line on. */
export type ScannedBytes = {
  readonly bytes: readonly Uint8Array[];
  readonly rest: Uint8Array | undefined;
};

/** A body of unknown length: it ends before the line end in front of a delimiter line. Kept is one line at most. */
export class ScannedBody {
  readonly #delimiters: ReadonlySet<string>;
  #held: Buffer = lineEnd;
  /** Bytes of {@link lineEnd} that are still held. */
  #skip = lineEnd.length;
  #isEmpty = true;

  constructor(delimiters: ReadonlySet<string>) {
    this.#delimiters = new Set([...delimiters].flatMap((each) => [each, `${each}--`]));
  }

  /** The connection may end here: its delimiter has come but for a line end, or nothing but white space has. */
  get mayEnd(): boolean {
    const held = this.#held.toString('latin1').trim();
    return this.#delimiters.has(held) || (this.#isEmpty && held === '');
  }

  push(chunk: Uint8Array): ScannedBytes {
    const bytes = Buffer.concat([this.#held, chunk]);
    let from = 0;
    for (;;) {
      const at = bytes.indexOf('\n--', from, 'latin1');
      if (at < 0) {
        return this.#keep(bytes, bytes.length - tailBytes(bytes));
      }
      const bodyEnd = bytes[at - 1] === carriageReturn ? at - 1 : at;
      const end = bytes.indexOf(lineFeed, at + 1);
      if (end < 0 && bytes.length - at <= maxLineBytes) {
        return this.#keep(bytes, bodyEnd);
      }
      const line = bytes.toString('latin1', at + 1, Math.min(Math.max(end, at), at + maxLineBytes));
      if (end >= 0 && this.#delimiters.has(line.trimEnd())) {
        return { bytes: this.#emit(bytes.subarray(0, bodyEnd)), rest: bytes.subarray(at + 1) };
      }
      from = at + 1;
    }
  }

  #keep(bytes: Buffer, from: number): ScannedBytes {
    this.#held = Buffer.from(bytes.subarray(from));
    return { bytes: this.#emit(bytes.subarray(0, from)), rest: undefined };
  }

  #emit(bytes: Uint8Array): readonly Uint8Array[] {
    const own = bytes.subarray(Math.min(this.#skip, bytes.length));
    this.#skip -= Math.min(this.#skip, bytes.length);
    this.#isEmpty &&= own.length === 0;
    return own.length === 0 ? [] : [own];
  }
}

/** Bytes at the end that may be the beginning of a line end and two hyphens. */
function tailBytes(bytes: Buffer): number {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 3));
  return /\r?\n-?$|\r$/.exec(tail)?.[0].length ?? 0;
}
