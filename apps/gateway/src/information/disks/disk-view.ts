import type { Disk } from '@casement/contract';
import type { RecordedDisk } from '@casement/protocol';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { isoOfLocal } from './local-iso.js';

/** The disks as the contract shows them, in the recorder's order; their times are local to the recorder (B6). */
export function disksView(disks: readonly RecordedDisk[], zone: RecorderZone): readonly Disk[] {
  return disks.map(({ name, capacityGb, remainingGb, recording, from, to }) => ({
    name,
    capacityGb,
    remainingGb,
    recording,
    from: from && isoOfLocal(from, zone),
    to: to && isoOfLocal(to, zone),
  }));
}
