import { keysOf, MAX_RECENT, RecentAlarms } from './recent-alarms.js';

const identity = {
  originator: '00:80:45:0D:12:34',
  fingerprint: 'f'.repeat(64),
  logNumber: 7,
  occurredAt: null,
  class: 'motion',
  terminal: 1,
  category: null,
  messageId: null,
  camera: 1,
};

describe('RecentAlarms', () => {
  it('finds an alarm by either key, within a minute, whichever way clocks are set', () => {
    const recent = new RecentAlarms();
    const alarm = { id: 1, receivedMs: 100_000, repeats: 0 };
    recent.set(alarm, keysOf(identity));
    const byBytes = keysOf({ ...identity, logNumber: 0 });
    const byWords = keysOf({ ...identity, fingerprint: 'e'.repeat(64) });
    for (const keys of [byBytes, byWords]) {
      expect(recent.find(keys, 160_000)).toBe(alarm);
      expect(recent.find(keys, 40_000)).toBe(alarm);
      expect(recent.find(keys, 160_001)).toBeUndefined();
    }
    expect(recent.find(keysOf({ ...identity, originator: 'other' }), 100_000)).toBeUndefined();
  });

  it('keeps the newest of those with the same key', () => {
    const recent = new RecentAlarms();
    recent.set({ id: 1, receivedMs: 0, repeats: 0 }, keysOf(identity));
    recent.set({ id: 2, receivedMs: 61_000, repeats: 0 }, keysOf(identity));
    expect(recent.size).toBe(1);
    expect(recent.find(keysOf(identity), 61_000)).toMatchObject({ id: 2 });
  });

  it('forgets what is older than a minute, and never grows without bound', () => {
    const recent = new RecentAlarms();
    for (let id = 1; id <= MAX_RECENT + 10; id += 1) {
      recent.set({ id, receivedMs: 0, repeats: 0 }, [`b ${id}`]);
    }
    expect(recent.size).toBe(MAX_RECENT);
    expect(recent.find(['b 1'], 0)).toBeUndefined();
    recent.set({ id: 1_000_000, receivedMs: 60_001, repeats: 0 }, ['b new']);
    expect(recent.size).toBe(1);
  });
});
