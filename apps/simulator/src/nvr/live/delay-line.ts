/** More pictures than a delay of 5 s at 60 per second can hold. */
const maxBatches = 400;

/** Gives out what is put in later, in the order it came. */
export class DelayLine<T> {
  readonly #output: (value: T) => void;
  readonly #waiting: { readonly value: T; readonly dueMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(output: (value: T) => void) {
    this.#output = output;
  }

  /** Values dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Gives the value out after `delayMs`, at once when nothing waits and there is no delay. */
  push(value: T, delayMs: number): void {
    if (delayMs <= 0 && this.#waiting.length === 0) {
      this.#output(value);
      return;
    }
    if (this.#waiting.length >= maxBatches) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push({ value, dueMs: performance.now() + delayMs });
    this.#timer ??= setTimeout(() => this.#release(), delayMs);
  }

  /** Forgets what waits. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #release(): void {
    this.#timer = undefined;
    let first = this.#waiting[0];
    while (first !== undefined && first.dueMs <= performance.now() + 0.5) {
      this.#waiting.shift();
      this.#output(first.value);
      first = this.#waiting[0];
    }
    if (first !== undefined) {
      this.#timer = setTimeout(() => this.#release(), first.dueMs - performance.now());
    }
  }
}
