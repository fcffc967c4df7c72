import type { Alarm } from '@casement/contract';

/** An alarm as the gateway tells of it. */
export function sampleAlarm(id: number, change: Partial<Alarm> = {}): Alarm {
  return {
    id,
    receivedAt: '2026-11-21T10:00:00.000Z',
    occurredAt: '2026-11-21T10:00:00Z',
    recorder: 'hq',
    camera: 1,
    kind: 'alarm',
    severity: 'warning',
    class: 'motion',
    terminal: null,
    category: 2,
    messageId: 1,
    text: 'VMD ALARM',
    title: `Motion, number ${id}`,
    cameras: [],
    source: { address: '192.0.2.10', mac: '00:80:45:0D:12:34' },
    chain: [],
    logNumber: id,
    acknowledged: null,
    open: true,
    closedBy: null,
    repeats: 0,
    lostBefore: 0,
    defects: [],
    ...change,
  };
}
