import { MAX_MESSAGE_BYTES, MAX_SENDERS } from './alarm-layout.js';
import type { AlarmDefect } from './alarm-message.js';

/** A message of a thousand broken areas says this much about them. */
const MAX_DEFECTS = 16;

/** What is written in the header of an area, and where it is. */
export type AreaHeader = { readonly id: number; readonly size: number; readonly at: number };

/** Collects what was wrong with one message, without growing with it. */
export class AlarmDefects {
  readonly #defects: AlarmDefect[] = [];
  #more = 0;

  /** Whether something was wrong. */
  get isEmpty(): boolean {
    return this.#defects.length === 0;
  }

  add(defect: AlarmDefect): void {
    if (this.#defects.length < MAX_DEFECTS) {
      this.#defects.push(defect);
    } else {
      this.#more += 1;
    }
  }

  /** All of them, with the number of those that did not fit. */
  toArray(): readonly AlarmDefect[] {
    return this.#more === 0
      ? this.#defects
      : [...this.#defects, { kind: 'more', words: `${String(this.#more)} more` }];
  }
}

/** An area whose size does not fit to what it is (AL11 to AL13). */
export function badAreaSize(header: AreaHeader, expected: string): AlarmDefect {
  return {
    kind: 'area-size',
    words: `${nameOf(header)} has a size of ${String(header.size)} bytes; expected ${expected}`,
  };
}

/** An area whose end never came. */
export function cutArea(header: AreaHeader, found: number): AlarmDefect {
  return {
    kind: 'area-cut',
    words: `${nameOf(header)} ends after ${String(found)} bytes; expected ${String(header.size)}`,
  };
}

/** An area that would make the message longer than any device sends (AL30). */
export function tooLong(header: AreaHeader): AlarmDefect {
  return {
    kind: 'too-long',
    words: `${nameOf(header)} makes ${String(header.at + header.size)} bytes; expected at most ${String(MAX_MESSAGE_BYTES)}`,
  };
}

/** A sender info area beyond the limit (A28). */
export function tooManySenders(header: AreaHeader): AlarmDefect {
  return {
    kind: 'too-many-senders',
    words: `${nameOf(header)} is one more than ${String(MAX_SENDERS)} senders`,
  };
}

function nameOf({ id, at }: AreaHeader): string {
  return `area 0x${id.toString(16).padStart(4, '0')} at byte ${String(at)}`;
}
