import fc from 'fast-check';
import { parseRecorderZone } from '../playback/recorder-zone.js';
import { sampleDisk } from '../testing/sample-information.js';
import { axisOf, barOf, daysWords, gigabyteWords, reachWords } from './disk-axis.js';

const first = sampleDisk('MAIN-1', { to: '2026-11-15T19:00:00+09:00' });
const second = sampleDisk('MAIN-2', { from: '2026-11-15T19:00:00+09:00' });
const empty = sampleDisk('MAIN-3', { capacityGb: null, remainingGb: null, from: null, to: null });

describe('disk axis', () => {
  it("covers all disks and has its lines at midnights of the recorder's clock", () => {
    const axis = axisOf([first, second, empty])!;
    expect(new Date(axis.fromMs).toISOString()).toBe('2026-11-09T00:00:00.000Z');
    expect(new Date(axis.toMs).toISOString()).toBe('2026-11-21T10:00:00.000Z');
    expect(axis.ticks.map(({ words }) => words)).toContain('Sun 15 Nov');
    expect(barOf(first, axis)?.from).toBe(0);
    expect(barOf(second, axis)?.to).toBe(1);
    expect(barOf(second, axis)?.from).toBe(barOf(first, axis)?.to);
    expect(barOf(empty, axis)).toBeNull();
  });

  it('tells hours where little is recorded', () => {
    const axis = axisOf([sampleDisk('A', { from: '2026-11-21T17:50:00+09:00' })])!;
    expect(axis.toMs - axis.fromMs).toBe(6 * 3_600_000);
    expect(axis.ticks.map(({ words }) => words)).toEqual([
      '13:00',
      '14:00',
      '15:00',
      '16:00',
      '17:00',
      '18:00',
      '19:00',
    ]);
  });

  it('has its lines at midnight on both sides of the night in which the clock is changed', () => {
    const disk = sampleDisk('A', {
      from: '2026-10-22T10:00:00+02:00',
      to: '2026-10-28T10:00:00+01:00',
    });
    const axis = axisOf([disk], parseRecorderZone('Europe/Berlin'))!;
    expect(axis.ticks.map(({ words }) => words)).toEqual([
      'Fri 23 Oct',
      'Sat 24 Oct',
      'Sun 25 Oct',
      'Mon 26 Oct',
      'Tue 27 Oct',
      'Wed 28 Oct',
    ]);
    const instants = axis.ticks.map(({ at }) => axis.fromMs + at * (axis.toMs - axis.fromMs));
    expect(instants.map((ms) => new Date(Math.round(ms)).toISOString()).slice(2, 4)).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  it('has none without recordings', () => {
    expect(axisOf([])).toBeNull();
    expect(axisOf([empty, sampleDisk('A', { from: 'x' })])).toBeNull();
    expect(axisOf([sampleDisk('A', { to: '2026-11-01T00:00:00Z' })])).toBeNull();
  });

  it('keeps lines and bars inside, and lines few, whatever is on the disks', () => {
    const instant = fc
      .integer({ min: 0, max: Date.UTC(2090, 0, 1) })
      .map((ms) => new Date(ms).toISOString());
    const zone = fc
      .constantFrom('Europe/Berlin', 'America/Santiago', '+09:00', 'none')
      .map((name) => parseRecorderZone(name));
    const disk = fc
      .record({ from: fc.option(instant), to: fc.option(instant) })
      .map((span) => sampleDisk('A', span));
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 9 }), zone, (disks, known) => {
        const axis = axisOf(disks, known);
        const bars = axis ? disks.map((one) => barOf(one, axis)).filter((bar) => bar !== null) : [];
        const places = [
          ...(axis?.ticks ?? []).map(({ at }) => at),
          ...bars.flatMap(({ from, to }) => [from, to]),
        ];
        expect(axis?.ticks.length ?? 0).toBeLessThanOrEqual(9);
        expect(places.every((at) => at >= 0 && at <= 1)).toBe(true);
        expect(bars.every(({ from, to }) => from <= to)).toBe(true);
      }),
    );
  });

  it('has words', () => {
    expect(reachWords(first)).toBe('6.5 days');
    expect(reachWords(sampleDisk('A', { from: '2026-11-21T00:00:00+09:00' }))).toBe('19 h');
    expect(reachWords(empty)).toBeNull();
    expect([0.9, 2.4, 12.4].map(daysWords)).toEqual(['1 day', '2.5 days', '12 days']);
    expect([null, 750, 4_001].map(gigabyteWords)).toEqual(['–', '750 GB', '4.0 TB']);
  });
});
