/** Calls several listeners; one that throws disturbs neither the others nor the caller. */
export class ListenerSet<Event> {
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #onError: (error: unknown) => void;

  /** @param onError told what a listener threw */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Returns how to stop listening. */
  add(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
