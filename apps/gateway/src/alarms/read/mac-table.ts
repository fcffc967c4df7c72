/** These name nobody: devices that do not know their own send them. */
const nobodys = new Set(['00:00:00:00:00:00', 'FF:FF:FF:FF:FF:FF']);

/** Whether a MAC can tell one device from another. */
export function isMeaningfulMac(mac: string): boolean {
  return !nobodys.has(mac);
}

type Learnt = { readonly mac: string; readonly atMs: number };

/** Which MAC belongs to which recorder: what people said goes before what devices said. Knows no clock. */
export class MacTable {
  readonly #learnt = new Map<string, Learnt>();
  #adopted: ReadonlyMap<string, string> = new Map();
  #recorders: readonly string[] = [];
  #index = new Map<string, string>();

  /** Ids of the configured recorders in their order; what was learnt of others is forgotten. */
  set recorders(ids: readonly string[]) {
    this.#recorders = ids;
    const kept = new Set(ids);
    [...this.#learnt.keys()].filter((id) => !kept.has(id)).forEach((id) => this.forget(id));
    this.#makeIndex();
  }

  get adopted(): ReadonlyMap<string, string> {
    return this.#adopted;
  }

  set adopted(adopted: ReadonlyMap<string, string>) {
    this.#adopted = new Map(adopted);
    this.#makeIndex();
  }

  /** Somebody said whose it is; null: nobody's any more. */
  adopt(mac: string, recorder: string | null): void {
    const adopted = new Map(this.#adopted);
    if (recorder === null) {
      adopted.delete(mac);
    } else {
      adopted.set(mac, recorder);
    }
    this.adopted = adopted;
  }

  /** A recorder said what its MAC is. @returns whether the MAC is the recorder's now and was not before */
  learn(recorder: string, mac: string, atMs: number): boolean {
    const before = this.#index.get(mac);
    if (!isMeaningfulMac(mac) || !this.#recorders.includes(recorder)) {
      return false;
    }
    this.#learnt.set(recorder, { mac, atMs });
    this.#makeIndex();
    return before !== recorder && this.#index.get(mac) === recorder;
  }

  /** A recorder is another device now. */
  forget(recorder: string): void {
    this.#learnt.delete(recorder);
    this.#makeIndex();
  }

  find(mac: string): string | undefined {
    return this.#index.get(mac);
  }

  /** When the recorder said what its MAC is. */
  learntAtMs(recorder: string): number | undefined {
    return this.#learnt.get(recorder)?.atMs;
  }

  /** Of two recorders with one MAC, which are one device entered twice, the first has it. */
  #makeIndex(): void {
    const index = new Map<string, string>();
    for (const recorder of this.#recorders) {
      const mac = this.#learnt.get(recorder)?.mac;
      if (mac !== undefined && !index.has(mac)) {
        index.set(mac, recorder);
      }
    }
    for (const [mac, recorder] of this.#adopted) {
      if (this.#recorders.includes(recorder)) {
        index.set(mac, recorder);
      }
    }
    this.#index = index;
  }
}
