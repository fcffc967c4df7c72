import type { RecordedDisk } from '@casement/protocol';
import { instantOfLocal } from '../../recorders/recorder-zone.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';

/** Between which times a recorder has recordings, in milliseconds since 1970 (UTC). */
export type DiskRange = {
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Recording goes on: the newest grows as time goes by. */
  readonly isGrowing: boolean;
};

/** The range of all disks together (v1.5R1 5.2.1); their times are local (B6). */
export function rangeOfDisks(disks: readonly RecordedDisk[], zone: RecorderZone): DiskRange {
  const instants = (which: 'from' | 'to'): number[] =>
    disks.flatMap(({ [which]: local }) =>
      local === null ? [] : (instantOfLocal(local, zone) ?? []),
    );
  const [from, to] = [instants('from'), instants('to')];
  return {
    oldestMs: from.length === 0 ? null : Math.min(...from),
    newestMs: to.length === 0 ? null : Math.max(...to),
    isGrowing: disks.some(({ recording, to: end }) => recording && end !== null),
  };
}
