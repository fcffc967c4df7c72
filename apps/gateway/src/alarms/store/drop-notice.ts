import type { AlarmDraft } from '../alarm-model.js';
import type { StorageTrouble } from './storage-trouble.js';

/** What was dropped since the last notice. */
export type DroppedSpan = {
  readonly count: number;
  readonly sinceMs: number;
  readonly trouble: StorageTrouble | undefined;
};

/** The gateway's own alarm that tells what it had to drop: everybody shall know that something is missing here. */
export const dropNotice = (
  { count, sinceMs, trouble }: DroppedSpan,
  receivedMs: number,
): AlarmDraft => {
  const number = count.toLocaleString('en');
  const seconds = Math.max(1, Math.round((receivedMs - sinceMs) / 1_000)).toLocaleString('en');
  const why = trouble?.then ?? 'more came than could be stored';
  return {
    receivedMs,
    receivedAt: new Date(receivedMs).toISOString(),
    occurredAt: null,
    recorder: null,
    camera: null,
    kind: 'fault',
    severity: 'critical',
    class: 'gateway',
    terminal: null,
    category: null,
    messageId: null,
    text: '',
    title: `${number} ${count === 1 ? 'alarm was' : 'alarms were'} lost: ${why} for ${seconds} s`,
    cameras: [],
    source: { address: '-', mac: null },
    chain: [],
    logNumber: 0,
    defects: [],
    bytes: new Uint8Array(0),
    originator: 'gateway',
    fault: 'gateway alarms lost',
    closes: null,
  };
};
