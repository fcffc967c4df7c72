/** Log numbers are 1 to this, and around again (2.2.1); 0 says nothing. */
const COUNT = 0xffff;
/** More than this at once is no loss: the device began anew, or another one has its address. */
const MAX_LOST = 1_000;
/** A house has hundreds; whoever invents senders pushes only other inventions out. */
const MAX_ORIGINATORS = 10_000;

/** What a log number says after another one of the same device. */
export type LogStep = {
  /** So many between the two never came. */
  readonly lost: number;
  /** The one that the next is compared with. */
  readonly last: number;
};

/**
 * Compares a log number with the last one of its device (AL21, AL22): 65535 is followed by 1, and one that is a little
 * older came late and loses nothing.
 */
export const stepOf = (last: number | undefined, next: number): LogStep => {
  if (next === 0 || next > COUNT) {
    return { lost: 0, last: last ?? 0 };
  }
  if (last === undefined || last === 0) {
    return { lost: 0, last: next };
  }
  const forward = (next - last + COUNT) % COUNT;
  const isLate = forward >= COUNT - MAX_LOST;
  const lost = forward - 1;
  return {
    lost: lost >= 1 && lost <= MAX_LOST ? lost : 0,
    last: isLate ? last : next,
  };
};

/** The last log number of each device, bounded: the one that was heard of least recently is forgotten first. */
export class LogNumbers {
  readonly #last = new Map<string, number>();

  get(originator: string): number | undefined {
    return this.#last.get(originator);
  }

  set(originator: string, last: number): void {
    this.#last.delete(originator);
    this.#last.set(originator, last);
    if (this.#last.size > MAX_ORIGINATORS) {
      const [oldest] = this.#last.keys();
      this.#last.delete(oldest ?? '');
    }
  }
}
