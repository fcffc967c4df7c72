import type { MediaUnit } from '@casement/media';
import { SupplySwitch } from './supply-switch.js';
import { FakeSupply } from './testing/fake-supply.js';
import { jpegUnit } from './testing/units.js';

describe('SupplySwitch', () => {
  it('gives what each supply has, in turn, and takes from none of the others', () => {
    const [one, other] = [new FakeSupply<string>('one'), new FakeSupply<string>('other')];
    const supply = new SupplySwitch<string>();
    const seen: MediaUnit[] = [];
    const stop = supply.units({ unit: (unit) => seen.push(unit) });
    expect(supply.format).toBeUndefined();
    supply.use(one);
    one.put(jpegUnit(1));
    supply.use(other);
    one.put(jpegUnit(2));
    other.put(jpegUnit(3));
    expect(seen.map(({ timestamp }) => timestamp / 9_000)).toEqual([1, 3]);
    expect([one.takers, other.takers, supply.format]).toEqual([0, 1, 'other']);
    stop();
    stop();
    expect(other.takers).toBe(0);
  });

  it('takes from the new one before it lets go of the old one', () => {
    const [one, other] = [new FakeSupply<string>(), new FakeSupply<string>()];
    const supply = new SupplySwitch<string>();
    supply.use(one);
    const takersOfOne: number[] = [];
    supply.ring(() => takersOfOne.push(one.takers));
    supply.use(other);
    expect(takersOfOne).toEqual([1, 1]);
    expect(one.takers).toBe(0);
  });

  it('bears that what it takes from brings another supply at once', () => {
    const [one, other] = [new FakeSupply<string>(), new FakeSupply<string>()];
    const supply = new SupplySwitch<string>();
    supply.use(one);
    one.put(jpegUnit(1));
    const seen: number[] = [];
    const stop = supply.units({
      unit: ({ timestamp }) => {
        seen.push(timestamp);
        supply.use(other);
      },
    });
    other.put(jpegUnit(2));
    one.put(jpegUnit(3));
    expect(seen).toEqual([9_000, 18_000]);
    expect([one.takers, other.takers]).toEqual([0, 1]);
    stop();
    expect(other.takers).toBe(0);
  });

  it('tells of changes of the one in use, and of the exchange', () => {
    const [one, other] = [new FakeSupply<string>(), new FakeSupply<string>()];
    const supply = new SupplySwitch<string>();
    let told = 0;
    const stop = supply.onChange(() => (told += 1));
    supply.use(one);
    one.reason = 'asleep';
    expect(supply.reason).toBe('asleep');
    supply.use(other);
    one.reason = 'gone';
    expect(told).toBe(3);
    stop();
    supply.use(undefined);
    expect([told, one.listeners, other.listeners]).toEqual([3, 0, 0]);
  });
});
