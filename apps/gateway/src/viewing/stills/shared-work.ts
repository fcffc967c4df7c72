/** Work that several ask for at the same time, done once for all of them. */
export class SharedWork<Result> {
  readonly #running = new Map<string, Promise<Result>>();

  /** The result of the work that runs under this key; begins it when none does. */
  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key);
    if (running) {
      return running;
    }
    const begun = work().finally(() => this.#running.delete(key));
    this.#running.set(key, begun);
    return begun;
  }
}
