import type { DefectCounter } from '../errors/defect-counter.js';
import { MediaError } from '../errors/media-error.js';

/** Why access units are not handed over, or come with less than they should have. */
export const gateDefects = [
  /** Dropped: after a loss or at the start, before the next random access picture. */
  'awaiting-random-access',
  /** Dropped: the start of the picture was lost. */
  'first-slice-missing',
  /** Dropped: a leading picture of H.265 that refers to pictures which were not handed over (RASL). */
  'leading-picture-skipped',
  /** A random access picture whose VPS, SPS or PPS never came. */
  'parameter-sets-missing',
  'parameter-set-malformed',
  'slice-header-malformed',
] as const;

/** One of {@link gateDefects}. */
export type GateDefect = (typeof gateDefects)[number];

/** What `read` returns, or `undefined` and a count when it throws a `MediaError`. */
export function tolerate<T>(
  defects: DefectCounter<GateDefect>,
  defect: GateDefect,
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MediaError)) {
      throw error;
    }
    defects.count(defect);
    return undefined;
  }
}
