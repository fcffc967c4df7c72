import { RingUnitReader } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import { ManualClock } from '../../net/testing/manual-clock.js';
import type { ListedSound } from '../../recorders/camera-list.js';
import type { ClockState } from '../playback-output.js';
import { PacedSound } from './paced-sound.js';

const startMs = Date.UTC(2026, 10, 20, 12);
const usual: ListedSound = { codec: 'auto', law: 'mu', g726BitOrder: 'left' };

const paced = (settings: Partial<ListedSound> = {}) => {
  const clock = new ManualClock();
  const readers: RingUnitReader[] = [];
  const sound = new PacedSound({
    clock,
    settings: { ...usual, ...settings },
    newRingId: () => `sound-${readers.length}`,
    onRing: (ring) => readers.push(new RingUnitReader(ring)),
  });
  let state: ClockState = {
    running: true,
    direction: 1,
    speed: 1,
    positionMs: startMs,
    generation: 1,
  };
  const set = (change: Partial<ClockState>): void => {
    state = { ...state, ...change };
    sound.clockIs(state);
  };
  const take = (): MediaUnit[] => {
    const units: MediaUnit[] = [];
    const reader = readers.at(-1);
    for (let unit = reader?.pull(); unit !== undefined; unit = reader?.pull()) {
      units.push(unit);
    }
    return units;
  };
  return { clock, sound, set, take, readers };
};

const second = { camera: 1, startMs, endMs: startMs + 1_000 };
const g711 = { ...second, codec: 'g711' as const, frames: [new Uint8Array(8_000).fill(0x7f)] };

describe('PacedSound', () => {
  it('sends a second of G.711 in pieces of 20 ms, each at its time', async () => {
    const { clock, sound, set, take } = paced({ law: 'a' });
    set({});
    sound.add(g711);
    await clock.advance(500);
    const half = take();
    expect(half.length).toBeGreaterThanOrEqual(25);
    expect(half.length).toBeLessThanOrEqual(26);
    await clock.advance(600);
    const units = [...half, ...take()];
    expect(units).toHaveLength(50);
    expect(sound.format).toEqual({ codec: 'pcma', sampleRateHz: 8_000, channels: 1 });
    units.forEach(({ timestamp, arrivalMs, parts }, at) => {
      expect(timestamp).toBe(at * 160);
      expect(Math.abs(arrivalMs - at * 20)).toBeLessThanOrEqual(5);
      expect(parts[0]).toHaveLength(160);
    });
  });

  it('joins one second to the next', async () => {
    const { clock, sound, set, take } = paced();
    set({});
    sound.add(g711);
    sound.add({ ...g711, startMs: startMs + 1_000, endMs: startMs + 2_000 });
    // What comes twice is heard once.
    sound.add({ ...g711, startMs: startMs + 1_000, endMs: startMs + 2_000 });
    await clock.advance(2_100);
    const units = take();
    expect(units).toHaveLength(100);
    expect(units.filter(({ discontinuity }) => discontinuity)).toEqual([]);
  });

  it.each([[{ running: false }], [{ speed: 2 }], [{ direction: -1 as const }]])(
    'is silent while %j',
    async (change) => {
      const { clock, sound, set, readers } = paced();
      set(change);
      sound.add(g711);
      await clock.advance(1_000);
      expect(readers).toEqual([]);
    },
  );

  it('forgets what belongs to another place, and what is too late', async () => {
    const { clock, sound, set, take } = paced();
    set({});
    sound.add(g711);
    expect(take()).toHaveLength(1);
    set({ generation: 2, positionMs: startMs + 60_000 });
    await clock.advance(1_000);
    expect(take()).toHaveLength(0);
    sound.add({ ...g711, startMs: startMs + 60_000, endMs: startMs + 61_000 });
    await clock.advance(1_000);
    // The clock is at 61 s: a fifth of a second may be late.
    expect(take().length).toBeLessThanOrEqual(11);
  });

  it('takes AAC as it is and G.726 in the order of rings, each in a ring of its own', async () => {
    const { clock, sound, set, take, readers } = paced({ g726BitOrder: 'right' });
    set({});
    const frame = Uint8Array.of(0x01, 0x40, 0x22, 0x80);
    sound.add({ ...second, codec: 'aac', frames: Array.from({ length: 16 }, () => frame) });
    await clock.advance(1_000);
    expect(sound.format).toEqual({ codec: 'aac', sampleRateHz: 16_000, channels: 1 });
    const units = take();
    expect(units).toHaveLength(16);
    expect(units.map(({ timestamp }) => timestamp)).toEqual(units.map((_, at) => at * 1_024));
    const g726 = new Uint8Array(4_000).fill(0x12);
    sound.add({
      ...second,
      startMs: startMs + 1_000,
      endMs: startMs + 2_000,
      codec: 'g726',
      frames: [g726],
    });
    await clock.advance(1_000);
    expect(readers).toHaveLength(2);
    expect(take()[0]?.parts[0]?.[0]).toBe(0x21);
    sound.close();
    expect(clock.timers).toBe(0);
    expect(sound.format).toBeUndefined();
  });
});
