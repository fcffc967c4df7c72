import type { Disk, LogEntry, RecorderHealth } from '@casement/contract';

/** A disk as the gateway tells of it. */
export function sampleDisk(name: string, change: Partial<Disk> = {}): Disk {
  return {
    name,
    capacityGb: 4_000,
    remainingGb: 1_000,
    recording: false,
    from: '2026-11-09T09:00:00+09:00',
    to: '2026-11-21T19:00:00+09:00',
    ...change,
  };
}

/** An entry of a log as the gateway tells of it. */
export function sampleLogEntry(number: number, change: Partial<LogEntry> = {}): LogEntry {
  return {
    number,
    time: `2026-11-21T18:${String(59 - (number % 60)).padStart(2, '0')}:07+09:00`,
    summerTime: false,
    text: `Entry ${number}`,
    camera: null,
    ...change,
  };
}

/** What the gateway tells of a recorder's health. */
export function sampleHealth(change: Partial<RecorderHealth> = {}): RecorderHealth {
  return {
    recorder: 'hq',
    judgement: 'attention',
    words: 'Recording on 2 disks, 12 days back; camera 2 is not connected.',
    findings: [
      { judgement: 'good', words: 'Disk MAIN-1 records.', camera: null, disk: 'MAIN-1' },
      { judgement: 'attention', words: 'Camera 2 is not connected.', camera: 2, disk: null },
      { judgement: 'bad', words: '4 errors of the last day.', camera: null, disk: null },
    ],
    disks: {
      asOf: '2026-11-21T09:55:00Z',
      capacityGb: 8_000,
      remainingGb: 2_000,
      from: '2026-11-09T09:00:00+09:00',
      to: '2026-11-21T19:00:00+09:00',
      daysKept: 12.4,
      daysLeft: 2.6,
    },
    cameras: { asOf: '2026-11-21T09:59:00Z', connected: 1, failing: [2], registered: 2 },
    sessions: { used: 5, limit: 16 },
    clockOffsetMs: 61_000,
    errors: {
      asOf: '2026-11-21T09:59:00Z',
      count: 4,
      newest: sampleLogEntry(1, { text: 'HDD error' }),
    },
    ...change,
  };
}
