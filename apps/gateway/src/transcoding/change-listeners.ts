/** Those who want to know when something has changed. One that throws does not keep it from the others. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>();
  readonly #onBug: (error: unknown) => void;

  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Returns what ends the listening; idempotent. The same function may listen twice. */
  add(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Something has changed. */
  tell(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        this.#onBug(error);
      }
    }
  }
}
