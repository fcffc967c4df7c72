import { gopOf, packetizedUnit } from '../fixtures/packetized-units.js';
import { catchUpSchedule } from './catch-up.js';
import { FanOut } from './fan-out.js';
import type { AccessUnitSink, FanOutOptions } from './fan-out.js';
import { GopBuffer } from './gop-buffer.js';
import type { GopBufferOptions } from './gop-buffer.js';
import type { PacketizedUnit } from './packetized-unit.js';

class RecordingSink implements AccessUnitSink {
  readonly units: PacketizedUnit[] = [];
  readonly id: string;
  readonly #before: (unit: PacketizedUnit) => void;

  constructor(id = 'viewer', before: (unit: PacketizedUnit) => void = () => undefined) {
    this.id = id;
    this.#before = before;
  }

  push(unit: PacketizedUnit): void {
    this.#before(unit);
    this.units.push(unit);
  }

  get pictures(): string[] {
    return this.units.map(
      ({ payloads, catchUp }) => `${payloads[0]?.[0] ?? -1}${catchUp === true ? ' catch-up' : ''}`,
    );
  }
}

function fanOut(units: readonly PacketizedUnit[], options?: FanOutOptions & GopBufferOptions) {
  const fan = new FanOut(new GopBuffer(options), options);
  units.forEach((unit) => fan.push(unit));
  return fan;
}

describe('FanOut', () => {
  it('gives every unit to every viewer, without a copy', () => {
    const fan = fanOut([]);
    const sinks = [new RecordingSink('a'), new RecordingSink('b')];
    sinks.forEach((sink) => fan.add(sink));
    const units = gopOf(3);
    units.forEach((unit) => fan.push(unit));
    for (const sink of sinks) {
      expect(sink.units).toHaveLength(3);
      sink.units.forEach((unit, at) => expect(unit).toBe(units[at]));
    }
    expect(fan.statistics).toMatchObject({ sinks: 2, units: 3, deliveries: 6 });
  });

  it('gives a late viewer the GOP so far at once, then goes on live', () => {
    const gop = gopOf(10, 20);
    const fan = fanOut([...gopOf(20), ...gop]);
    const sink = new RecordingSink();
    fan.add(sink);
    expect(sink.units).toEqual(catchUpSchedule(gop));
    const next = packetizedUnit(30);
    fan.push(next);
    expect(sink.units.at(-1)).toBe(next);
    const times = sink.units.map(({ timestamp90k }) => timestamp90k);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(fan.statistics).toMatchObject({ catchUps: 1, stills: 0 });
  });

  it('lets a viewer wait when there is no GOP yet', () => {
    const fan = fanOut([packetizedUnit(1)]);
    const sink = new RecordingSink();
    fan.add(sink);
    [packetizedUnit(2), ...gopOf(2, 3)].forEach((unit) => fan.push(unit));
    expect(sink.pictures).toEqual(['3', '4']);
  });

  it.each([
    { name: 'is longer than the burst may be', options: { maxCatchUpUnits: 4 } },
    { name: 'was dropped', options: { maxAccessUnits: 4 } },
  ])('sends a still picture first when the GOP $name', ({ options }) => {
    const fan = fanOut(gopOf(6), options);
    const sink = new RecordingSink();
    fan.add(sink);
    expect(sink.pictures).toEqual(['0 catch-up']);
    expect(sink.units[0]?.timestamp90k).toBe(5 * 3_600);
    [packetizedUnit(6), ...gopOf(2, 7)].forEach((unit) => fan.push(unit));
    expect(sink.pictures).toEqual(['0 catch-up', '7', '8']);
    expect(fan.statistics).toMatchObject({ catchUps: 0, stills: 1 });
  });

  it('sends a burst of exactly maxCatchUpUnits, 40 by default', () => {
    const sink = new RecordingSink();
    fanOut(gopOf(40)).add(sink);
    expect(sink.units).toHaveLength(40);
    const late = new RecordingSink();
    fanOut(gopOf(41)).add(late);
    expect(late.pictures).toEqual(['0 catch-up']);
  });

  it('original: the GOP with its own times, however long', () => {
    const sink = new RecordingSink();
    const gop = gopOf(60);
    fanOut(gop).add(sink, 'original');
    expect(sink.units).toEqual(gop.map((unit) => ({ ...unit, catchUp: true })));
  });

  it('none: nothing until the next random access unit', () => {
    const fan = fanOut(gopOf(3));
    const sink = new RecordingSink();
    fan.add(sink, 'none');
    [packetizedUnit(3), ...gopOf(1, 4)].forEach((unit) => fan.push(unit));
    expect(sink.pictures).toEqual(['4']);
  });

  it('original: waits when the GOP was dropped', () => {
    const fan = fanOut(gopOf(6), { maxAccessUnits: 4 });
    const sink = new RecordingSink();
    fan.add(sink, 'original');
    expect(sink.pictures).toEqual([]);
  });

  it('removes a viewer that throws, and nobody else notices', () => {
    const failed: string[] = [];
    const fan = fanOut([], {
      onSinkFailed: (sink, error) => failed.push(`${sink.id}: ${String(error)}`),
    });
    const bad = new RecordingSink('bad', ({ timestamp90k }) => {
      if (timestamp90k > 0) {
        throw new Error('socket gone');
      }
    });
    const good = [new RecordingSink('before'), new RecordingSink('behind')];
    [good[0]!, bad, good[1]!].forEach((sink) => fan.add(sink));
    gopOf(3).forEach((unit) => fan.push(unit));
    expect(good.map(({ pictures }) => pictures)).toEqual([
      ['0', '1', '2'],
      ['0', '1', '2'],
    ]);
    expect(bad.pictures).toEqual(['0']);
    expect(failed).toEqual(['bad: Error: socket gone']);
    expect(fan.size).toBe(2);
    expect(fan.statistics.failedSinks).toBe(1);
  });

  it('removes a viewer that throws during its burst, and stops the burst', () => {
    const fan = fanOut(gopOf(5));
    const bad = new RecordingSink('bad', () => {
      throw new Error('closed');
    });
    fan.add(bad);
    expect(fan.size).toBe(0);
    expect(fan.statistics).toMatchObject({ failedSinks: 1, deliveries: 1 });
  });

  it('bears viewers that leave or come while a unit is given out', () => {
    const fan = fanOut(gopOf(1));
    const newcomer = new RecordingSink('newcomer');
    const leaver = new RecordingSink('leaver');
    const host = new RecordingSink('host', ({ catchUp }) => {
      if (catchUp !== true) {
        fan.remove(leaver);
        fan.add(newcomer);
      }
    });
    fan.add(host);
    fan.add(leaver);
    fan.push(packetizedUnit(1));
    fan.push(packetizedUnit(2));
    expect(host.pictures).toEqual(['0 catch-up', '1', '2']);
    expect(leaver.pictures).toEqual(['0 catch-up']);
    expect(newcomer.pictures).toEqual(['0 catch-up', '1 catch-up', '2']);
  });

  it('a viewer that removes itself gets nothing more', () => {
    const fan = fanOut([]);
    const sink: RecordingSink = new RecordingSink('self', () => fan.remove(sink));
    fan.add(sink);
    gopOf(3).forEach((unit) => fan.push(unit));
    expect(sink.pictures).toEqual(['0']);
    expect(fan.remove(sink)).toBe(false);
  });

  it('adding twice changes nothing', () => {
    const fan = fanOut(gopOf(2));
    const sink = new RecordingSink();
    fan.add(sink);
    fan.add(sink);
    expect(fan.size).toBe(1);
    expect(sink.units).toHaveLength(2);
  });
});
