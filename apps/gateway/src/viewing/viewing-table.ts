import type { WhepViewerStatistics } from '@casement/media';
import type { Principal } from '../access/principal.js';

/** One WHEP viewing that is open. */
export type Viewing = {
  readonly id: string;
  readonly recorder: string;
  readonly camera: number;
  /** Who opened it: nobody else can change or end it. */
  readonly owner: string;
  /** The session or token it was opened with; it ends with that. */
  readonly credentialId: string | null;
  /** Figures of now. */
  readonly statistics: () => WhepViewerStatistics;
  addCandidates(fragment: string): void;
  close(reason: string): Promise<void>;
};

/** How many viewings may be open. */
export type ViewingLimits = { readonly total: number; readonly perPrincipal: number };

/**
 * 500 viewers of one camera saturate a core; a wall has 16 to 64 tiles and a person several walls. Beyond
 * that somebody is doing something else.
 */
export const defaultViewingLimits: ViewingLimits = { total: 1_000, perPrincipal: 256 };

/** Who a viewing belongs to: the same name through the same kind of sign-in. */
export function ownerOf({ username, via }: Principal): string {
  return `${via}:${username}`;
}

/** The open viewings, by id. */
export class ViewingTable {
  readonly #viewings = new Map<string, Viewing>();
  readonly #limits: ViewingLimits;

  constructor(limits: ViewingLimits = defaultViewingLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#viewings.size;
  }

  /** Why one more viewing is too many, in words; undefined when it is not. */
  refusal(owner: string): string | undefined {
    const { total, perPrincipal } = this.#limits;
    if (this.#viewings.size >= total) {
      return `All ${total} viewings of this gateway are in use.`;
    }
    const own = this.all().filter((viewing) => viewing.owner === owner).length;
    return own >= perPrincipal ? `You have ${own} pictures open, which is the limit.` : undefined;
  }

  add(viewing: Viewing): void {
    this.#viewings.set(viewing.id, viewing);
  }

  remove(id: string): void {
    this.#viewings.delete(id);
  }

  /** The owner's viewing; that of somebody else is as unknown as one that never was. */
  find(id: string, owner: string): Viewing | undefined {
    const viewing = this.#viewings.get(id);
    return viewing?.owner === owner ? viewing : undefined;
  }

  all(): readonly Viewing[] {
    return [...this.#viewings.values()];
  }
}
