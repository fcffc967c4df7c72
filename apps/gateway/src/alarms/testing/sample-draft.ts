import type { AlarmDraft } from '../alarm-model.js';

/** A motion alarm of camera 1 of the recorder `hq`. */
export const sampleDraft = (changes: Partial<AlarmDraft> = {}): AlarmDraft => {
  const receivedMs = changes.receivedMs ?? Date.UTC(2026, 10, 21, 7, 8, 9);
  return {
    receivedAt: new Date(receivedMs).toISOString(),
    receivedMs,
    occurredAt: '2026-11-21T16:08:09+09:00',
    recorder: 'hq',
    camera: 1,
    kind: 'alarm',
    severity: 'critical',
    class: 'motion',
    terminal: 1,
    category: null,
    messageId: null,
    text: '',
    title: 'Motion at camera 1',
    cameras: [],
    source: { address: '192.0.2.10', mac: '00:80:45:0D:12:34' },
    chain: [{ mac: '00:80:45:0D:12:34', camera: 1, time: '2026-11-21T16:08:09+09:00' }],
    logNumber: 0,
    defects: [],
    bytes: new Uint8Array([1]),
    originator: '00:80:45:0D:12:34',
    fault: null,
    closes: null,
    ...changes,
  };
};
