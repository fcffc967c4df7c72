/** Oddities of a multipart stream that are survived, each with its own counter. */
export type MultipartDefect =
  /** Something stood before the first delimiter or between a body and the next delimiter. */
  | 'junk-skipped'
  /** The body was not followed by a line end (MP07). */
  | 'no-line-end-after-body'
  /** The body was followed by more than one line end (MP07). */
  | 'extra-line-end-after-body'
  /** A header line ended in LF alone (MP07). */
  | 'bare-line-feed'
  /** A line of the header block had no colon. */
  | 'malformed-header-line'
  /** No Content-Length: the body was delimited by searching (MP05). */
  | 'no-content-length'
  /** The stream ended inside of a part, which was dropped. */
  | 'truncated-part'
  /** Bytes came after the closing delimiter; counted once. */
  | 'bytes-after-end';

/** How often each defect was met. */
export class MultipartDefects {
  readonly #counts = new Map<MultipartDefect, number>();

  get counts(): ReadonlyMap<MultipartDefect, number> {
    return this.#counts;
  }

  count(defect: MultipartDefect): void {
    this.#counts.set(defect, (this.#counts.get(defect) ?? 0) + 1);
  }

  countOnce(defect: MultipartDefect): void {
    this.#counts.set(defect, 1);
  }
}
