import { jest } from '@jest/globals';
import {
  JpegRingSink,
  PacketRingWriter,
  RingUnitReader,
  SoundRingSink,
  UnitStreamer,
  createSharedRing,
  createSoundRing,
} from '@casement/media';
import type { CatchUpPolicy, MediaUnit, SharedRing } from '@casement/media';
import { settle } from '../net/testing/manual-clock.js';
import { until } from '../recorders/testing/until.js';
import { RingSupply } from './ring-supply.js';
import { ScopedSupply } from './scoped-supply.js';

describe('RingSupply', () => {
  let format: { readonly codec: string } | undefined;
  let reason: string | undefined;
  let catchUp: CatchUpPolicy;
  let held: number;
  let bugs: unknown[];
  let supply: RingSupply<{ readonly codec: string }>;

  beforeEach(() => {
    [format, reason, catchUp, held, bugs] = [undefined, undefined, 'compressed', 0, []];
    supply = new RingSupply({
      format: () => format,
      reason: () => reason,
      catchUp: () => catchUp,
      hold: () => {
        held += 1;
        return () => void (held -= 1);
      },
      onBug: (error) => bugs.push(error),
    });
  });

  afterEach(() => supply.setRing(undefined));

  /** Pictures of one NAL unit each: a key picture every three. */
  function pictureRing(id: string): { readonly ring: SharedRing; readonly write: () => void } {
    const ring = createSharedRing(id);
    const streamer = new UnitStreamer(new PacketRingWriter(ring));
    let count = 0;
    return {
      ring,
      write: () => {
        const randomAccess = count % 3 === 0;
        streamer.begin({
          codec: 'h264',
          timestamp90k: count * 9_000,
          arrivalMs: count * 100,
          randomAccess,
          discontinuity: false,
        });
        streamer.append(Uint8Array.of(randomAccess ? 0x65 : 0x41, count));
        streamer.endNalUnit();
        streamer.end();
        count += 1;
      },
    };
  }

  const numbers = (units: readonly MediaUnit[]): unknown[] =>
    units.map(({ parts }) => parts[0]?.[1]);
  const collector = () => {
    const units: MediaUnit[] = [];
    return { units, consumer: { unit: (unit: MediaUnit) => void units.push(unit) } };
  };

  it('gives the ring of now and each one after it, until it is let go of', () => {
    const rings: unknown[] = [];
    const stop = supply.ring((ring, policy) => rings.push([ring?.id, policy]));
    expect(held).toBe(1);
    supply.setRing(createSharedRing('a'));
    supply.setRing(createSharedRing('a'));
    catchUp = 'none';
    supply.setRing(undefined);
    stop();
    stop();
    supply.setRing(createSharedRing('b'));
    expect(rings).toEqual([
      [undefined, 'compressed'],
      ['a', 'compressed'],
      [undefined, 'none'],
    ]);
    expect([held, supply.takers]).toEqual([0, 0]);
  });

  it('gives each consumer the units since the newest random access unit, and shares them', async () => {
    const { ring, write } = pictureRing('a');
    supply.setRing(ring);
    [0, 1, 2, 3, 4].forEach(write);
    const [first, second] = [collector(), collector()];
    supply.units(first.consumer);
    expect(numbers(first.units)).toEqual([3, 4]);
    write();
    const stop = supply.units(second.consumer);
    expect(numbers(second.units)).toEqual([3, 4, 5]);
    expect(second.units[0]).toBe(first.units[0]);
    write();
    await until(() => second.units.length === 4);
    stop();
    write();
    await until(() => first.units.length === 5);
    expect(numbers(first.units)).toEqual([3, 4, 5, 6, 7]);
    expect(numbers(second.units)).toEqual([3, 4, 5, 6]);
    expect([held, supply.takers, bugs]).toEqual([1, 1, []]);
  });

  it('waits for nothing of a ring any more that a consumer has let go of', async () => {
    const { ring, write } = pictureRing('a');
    supply.setRing(ring);
    const waits = jest.spyOn(RingUnitReader.prototype, 'waitForNews');
    try {
      let units = 0;
      const stop = supply.units({
        unit: () => {
          units += 1;
          stop();
        },
      });
      expect(waits).toHaveBeenCalledTimes(1);
      write();
      await until(() => units === 1);
      await settle();
      expect(waits).toHaveBeenCalledTimes(1);
    } finally {
      waits.mockRestore();
    }
  });

  it('gives no old pictures, and begins with one at which decoding may start', async () => {
    const { ring, write } = pictureRing('a');
    supply.setRing(ring);
    const early = collector();
    supply.units(early.consumer);
    [0, 1].forEach(write);
    catchUp = 'none';
    const late = collector();
    supply.units(late.consumer);
    [2, 3, 4].forEach(write);
    await until(() => early.units.length === 5);
    expect(numbers(late.units)).toEqual([3, 4]);
    supply.forget();
    catchUp = 'compressed';
    const later = collector();
    supply.units(later.consumer);
    expect(later.units).toEqual([]);
  });

  it('goes on with the next ring, and says that something is missing in between', async () => {
    const old = pictureRing('a');
    const next = pictureRing('b');
    const { units, consumer } = collector();
    supply.units(consumer);
    supply.setRing(old.ring);
    [0, 1].forEach(old.write);
    await until(() => units.length === 2);
    supply.setRing(next.ring);
    [0, 1].forEach(next.write);
    await until(() => units.length === 4);
    expect(numbers(units)).toEqual([0, 1, 0, 1]);
    expect(units.map(({ discontinuity }) => discontinuity)).toEqual([true, false, true, false]);
    old.write();
    await settle();
    expect(units).toHaveLength(4);
  });

  it('lets go of a consumer that throws, and the others do not notice', async () => {
    const { ring, write } = pictureRing('a');
    supply.setRing(ring);
    const good = collector();
    let calls = 0;
    supply.units({
      unit: () => {
        calls += 1;
        throw new Error('a mistake');
      },
    });
    supply.units(good.consumer);
    [0, 1].forEach(write);
    await until(() => good.units.length === 2);
    expect([calls, held, bugs.length]).toEqual([1, 1, 1]);
  });

  it('takes in a consumer that another one brings along, each with every unit once', async () => {
    const { ring, write } = pictureRing('a');
    supply.setRing(ring);
    const [one, two] = [collector(), collector()];
    supply.units({
      unit: (unit) => {
        one.units.push(unit);
        if (one.units.length === 2) {
          supply.units(two.consumer);
        }
      },
    });
    [0, 1, 2].forEach(write);
    await until(() => one.units.length === 3);
    expect(numbers(one.units)).toEqual([0, 1, 2]);
    expect(numbers(two.units)).toEqual([0, 1, 2]);
  });

  it('gives JPEGs, of which one is enough, and sound from now on', async () => {
    const ring = createSharedRing('a');
    const jpegs = new JpegRingSink(new PacketRingWriter(ring));
    const picture = new Uint8Array(5_000).fill(7);
    supply.setRing(ring);
    [1, 2].forEach((at) => jpegs.picture(picture, { timestamp90k: at, arrivalMs: at }));
    const still = collector();
    supply.units(still.consumer);
    expect(still.units).toMatchObject([{ codec: 'jpeg', timestamp: 2, randomAccess: true }]);
    expect(still.units[0]?.parts[0]).toEqual(picture);
    const soundRing = createSoundRing('s', { sampleRateHz: 48_000, channels: 2 });
    const sink = new SoundRingSink(soundRing, 'aac');
    sink.frame(new Uint8Array(3_000), 0, 0, false);
    supply.setRing(soundRing);
    const heard = collector();
    supply.units(heard.consumer);
    sink.frame(new Uint8Array(2_000), 1_024, 21, false);
    await until(() => heard.units.length === 1);
    expect(heard.units[0]).toMatchObject({ codec: 'aac', timestamp: 1_024, channels: 2 });
  });

  it('tells when format or reason have changed, once', () => {
    let changes = 0;
    const stop = supply.onChange(() => (changes += 1));
    supply.look();
    format = { codec: 'h265' };
    supply.look();
    supply.look();
    reason = 'the recorder is busy';
    supply.look();
    expect([changes, supply.reason, supply.format]).toEqual([2, reason, format]);
    stop();
    reason = undefined;
    supply.look();
    expect(changes).toBe(2);
  });

  it('is one of many: what one took ends with it', () => {
    const scoped = new ScopedSupply(supply);
    const stop = scoped.ring(() => undefined);
    scoped.units({ unit: () => undefined });
    supply.ring(() => undefined);
    expect(held).toBe(3);
    stop();
    scoped.end();
    scoped.end();
    expect(held).toBe(1);
    scoped.units({ unit: () => undefined });
    expect([held, scoped.format, scoped.reason]).toEqual([1, undefined, undefined]);
  });
});
