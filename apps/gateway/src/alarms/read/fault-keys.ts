import { alarmCatalogue } from '@casement/protocol';
import type { AlarmCatalogueRow } from '@casement/protocol';
import type { AlarmDraft } from '../alarm-model.js';
import type { AlarmSubject } from './alarm-subject.js';

type MessageId = Pick<AlarmCatalogueRow, 'category' | 'messageId'>;

/** States that a recovery ends, whatever their kind. */
const endable = new Set(
  alarmCatalogue.flatMap(({ recovers }) => (recovers === null ? [] : [idOf(recovers)])),
);

/** What a message is about, beside what kind of message it is. */
export type FaultSubject = {
  /** Who began it: a device only ends its own faults. */
  readonly originator: string;
  readonly row: AlarmCatalogueRow;
  readonly subject: AlarmSubject;
  /** By A17; it stands where the text names none. */
  readonly camera: number | null;
};

/**
 * The keys by which a recovery finds its faults: of one device, one kind and one camera, disk or port, so that
 * `VIDEO-LOSS 03` ends with `CAM 03 VIDEO RECOVERED` and not with that of camera 4.
 */
export function faultKeys(of: FaultSubject): Pick<AlarmDraft, 'fault' | 'closes'> {
  const { row } = of;
  const isFault = row.kind === 'fault' || endable.has(idOf(row));
  return {
    fault: isFault ? keyOf(row, of) : null,
    closes: row.recovers === null ? null : keyOf(row.recovers, of),
  };
}

function keyOf(id: MessageId, { originator, row, subject, camera }: FaultSubject): string {
  const named =
    row.about === 'camera' ? (subject.camera ?? camera) : (subject.terminal ?? subject.place);
  return `${originator} ${idOf(id)} ${named ?? ''}`.trimEnd();
}

function idOf({ category, messageId }: MessageId): string {
  return `${category}/${messageId.toString(16).padStart(2, '0')}`;
}
