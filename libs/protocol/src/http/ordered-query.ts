import { excerptOfUrl } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';

/** One parameter, decoded. */
export type QueryEntry = { readonly name: string; readonly value: string };

/**
 * How to read a query.
 *
 * - `lenient`: odd pieces are read as well as possible and named in `defects`
 * - `strict`: the first odd piece throws; a simulator must not accept what a recorder may refuse
 */
export type QueryPolicy = 'lenient' | 'strict';

/** Longer than any documented command; it bounds the work and the memory. */
const MAX_QUERY_CHARS = 8192;
const MAX_ENTRIES = 256;

/**
 * U+FF1D as itself, percent-encoded, and as its UTF-8 bytes read as Latin-1: the specification prints
 * it instead of "=" in 3.1.2 to 3.2.10 (B4).
 */
const FULL_WIDTH_EQUALS = /＝|%EF%BC%9D|ï¼\u009d/iu;

/**
 * The parameters of a URL query with their order and with repeated names, both of which mean something
 * to these recorders (`CTRL=FAR&CTRL=START`, B57). A plus sign is a plus sign, not a space.
 */
export class OrderedQuery {
  readonly #entries: QueryEntry[] = [];
  readonly #defects: string[] = [];

  /**
   * Reads a query, with or without its leading question mark.
   *
   * @throws ProtocolError `query` when it is too long, and under `strict` for a full-width "＝", a
   * piece without "=", an empty piece or a broken percent-encoding
   */
  static parse(text: string, policy: QueryPolicy = 'lenient'): OrderedQuery {
    const query = new OrderedQuery();
    const pieces = text.replace(/^\?/u, '').split('&', MAX_ENTRIES + 1);
    if (text.length > MAX_QUERY_CHARS || pieces.length > MAX_ENTRIES) {
      throw ProtocolError.unexpected('query', {
        found: `${String(text.length)} characters, ${String(pieces.length)} parameters or more`,
        expected: `at most ${String(MAX_QUERY_CHARS)} and ${String(MAX_ENTRIES)}`,
        where: 'query',
      });
    }
    if (pieces.length === 1 && pieces[0] === '') {
      return query;
    }
    pieces.forEach((piece, index) => {
      query.#read(piece, index + 1, policy);
    });
    return query;
  }

  /** All parameters in order. */
  get entries(): readonly QueryEntry[] {
    return this.#entries;
  }

  /** What was odd about the text that was read, without its values. */
  get defects(): readonly string[] {
    return this.#defects;
  }

  /** Adds a parameter at the end. @throws ProtocolError `query` for text that is no Unicode */
  append(name: string, value: string): this {
    for (const text of [name, value]) {
      if (/\p{Surrogate}/u.test(text)) {
        throw ProtocolError.unexpected('query', {
          found: 'half of a surrogate pair',
          expected: 'Unicode text',
          where: `parameter ${excerptOfUrl(name)}`,
        });
      }
    }
    this.#entries.push({ name, value });
    return this;
  }

  /** The first value of that name. */
  get(name: string): string | undefined {
    return this.#entries.find((entry) => entry.name === name)?.value;
  }

  /** All values of that name in order. */
  getAll(name: string): string[] {
    return this.#entries.filter((entry) => entry.name === name).map(({ value }) => value);
  }

  /** The query without question mark. It may hold a UID: pass it through `redactUrl` before logging. */
  toString(): string {
    return this.#entries
      .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
  }

  #read(piece: string, number: number, policy: QueryPolicy): void {
    const report = (found: string, expected: string): void => {
      if (policy === 'strict') {
        throw ProtocolError.unexpected(
          'query',
          { found, expected, where: `parameter ${String(number)}` },
          { parameter: number },
        );
      }
      this.#defects.push(`${found} in parameter ${String(number)}`);
    };
    if (piece === '') {
      report('nothing between two "&"', 'name=value');
      return;
    }
    if (FULL_WIDTH_EQUALS.test(piece) && (policy === 'strict' || !piece.includes('='))) {
      report('a full-width equals sign (U+FF1D)', '"=" (U+003D)');
    }
    const readable = piece.includes('=') ? piece : piece.replace(FULL_WIDTH_EQUALS, '=');
    const at = readable.indexOf('=');
    if (at < 0) {
      report('no "="', 'name=value');
    }
    const decode = (text: string): string =>
      decoded(text) ?? (report('a broken percent-encoding', 'percent-encoded UTF-8'), text);
    const name = decode(at < 0 ? readable : readable.slice(0, at));
    const value = at < 0 ? '' : decode(readable.slice(at + 1));
    this.#entries.push({ name, value });
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // URIError is the only error of decodeURIComponent; the caller reports it with its place.
    return undefined;
  }
}
