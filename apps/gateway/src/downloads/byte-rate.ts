/** How fast bytes come, over the last seconds. */
export class ByteRate {
  readonly #windowMs: number;
  #marks: { readonly atMs: number; readonly bytes: number }[] = [];

  /** @param windowMs how far back is looked; default 10 s */
  constructor(windowMs = 10_000) {
    this.#windowMs = windowMs;
  }

  /** So many bytes came. Kept are sums of a quarter of a second. */
  add(bytes: number, nowMs: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && nowMs - last.atMs < 250) {
      this.#marks[this.#marks.length - 1] = { atMs: last.atMs, bytes: last.bytes + bytes };
    } else {
      this.#marks.push({ atMs: nowMs, bytes });
    }
    this.#forget(nowMs);
  }

  /** Bytes per second; null while nobody can tell. */
  perSecond(nowMs: number): number | null {
    this.#forget(nowMs);
    const [first] = this.#marks;
    const spanMs = first === undefined ? 0 : nowMs - first.atMs;
    if (first === undefined || spanMs < 1_000) {
      return null;
    }
    const bytes = this.#marks.reduce((sum, mark) => sum + mark.bytes, 0);
    return Math.round((bytes * 1_000) / spanMs);
  }

  #forget(nowMs: number): void {
    const keep = this.#marks.findIndex(({ atMs }) => nowMs - atMs <= this.#windowMs);
    this.#marks = keep < 0 ? [] : this.#marks.slice(keep);
  }
}
