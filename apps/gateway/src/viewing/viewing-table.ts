import type { WhepViewing } from './whep-viewing.js';

/** The open WHEP viewings, by id. */
export class ViewingTable {
  readonly #viewings = new Map<string, WhepViewing>();

  get size(): number {
    return this.#viewings.size;
  }

  add(viewing: WhepViewing): void {
    this.#viewings.set(viewing.id, viewing);
  }

  remove(id: string): void {
    this.#viewings.delete(id);
  }

  /** The owner's viewing; that of somebody else is as unknown as one that never was. */
  find(id: string, owner: string): WhepViewing | undefined {
    const viewing = this.#viewings.get(id);
    return viewing?.owner === owner ? viewing : undefined;
  }

  all(): readonly WhepViewing[] {
    return [...this.#viewings.values()];
  }
}
