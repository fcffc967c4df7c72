/**
 * Counts tolerated and dropped defects by name. Every name is there from the start with 0, so that
 * metrics show what did not happen too.
 */
export class DefectCounter<Name extends string> {
  readonly #counts: Map<Name, number>;

  constructor(names: readonly Name[]) {
    this.#counts = new Map(names.map((name) => [name, 0]));
  }

  count(name: Name): void {
    this.#counts.set(name, this.of(name) + 1);
  }

  of(name: Name): number {
    return this.#counts.get(name) ?? 0;
  }

  /** The counts so far, as a plain object. */
  snapshot(): Record<Name, number> {
    // The names of the map are exactly the names of the type, see the constructor.
    return Object.fromEntries(this.#counts) as Record<Name, number>;
  }
}
