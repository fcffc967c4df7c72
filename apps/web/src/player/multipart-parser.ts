/** One part of a multipart stream. */
export type MultipartPart = {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
};

/** Limits of one part, in bytes. */
export const multipartLimits = { headers: 8 * 1024, body: 8 * 1024 * 1024 } as const;

/** The boundary that a `Content-Type` names (RFC 2046 section 5.1.1); undefined when it is no multipart. */
export function boundaryOf(contentType: string | null): string | undefined {
  const match = /^multipart\/[^;]+;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? '',
  );
  return match?.[1] ?? match?.[2];
}

/**
 * Takes a `multipart/x-mixed-replace` stream apart as it comes. Parts whose length is given are copied as a whole; others
 * end at the next boundary. What is larger than the limits is a stream of something else.
 */
export class MultipartParser {
  readonly #boundary: Uint8Array<ArrayBuffer>;
  readonly #onPart: (part: MultipartPart) => void;
  #held = new Uint8Array(0);

  constructor(boundary: string, onPart: (part: MultipartPart) => void) {
    this.#boundary = bytesOf(`--${boundary.replace(/^--/, '')}`);
    this.#onPart = onPart;
  }

  /** @throws RangeError when a part is larger than the limits */
  push(chunk: Uint8Array): void {
    this.#held = joined(this.#held, chunk);
    let at = 0;
    for (;;) {
      const end = this.#take(at);
      if (end === undefined) {
        break;
      }
      at = end;
    }
    this.#held = this.#held.slice(at);
    if (this.#held.length > multipartLimits.body + multipartLimits.headers) {
      throw new RangeError(
        `a part has more than ${multipartLimits.body} bytes: ${this.#held.length} and no end`,
      );
    }
  }

  /** Takes one part; returns where it ends, undefined when it is not whole yet. */
  #take(from: number): number | undefined {
    const held = this.#held;
    const start = indexOf(held, this.#boundary, from);
    if (start < 0) {
      return undefined;
    }
    const headersAt = start + this.#boundary.length;
    const headersEnd = indexOf(held, headersTail, headersAt);
    if (headersEnd < 0 || headersEnd - headersAt > multipartLimits.headers) {
      if (held.length - headersAt > multipartLimits.headers) {
        throw new RangeError(
          `the headers of a part have more than ${multipartLimits.headers} bytes`,
        );
      }
      return undefined;
    }
    const headers = readHeaders(held.subarray(headersAt, headersEnd));
    const bodyAt = headersEnd + headersTail.length;
    const length = lengthOf(headers);
    const bodyEnd =
      length === undefined
        ? this.#bodyEnd(bodyAt)
        : bodyAt + length <= held.length
          ? bodyAt + length
          : -1;
    if (bodyEnd < 0) {
      return undefined;
    }
    this.#onPart({ headers, body: held.slice(bodyAt, bodyEnd) });
    return bodyEnd;
  }

  /** Without a length the next boundary ends the body, and the line break before it belongs to the boundary. */
  #bodyEnd(bodyAt: number): number {
    const next = indexOf(this.#held, this.#boundary, bodyAt);
    return next >= bodyAt + 2 && this.#held[next - 2] === 13 && this.#held[next - 1] === 10
      ? next - 2
      : next;
  }
}

const headersTail = bytesOf('\r\n\r\n');

function lengthOf(headers: ReadonlyMap<string, string>): number | undefined {
  const text = headers.get('content-length') ?? '';
  if (!/^\d{1,9}$/.test(text)) {
    return undefined;
  }
  const length = Number(text);
  if (length > multipartLimits.body) {
    throw new RangeError(`a part has ${length} bytes; at most ${multipartLimits.body} are taken`);
  }
  return length;
}

function readHeaders(bytes: Uint8Array): ReadonlyMap<string, string> {
  const lines = String.fromCharCode(...bytes).split('\r\n');
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1
        ? []
        : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
    }),
  );
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function indexOf(haystack: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] ?? 0;
  for (
    let at = haystack.indexOf(first, from);
    at >= 0 && at + needle.length <= haystack.length;
    at = haystack.indexOf(first, at + 1)
  ) {
    if (needle.every((byte, index) => haystack[at + index] === byte)) {
      return at;
    }
  }
  return -1;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}
