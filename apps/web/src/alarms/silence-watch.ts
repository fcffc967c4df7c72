/** Gives up waiting for something when nothing at all has come for a while, however long it takes otherwise. */
export class SilenceWatch {
  readonly #silentMs: number;
  readonly #giveUps = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param silentMs how long nothing may come, in milliseconds */
  constructor(silentMs: number) {
    this.#silentMs = silentMs;
  }

  /** Something came. */
  heard(): void {
    clearTimeout(this.#timer);
    if (this.#giveUps.size > 0) {
      this.#timer = setTimeout(() => {
        [...this.#giveUps].forEach((giveUp) => giveUp());
      }, this.#silentMs);
    }
  }

  /** What is waited for. @throws Error after the silence, or what the promise itself throws */
  async wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        end();
        reject(new Error('The gateway does not say what was missed.'));
      };
      const end = (): void => {
        this.#giveUps.delete(giveUp);
        if (this.#giveUps.size === 0) {
          clearTimeout(this.#timer);
        }
      };
      this.#giveUps.add(giveUp);
      this.heard();
      promise.finally(end).then(resolve, reject);
    });
  }
}
