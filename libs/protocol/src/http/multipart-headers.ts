import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';

/** Content-Length values longer than this are no length of anything. */
const CONTENT_LENGTH = /^\d{1,15}$/u;

/** Collects the header lines of one part. */
export class MultipartHeaders {
  readonly #values = new Map<string, string>();
  #lastName: string | undefined;

  /** The headers so far, names in lower case; of a repeated header the values joined with ", ". */
  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }

  /** Adds one line without its line end; false when it is neither a header nor a continuation. */
  addLine(line: string): boolean {
    if (/^[ \t]/u.test(line) && this.#lastName !== undefined) {
      this.#append(this.#lastName, ' ', line.trim());
      return true;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name === '') {
      return false;
    }
    this.#append(name, ', ', line.slice(colon + 1).trim());
    this.#lastName = name;
    return true;
  }

  /**
   * The body length in bytes that the headers announce, `undefined` when they announce none (MP05).
   *
   * @throws ProtocolError `multipart` for anything but one decimal number, `multipart-limit` when it is
   * larger than `maxPartBytes` (MP08)
   */
  contentLength(maxPartBytes: number): number | undefined {
    const text = this.#values.get('content-length');
    if (text === undefined) {
      return undefined;
    }
    // The same length twice is harmless; two different ones would let us cut where the device does not.
    const values = [...new Set(text.split(',').map((value) => value.trim()))];
    const [value = ''] = values;
    const length = Number(value);
    if (values.length === 1 && CONTENT_LENGTH.test(value) && length <= maxPartBytes) {
      return length;
    }
    const tooLarge = values.length === 1 && /^\d+$/u.test(value);
    throw ProtocolError.unexpected(
      tooLarge ? 'multipart-limit' : 'multipart',
      {
        found: `Content-Length ${excerpt(text)}`,
        expected: `one number up to ${String(maxPartBytes)}`,
        where: 'multipart header',
      },
      { maxPartBytes },
    );
  }

  #append(name: string, separator: string, value: string): void {
    const before = this.#values.get(name);
    this.#values.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }
}
