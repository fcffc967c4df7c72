import type { Alarm } from '@casement/contract';
import type { AlarmDraft } from '../alarm-model.js';
import { sampleDraft } from './sample-draft.js';

/** What a draft becomes when it is stored. */
export const storedAs = (id: number, draft: AlarmDraft): Alarm => ({
  id,
  receivedAt: draft.receivedAt,
  occurredAt: draft.occurredAt,
  recorder: draft.recorder,
  camera: draft.camera,
  kind: draft.kind,
  severity: draft.severity,
  class: draft.class,
  terminal: draft.terminal,
  category: draft.category,
  messageId: draft.messageId,
  text: draft.text,
  title: draft.title,
  cameras: draft.cameras,
  source: draft.source,
  chain: draft.chain,
  logNumber: draft.logNumber,
  defects: draft.defects,
  acknowledged: null,
  open: draft.kind === 'alarm' || draft.kind === 'fault',
  closedBy: null,
  repeats: 0,
  lostBefore: 0,
});

/** A motion alarm of camera 1 of the recorder `hq`, as it is stored. */
export const sampleAlarm = (changes: Partial<Alarm> = {}): Alarm => ({
  ...storedAs(1, sampleDraft()),
  ...changes,
});
