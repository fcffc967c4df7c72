/** Options of {@link RecorderLane}. */
export type RecorderLaneOptions<Task> = {
  /** Transfers at the same time. */
  readonly places: number;
  /** What comes next; it counts as taken. */
  readonly next: () => Task | undefined;
  /** Must not throw. */
  readonly run: (task: Task) => Promise<void>;
};

/** The transfers of one recorder: so many at a time, one after the other in each place (B68). */
export class RecorderLane<Task> {
  readonly #options: RecorderLaneOptions<Task>;
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: RecorderLaneOptions<Task>) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  /** There may be something to do. */
  poke(): void {
    const { places, next, run } = this.#options;
    while (!this.#isClosed && this.#running.size < places) {
      const task = next();
      if (task === undefined) {
        return;
      }
      const work = run(task).finally(() => {
        this.#running.delete(work);
        this.poke();
      });
      this.#running.add(work);
    }
  }

  /** Begins nothing more; resolves when nothing runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#running]);
  }
}
