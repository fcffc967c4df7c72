/** What was odd about a body is said this often, then only counted. */
const MAX_DEFECTS = 24;

/** Collects what was odd, in words, without growing with what it reads. */
export class DefectList {
  readonly #defects: string[] = [];
  #more = 0;

  /** Each text is kept once. */
  add(...texts: readonly string[]): void {
    for (const text of texts) {
      if (this.#defects.includes(text)) {
        continue;
      }
      if (this.#defects.length < MAX_DEFECTS) {
        this.#defects.push(text);
      } else {
        this.#more += 1;
      }
    }
  }

  /** All of them, with the number of those that did not fit. */
  toArray(): readonly string[] {
    return this.#more > 0 ? [...this.#defects, `${String(this.#more)} more`] : [...this.#defects];
  }
}
