import { boundaryFromContentType, DEVICE_DELIMITER } from '@casement/protocol';
import { PartHead, PartStreamError } from './part-head.js';
import { ScannedBody } from './scanned-body.js';

/** What a stream of parts brings, in order. The bytes after a `part` belong to it; they are views of what was pushed. */
export type PartPiece =
  /** Names in lower case. */
  | { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** An hour of the fastest camera is below that; a false length may be anything. */
const maxPartBytes = 64 * 1024 ** 3;

const nothing = new Uint8Array();

/**
 * Takes an answer of `httpdl.cgi` apart (NVR v1.4R1 6.3.1, layout B.10) without waiting for the end of a part, which may
 * be a whole file of an hour: only heads are kept, bodies go through. A body is as long as its part says, and nothing but an
 * empty line may stand behind it; one without a length ends where the next delimiter line begins (B14).
 */
export class PartStream {
  readonly #delimiters: ReadonlySet<string>;
  #head: PartHead;
  /** Of a body whose length is known. */
  #bodyLeft = 0;
  /** A body whose length is not known. */
  #scanned: ScannedBody | undefined;

  /** @param contentType of the answer */
  constructor(contentType: string) {
    const boundary = boundaryFromContentType(contentType);
    this.#delimiters = new Set(
      boundary === undefined
        ? [DEVICE_DELIMITER]
        : [...(boundary.startsWith('--') ? [boundary] : []), `--${boundary}`, DEVICE_DELIMITER],
    );
    this.#head = new PartHead(this.#delimiters, true);
  }

  /** The connection may end here: nothing has begun that is not through. */
  get isBetween(): boolean {
    return this.#scanned === undefined
      ? this.#bodyLeft === 0 && this.#head.mayEnd
      : this.#scanned.mayEnd;
  }

  /** The closing delimiter came: nothing of what follows counts, if anything follows. */
  get isOver(): boolean {
    return this.#scanned === undefined && this.#bodyLeft === 0 && this.#head.isOver;
  }

  /**
   * Takes the next bytes, cut anywhere.
   *
   * @throws {PartStreamError} no delimiter where one has to be, a length that is none, or a head without end
   */
  push(chunk: Uint8Array): PartPiece[] {
    const pieces: PartPiece[] = [];
    let rest: Uint8Array = chunk;
    while (rest.length > 0 && !this.#head.isClosed) {
      if (this.#scanned !== undefined) {
        rest = this.#scan(this.#scanned, rest, pieces);
      } else if (this.#bodyLeft > 0) {
        const bytes = rest.subarray(0, this.#bodyLeft);
        pieces.push({ kind: 'bytes', bytes });
        this.#bodyLeft -= bytes.length;
        rest = rest.subarray(bytes.length);
      } else {
        rest = this.#readHead(rest, pieces);
      }
    }
    return pieces;
  }

  /** Collects a head, and gives back what follows it. */
  #readHead(chunk: Uint8Array, pieces: PartPiece[]): Uint8Array {
    const found = this.#head.push(chunk);
    if (found === undefined) {
      return nothing;
    }
    const length = bodyLength(found.headers);
    this.#bodyLeft = length ?? 0;
    this.#scanned = length === undefined ? new ScannedBody(this.#delimiters) : undefined;
    this.#head = new PartHead(this.#delimiters, false);
    pieces.push({ kind: 'part', headers: found.headers });
    return found.rest;
  }

  /** Takes bytes of a body up to its delimiter, and gives back what follows the body. */
  #scan(body: ScannedBody, chunk: Uint8Array, pieces: PartPiece[]): Uint8Array {
    const { bytes, rest } = body.push(chunk);
    pieces.push(...bytes.map((each) => ({ kind: 'bytes' as const, bytes: each })));
    if (rest === undefined) {
      return nothing;
    }
    this.#scanned = undefined;
    return rest;
  }
}

/** `undefined`: the part does not say. @throws {PartStreamError} it says something that is no length */
function bodyLength(headers: ReadonlyMap<string, string>): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined) {
    return undefined;
  }
  const length = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(length <= maxPartBytes)) {
    throw new PartStreamError(
      `found a Content-Length that is none, expected one number up to ${maxPartBytes}`,
    );
  }
  return length;
}
