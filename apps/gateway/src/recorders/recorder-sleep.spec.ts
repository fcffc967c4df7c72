import { ManualClock } from '../net/testing/manual-clock.js';
import { RecorderSleep } from './recorder-sleep.js';

const hourMs = 3_600_000;

const start = () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 21, 7, 0, 0));
  const told: string[] = [];
  const sleep = new RecorderSleep({
    clock,
    onChange: (id) => told.push(`${id} ${sleep.since(id) ?? 'awake'}`),
  });
  const note = (isAsleep: boolean, id = 'hq') => sleep.note(id, isAsleep, clock.wallMs());
  return { clock, told, sleep, note };
};

describe('RecorderSleep', () => {
  it('begins with SLEEP and ends with anything else', () => {
    const { told, sleep, note } = start();
    note(false);
    note(true);
    note(false, 'other');
    expect(sleep.since('hq')).toBe('2026-11-21T07:00:00.000Z');
    note(false);
    expect(told).toEqual(['hq 2026-11-21T07:00:00.000Z', 'hq awake']);
  });

  it('keeps its begin when it is said again, and lasts a day from then', async () => {
    const { clock, told, sleep, note } = start();
    note(true);
    await clock.advance(20 * hourMs);
    note(true);
    expect(sleep.since('hq')).toBe('2026-11-21T07:00:00.000Z');
    await clock.advance(23 * hourMs);
    expect(sleep.since('hq')).not.toBeNull();
    await clock.advance(hourMs);
    expect(told).toEqual(['hq 2026-11-21T07:00:00.000Z', 'hq awake']);
    expect(clock.timers).toBe(0);
  });

  it('does not believe what was said more than a day ago', () => {
    const { clock, told, sleep } = start();
    sleep.note('hq', true, clock.wallMs() - 25 * hourMs);
    expect(told).toEqual([]);
    expect(sleep.since('hq')).toBeNull();
  });

  it('forgets a recorder, and everything at the end, without a word and without timers', () => {
    const { clock, told, sleep, note } = start();
    note(true);
    note(true, 'gate');
    sleep.forget('hq');
    sleep.close();
    expect(sleep.since('hq')).toBeNull();
    expect(sleep.since('gate')).toBeNull();
    expect(told).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });
});
