import type { GopNeed } from './recorder-cursor.js';

/** How the search for one GOP goes. */
export class NeedProgress {
  #key = '';
  #wrong = 0;
  #attempts = 0;

  /** GOPs that came and were not the one, since the last command. */
  wrong(need: GopNeed): number {
    this.#about(need);
    return this.#wrong;
  }

  /** How often the recorder was sent elsewhere for it. */
  attempts(need: GopNeed): number {
    this.#about(need);
    return this.#attempts;
  }

  /** Something else came. `isHopeless`: what follows will not be it either. */
  passOver(need: GopNeed, isHopeless = false): void {
    this.#about(need);
    this.#wrong = isHopeless ? Number.POSITIVE_INFINITY : this.#wrong + 1;
  }

  /** A command was sent for it. */
  sent(need: GopNeed, isPosition: boolean): void {
    this.#about(need);
    this.#wrong = 0;
    this.#attempts += isPosition ? 1 : 0;
  }

  /** It came, or nobody wants it any more. */
  reset(): void {
    this.#key = '';
    this.#wrong = 0;
    this.#attempts = 0;
  }

  /** Another need starts from nothing. */
  #about(need: GopNeed): void {
    const key = keyOf(need);
    if (key !== this.#key) {
      this.reset();
      this.#key = key;
    }
  }
}

function keyOf(need: GopNeed): string {
  switch (need.kind) {
    case 'at':
    case 'probe':
      return `${need.kind} ${need.atMs}`;
    case 'next':
    case 'previous':
      return `${need.kind} ${need.of.startMs}`;
    case 'sample':
      return `sample ${need.direction}`;
  }
}
