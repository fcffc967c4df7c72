import type { Alarm, Disk, LogEntry } from '@casement/contract';
import type { HealthFacts } from '../health/health-facts.js';

/** When the sample facts are looked at. */
export const sampleNowMs = Date.parse('2026-11-21T10:00:00Z');

/** A disk that is well: half full, recorded to for ten days. */
export const sampleDisk = (changes: Partial<Disk> = {}): Disk => ({
  name: 'MAIN-1',
  capacityGb: 4_000,
  remainingGb: 2_000,
  recording: true,
  from: '2026-11-11T10:00:00+00:00',
  to: '2026-11-21T09:59:00+00:00',
  ...changes,
});

/** An entry of an error log, so many minutes ago. */
export const sampleEntry = (
  text: string,
  minutesAgo = 60,
  camera: number | null = null,
): LogEntry => ({
  number: 1,
  time: new Date(sampleNowMs - minutesAgo * 60_000).toISOString(),
  summerTime: false,
  text,
  camera,
});

/** A critical fault of an hour ago that goes on. */
export const sampleFault = (changes: Partial<Alarm> = {}): Alarm => ({
  id: 1,
  receivedAt: new Date(sampleNowMs - 2 * 3_600_000).toISOString(),
  occurredAt: null,
  recorder: 'hq',
  camera: null,
  kind: 'fault',
  severity: 'critical',
  class: 'notification',
  terminal: null,
  category: null,
  messageId: null,
  text: '',
  title: 'Disk 1 failed',
  cameras: [],
  source: { address: '192.0.2.1', mac: null },
  chain: [],
  logNumber: 1,
  acknowledged: null,
  open: true,
  closedBy: null,
  repeats: 0,
  lostBefore: 0,
  defects: [],
  ...changes,
});

/** A recorder that is well. */
export const sampleFacts = (changes: Partial<HealthFacts> = {}): HealthFacts => ({
  recorder: {
    id: 'hq',
    state: 'online',
    reason: null,
    sessions: { used: 3, limit: 16 },
    clockOffsetMs: 0,
    asleepSince: null,
  },
  nowMs: sampleNowMs,
  disks: { value: [sampleDisk()], asOfMs: sampleNowMs, reason: undefined },
  defects: { disks: [], error: [] },
  gbPerDay: null,
  lostDisks: [],
  cameras: {
    asOfMs: sampleNowMs,
    isConfigured: false,
    list: [
      { number: 1, name: 'Camera 1', connection: 'ok' },
      { number: 2, name: 'Gate', connection: 'ok' },
      { number: 3, name: 'Camera 3', connection: 'unregistered' },
    ],
  },
  errors: { value: [], asOfMs: sampleNowMs, reason: undefined },
  faults: [],
  ...changes,
});
