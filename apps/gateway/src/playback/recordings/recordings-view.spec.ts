import { recordingsSchema } from '@casement/contract';
import type { RecordedSpan } from '@casement/contract';
import { rangeOfDisks } from './disk-range.js';
import type { LogMark } from './log-marks.js';
import type { RecordingOverview } from './recording-index.js';
import { recordingsView } from './recordings-view.js';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 21);
const at = (hours: number): number => startMs + hours * hourMs;
const span = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) });
const iso = (hours: number): string => new Date(at(hours)).toISOString();

const overview: RecordingOverview = {
  oldestMs: at(2),
  newestMs: at(20),
  isGrowing: false,
  zone: { kind: 'named', name: 'Asia/Tokyo' },
  marks: [],
  askedAtMs: at(20),
  reason: undefined,
};
const question = { recorder: 'hq', camera: 2, range: span(0, 24) };
const nothing = { recorded: [], gaps: [] };
const shown = (spans: readonly RecordedSpan[]): [string, string, string][] =>
  spans.map(({ from, to, kind }) => [from, to, kind]);

describe('recordingsView', () => {
  it('calls likely what is within the disks and was not looked at', () => {
    const view = recordingsView(question, overview, {
      recorded: [span(5, 6)],
      gaps: [span(6, 7), span(22, 23)],
    });
    expect(() => recordingsSchema.parse(view)).not.toThrow();
    expect(view).toMatchObject({
      timeZone: 'Asia/Tokyo',
      oldest: iso(2),
      newest: iso(20),
      asOf: iso(20),
      reason: null,
    });
    expect(shown(view.spans)).toEqual([
      [iso(2), iso(5), 'likely'],
      [iso(5), iso(6), 'recorded'],
      [iso(6), iso(7), 'gap'],
      [iso(7), iso(20), 'likely'],
      [iso(22), iso(23), 'gap'],
    ]);
  });

  it('knows nothing of a recorder that has not answered yet', () => {
    const unknown = { ...overview, oldestMs: null, newestMs: null, askedAtMs: undefined };
    expect(recordingsView(question, { ...unknown, reason: 'asking' }, nothing)).toMatchObject({
      oldest: null,
      newest: null,
      spans: [],
      asOf: null,
      reason: 'asking',
    });
  });

  it('is as fine as a screen: GOPs of fast forward become one, a gap that can be seen stays', () => {
    const second = 1 / 3_600;
    const recorded = Array.from({ length: 1_000 }, (_, index) =>
      span(5 + index * 5 * second, 5 + (index * 5 + 1) * second),
    );
    const day = recordingsView(question, overview, { recorded, gaps: [] });
    expect(day.spans.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    const near = { ...question, range: span(5, 6) };
    const hour = recordingsView(near, overview, { recorded, gaps: [] });
    expect(hour.spans.filter(({ kind }) => kind === 'recorded').length).toBeGreaterThan(500);
    const view = recordingsView(question, overview, {
      recorded: [span(5, 6), span(6.01, 7)],
      gaps: [span(6, 6.01)],
    });
    expect(shown(view.spans).filter(([, , kind]) => kind !== 'likely')).toEqual([
      [iso(5), iso(6), 'recorded'],
      [iso(6), iso(6.01), 'gap'],
      [iso(6.01), iso(7), 'recorded'],
    ]);
  });

  it('shows the newest 1,000 marks of this camera and of the recorder as a whole', () => {
    const mark = (hours: number, camera: number | null): LogMark => ({
      atMs: at(hours),
      at: iso(hours),
      kind: 'alarm',
      text: 'SITE(VMD)',
      camera,
    });
    const marks = [
      mark(-1, 2),
      ...Array.from({ length: 1_200 }, (_, index) => mark(1 + index / 1_000, 2)),
      mark(5, 3),
      mark(6, null),
      mark(24, 2),
    ];
    const view = recordingsView(question, { ...overview, marks }, nothing);
    expect(view.marks).toHaveLength(1_000);
    expect(view.marks.at(-1)).toEqual({
      at: iso(6),
      kind: 'alarm',
      text: 'SITE(VMD)',
      camera: null,
    });
    expect(view.marks.some(({ camera }) => camera === 3)).toBe(false);
  });
});

describe('rangeOfDisks', () => {
  const disk = (from: string | null, to: string | null, recording: boolean) => ({
    name: 'MAIN-1',
    capacityGb: 1,
    remainingGb: 0,
    recording,
    from: from === null ? null : { text: from, summerTime: false },
    to: to === null ? null : { text: to, summerTime: false },
  });

  it('is that of all disks together', () => {
    const disks = [
      disk('2026-11-02T09:00:00', '2026-11-03T09:00:00', false),
      disk('2026-11-03T09:00:00', '2026-11-04T09:00:00', true),
      disk(null, null, false),
    ];
    expect(rangeOfDisks(disks, { kind: 'named', name: 'Asia/Tokyo' })).toEqual({
      oldestMs: Date.UTC(2026, 10, 2),
      newestMs: Date.UTC(2026, 10, 4),
      isGrowing: true,
    });
    expect(rangeOfDisks([disk(null, null, true)], { kind: 'named', name: 'UTC' })).toEqual({
      oldestMs: null,
      newestMs: null,
      isGrowing: false,
    });
  });
});
