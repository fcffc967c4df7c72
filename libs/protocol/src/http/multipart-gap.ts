import { ProtocolError } from '../protocol-error.js';
import type { MultipartDefect } from './multipart-defect.js';

/**
 * What stands between a body and the next delimiter line, or before the first one. One line end is
 * normal (B13); everything else is passed over and judged here.
 */
export class MultipartGap {
  readonly #maxBytes: number;
  #bytes = 0;
  #lineEnds = 0;
  #junk = false;
  #afterBody = false;

  /** @param maxBytes how much may be passed over before the framing counts as lost */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A body is complete: the gap begins anew. */
  begin(): void {
    this.#bytes = 0;
    this.#lineEnds = 0;
    this.#junk = false;
    this.#afterBody = true;
  }

  /** Passes over an empty line. @throws ProtocolError `multipart` when the gap gets too long */
  skipEmptyLine(byteCount: number): void {
    this.#lineEnds += 1;
    this.#skip(byteCount);
  }

  /** Passes over anything else. @throws ProtocolError `multipart` when the gap gets too long */
  skipJunk(byteCount: number): void {
    this.#junk = true;
    this.#skip(byteCount);
  }

  /** What was odd about the gap now that it is over. */
  defect(): MultipartDefect | undefined {
    if (this.#junk) {
      return 'junk-skipped';
    }
    if (!this.#afterBody || this.#lineEnds === 1) {
      return undefined;
    }
    return this.#lineEnds === 0 ? 'no-line-end-after-body' : 'extra-line-end-after-body';
  }

  /** True when something other than line ends was passed over. */
  get hasJunk(): boolean {
    return this.#junk;
  }

  #skip(byteCount: number): void {
    this.#bytes += byteCount;
    if (this.#bytes > this.#maxBytes) {
      throw ProtocolError.unexpected(
        'multipart',
        {
          found: 'no delimiter line',
          expected: `one within ${String(this.#maxBytes)} bytes`,
          where: this.#afterBody ? 'after a part' : 'start of the multipart stream',
        },
        { maxBytes: this.#maxBytes },
      );
    }
  }
}
