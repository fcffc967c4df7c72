import type { Clock } from '../clock.js';
import type { Fault, FaultKind, FaultOf } from './fault.js';
import type { CgiName } from './fault-scope.js';

/** A fault that is set. */
export type ActiveFault<F extends Fault = Fault> = {
  readonly id: string;
  readonly fault: F;
  readonly sinceMs: number;
  /** What the fault has hit so far: packets, requests, streams or connections, by its kind. */
  hits: number;
};

/** What a fault must be about to count. */
export type FaultSubject = {
  readonly camera?: number | undefined;
  readonly cgi?: CgiName | undefined;
};

/**
 * The faults that are set now. A fault leaves when its time is up, when it has hit as often as it may,
 * or when it is taken away. Pure: somebody calls {@link FaultBoard.sweep} now and then.
 */
export class FaultBoard {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #active: readonly ActiveFault[] = [];
  #nextId = 1;
  #version = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Grows whenever the set of faults changes, so that what was derived from it can be renewed. */
  get version(): number {
    return this.#version;
  }

  /** Everything that is set, the oldest first. */
  get active(): readonly ActiveFault[] {
    return this.#active;
  }

  /** Calls the listener after every change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Sets exactly these faults. */
  replace(faults: readonly Fault[]): readonly ActiveFault[] {
    this.#active = [];
    return this.#add(faults);
  }

  /** Sets one more fault. */
  add(fault: Fault): ActiveFault | undefined {
    return this.#add([fault]).at(-1);
  }

  /** Takes a fault away; false when there is none of that id. */
  remove(id: string): boolean {
    return this.#keep((active) => active.id !== id);
  }

  /** Takes every fault away. */
  clear(): void {
    this.#keep(() => false);
  }

  /** Takes away what is over. */
  sweep(): void {
    this.#keep((active) => !this.#isOver(active));
  }

  /** The faults of a kind that are about the subject, the oldest first. */
  find<K extends FaultKind>(
    kind: K,
    subject: FaultSubject = {},
  ): readonly ActiveFault<FaultOf<K>>[] {
    return this.#active.filter(
      (active): active is ActiveFault<FaultOf<K>> =>
        active.fault.kind === kind && !this.#isOver(active) && isAbout(active.fault, subject),
    );
  }

  /** The oldest fault of a kind that is about the subject, counted as a hit. */
  take<K extends FaultKind>(kind: K, subject: FaultSubject = {}): FaultOf<K> | undefined {
    const found = this.find(kind, subject)[0];
    if (found === undefined) {
      return undefined;
    }
    found.hits += 1;
    this.sweep();
    return found.fault;
  }

  #add(faults: readonly Fault[]): readonly ActiveFault[] {
    const added = faults.map((fault) => {
      const active = { id: String(this.#nextId), fault, sinceMs: this.#clock.nowMs(), hits: 0 };
      this.#nextId += 1;
      return active;
    });
    this.#active = [...this.#active, ...added];
    this.#changed();
    return added;
  }

  #keep(wanted: (active: ActiveFault) => boolean): boolean {
    const kept = this.#active.filter(wanted);
    if (kept.length === this.#active.length) {
      return false;
    }
    this.#active = kept;
    this.#changed();
    return true;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #isOver({ fault, sinceMs, hits }: ActiveFault): boolean {
    if (fault.forS !== undefined && this.#clock.nowMs() - sinceMs >= fault.forS * 1000) {
      return true;
    }
    return 'times' in fault && fault.times !== undefined && hits >= fault.times;
  }
}

function isAbout(fault: Fault, { camera, cgi }: FaultSubject): boolean {
  if ('cameras' in fault && fault.cameras !== undefined) {
    return camera !== undefined && fault.cameras.includes(camera);
  }
  if ('cgis' in fault && fault.cgis !== undefined) {
    return cgi !== undefined && fault.cgis.includes(cgi);
  }
  return true;
}
