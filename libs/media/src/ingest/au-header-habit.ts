import { splitAacPayload } from '../codec/aac/au-headers.js';

/** Payloads in a row with AU headers that make headers the rule. */
const headersAfter = 2;

/** Payloads in a row without any that make access units as they are the rule. */
const rawAfter = 8;

/**
 * Remembers whether the AAC of a source has AU headers. The bytes tell it for each payload, but not for sure: a header
 * may be damaged, and the first bytes of an access unit as it is look like its length now and then (a mono one begins
 * with 0x01, which is the header of 32 to 63 bytes).
 */
export class AuHeaderHabit {
  #habit: 'unknown' | 'headers' | 'raw' = 'unknown';
  #withHeaders = 0;
  #withoutHeaders = 0;

  /** The access units of the next payload; `undefined` when its headers do not add up although there should be some. */
  unitsOf(payload: Uint8Array): readonly Uint8Array[] | undefined {
    const { form, units } = splitAacPayload(payload);
    const hasHeaders = form !== 'none';
    this.#note(hasHeaders);
    if (this.#habit === 'headers' && !hasHeaders) {
      return undefined;
    }
    return this.#habit === 'raw' ? [payload] : units;
  }

  #note(hasHeaders: boolean): void {
    this.#withHeaders = hasHeaders ? this.#withHeaders + 1 : 0;
    this.#withoutHeaders = hasHeaders ? 0 : this.#withoutHeaders + 1;
    if (this.#withHeaders >= headersAfter) {
      this.#habit = 'headers';
    } else if (this.#withoutHeaders >= rawAfter) {
      this.#habit = 'raw';
    }
  }
}
