/** Something that is in a list once at most. */
export type Markable = { isMarked: boolean };

/** What is to be served in the next turn, and what is being served in this one. Two arrays that are used in turn. */
export class MarkedList<Item extends Markable> {
  #marked: Item[] = [];
  #taken: Item[] = [];

  add(item: Item): void {
    if (!item.isMarked) {
      item.isMarked = true;
      this.#marked.push(item);
    }
  }

  /** What was marked. Whatever is marked from now on is of the next turn; give the list back by `served`. */
  take(): readonly Item[] {
    const taken = this.#marked;
    this.#marked = this.#taken;
    this.#taken = taken;
    for (const item of taken) {
      item.isMarked = false;
    }
    return taken;
  }

  served(): void {
    this.#taken.length = 0;
  }

  clear(): void {
    this.#marked.length = 0;
    this.#taken.length = 0;
  }
}
