import { createRandom } from '../random.js';
import { createFreeze } from './freeze.js';
import { createMissingMarker } from './missing-marker.js';
import { createPacketDuplicate } from './packet-duplicate.js';
import { createPacketLoss } from './packet-loss.js';
import { createPacketReorder } from './packet-reorder.js';
import type { PacketStage } from './packet-stage.js';

function numbered(count: number, from = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => Uint8Array.of(0x80, 0xe2, 0, from + at));
}

function numbers(packets: readonly Uint8Array[]): number[] {
  return packets.map((packet) => packet[3]!);
}

function context(...chances: number[]) {
  const random = createRandom(3);
  const hits = { count: 0 };
  return {
    hits,
    random: () => chances.shift() ?? random(),
    hit: (packets: number) => {
      hits.count += packets;
    },
  };
}

describe('packet loss', () => {
  it('takes whole bursts, across pictures', () => {
    const given = context(0.9, 0.05, 0.9, 0.9);
    const stage = createPacketLoss({ kind: 'packet-loss', rate: 0.1, burst: 3 }, given);
    expect(numbers(stage.push(numbered(3)))).toEqual([0]);
    expect(numbers(stage.push(numbered(3, 3)))).toEqual([4, 5]);
    expect(given.hits.count).toBe(3);
  });

  it.each([0.01, 0.2, 1])('loses about a share of %d', (rate) => {
    const given = context();
    const stage = createPacketLoss({ kind: 'packet-loss', rate, burst: 1 }, given);
    const left = stage.push(Array.from({ length: 20_000 }, () => Uint8Array.of(0)));
    expect(left.length + given.hits.count).toBe(20_000);
    expect(given.hits.count / 20_000).toBeCloseTo(rate, 1);
  });
});

describe('packet order', () => {
  it('lets a packet be overtaken by the next ones', () => {
    const given = context(0.9, 0.05, 0.9);
    const stage = createPacketReorder({ kind: 'packet-reorder', rate: 0.1, distance: 2 }, given);
    expect(numbers(stage.push(numbered(5)))).toEqual([0, 2, 3, 1, 4]);
    expect(given.hits.count).toBe(1);
  });

  it.each([
    ['by fewer, at the end of a picture', 4, [0.9, 0.9, 0.05], [0, 1, 3, 2]],
    ['never, when it is the last', 2, [0.9, 0.05], [0, 1]],
    ['never, when it is alone', 1, [0.05], [0]],
  ])('or %s', (_name, count, chances, expected) => {
    const stage = createPacketReorder(
      { kind: 'packet-reorder', rate: 0.1, distance: 8 },
      context(...chances),
    );
    expect(numbers(stage.push(numbered(count)))).toEqual(expected);
  });
});

describe('other packet faults', () => {
  it.each<[string, (given: ReturnType<typeof context>) => PacketStage, number[], number]>([
    [
      'duplicates',
      (given) => createPacketDuplicate({ kind: 'packet-duplicate', rate: 0.5 }, given),
      [0, 0, 1, 2, 2],
      2,
    ],
    ['freeze', (given) => createFreeze({ kind: 'freeze' }, given), [], 3],
  ])('%s', (_name, create, expected, hits) => {
    const given = context(0.1, 0.9, 0.1);
    expect(numbers(create(given).push(numbered(3)))).toEqual(expected);
    expect(given.hits.count).toBe(hits);
  });

  it('missing marker', () => {
    const given = context();
    const packets = [Uint8Array.of(0x80, 0x62), Uint8Array.of(0x80, 0xe2)];
    const stage = createMissingMarker({ kind: 'missing-marker' }, given);
    expect(stage.push(packets).map((packet) => packet[1])).toEqual([0x62, 0x62]);
    expect(given.hits.count).toBe(1);
  });
});
