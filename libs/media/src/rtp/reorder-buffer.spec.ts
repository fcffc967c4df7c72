import fc from 'fast-check';
import { rtpPacket } from '../fixtures/rtp-packets.js';
import { ReorderBuffer } from './reorder-buffer.js';
import type { ReorderOptions } from './reorder-buffer.js';

/** Pushes sequence numbers 1 ms apart and tells what came out: a number, or `+n` lost before it. */
function run(numbers: readonly number[], options?: ReorderOptions) {
  const buffer = new ReorderBuffer(options);
  const out: string[] = [];
  numbers.forEach((number, nowMs) => {
    buffer.push(rtpPacket({ sequenceNumber: number }), nowMs);
    out.push(...pullAll(buffer));
  });
  return { buffer, out };
}

function pullAll(buffer: ReorderBuffer): string[] {
  const out: string[] = [];
  for (let next = buffer.pull(); next; next = buffer.pull()) {
    const { sequenceNumber } = next.packet;
    out.push(next.lostBefore > 0 ? `+${next.lostBefore} ${sequenceNumber}` : `${sequenceNumber}`);
  }
  return out;
}

describe('ReorderBuffer', () => {
  const cases: { name: string; numbers: number[]; out: string[]; options?: ReorderOptions }[] = [
    { name: 'in sequence', numbers: [5, 6, 7], out: ['5', '6', '7'] },
    { name: 'RT12 wrap', numbers: [65_534, 65_535, 0, 1], out: ['65534', '65535', '0', '1'] },
    { name: 'RT12 duplicate', numbers: [1, 2, 2, 1, 3], out: ['1', '2', '3'] },
    { name: 'RT12 late by one', numbers: [1, 3, 2, 4], out: ['1', '2', '3', '4'] },
    {
      name: 'RT12 late by 8',
      numbers: [1, 3, 4, 5, 6, 7, 8, 9, 10, 2, 11],
      out: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'],
      options: { windowPackets: 8 },
    },
    {
      name: 'late over the wrap',
      numbers: [65_534, 0, 65_535, 1],
      out: ['65534', '65535', '0', '1'],
    },
    {
      name: 'lost: given up when the window is full',
      numbers: [1, 3, 4, 5],
      out: ['1', '+1 3', '4', '5'],
      options: { windowPackets: 2 },
    },
    {
      name: 'TCP: nothing is held',
      numbers: [1, 3, 4],
      out: ['1', '+1 3', '4'],
      options: { windowPackets: 0 },
    },
    {
      name: 'TCP: what comes late is dropped',
      numbers: [1, 3, 2, 4],
      out: ['1', '+1 3', '4'],
      options: { windowPackets: 0 },
    },
    {
      name: 'two gaps',
      numbers: [1, 3, 5, 6, 7],
      out: ['1', '+1 3', '+1 5', '6', '7'],
      options: { windowPackets: 2 },
    },
  ];
  it.each(cases)('$name', ({ numbers, out, options }) => {
    expect(run(numbers, options).out).toEqual(out);
  });

  it('gives up a missing packet when the time is up', () => {
    const buffer = new ReorderBuffer({ windowPackets: 16, maxWaitMs: 40 });
    buffer.push(rtpPacket({ sequenceNumber: 1 }), 0);
    buffer.push(rtpPacket({ sequenceNumber: 3 }), 10);
    expect(pullAll(buffer)).toEqual(['1']);
    buffer.tick(49);
    expect(pullAll(buffer)).toEqual([]);
    buffer.tick(50);
    expect(pullAll(buffer)).toEqual(['+1 3']);
  });

  it('counts what it did', () => {
    const { buffer } = run([1, 3, 2, 2, 6, 7, 8, 4], { windowPackets: 2 });
    expect(buffer.lost).toBe(2);
    expect(buffer.reordered).toBe(1);
    expect(buffer.duplicates).toBe(1);
    expect(buffer.late).toBe(1);
  });

  it('hands out everything after flush, and starts anew after reset', () => {
    const buffer = new ReorderBuffer();
    for (const sequenceNumber of [1, 3, 5]) {
      buffer.push(rtpPacket({ sequenceNumber }), 0);
    }
    buffer.flush();
    expect(pullAll(buffer)).toEqual(['1', '+1 3', '+1 5']);
    buffer.reset();
    buffer.push(rtpPacket({ sequenceNumber: 5 }), 1);
    expect(pullAll(buffer)).toEqual(['5']);
  });

  it('stays bounded when nobody pulls: the oldest count as lost', () => {
    const buffer = new ReorderBuffer({ windowPackets: 4 });
    for (let sequenceNumber = 0; sequenceNumber < 100; sequenceNumber += 1) {
      buffer.push(rtpPacket({ sequenceNumber }), 0);
    }
    expect(pullAll(buffer)).toEqual(['+95 95', '96', '97', '98', '99']);
  });

  it('restores any order in which no packet is late by more than the window', () => {
    const windowPackets = 8;
    const delays = fc.array(fc.integer({ min: 0, max: windowPackets }), { maxLength: 80 });
    fc.assert(
      fc.property(delays, fc.integer({ min: 0, max: 0xffff }), (list, first) => {
        const numbers = delayed(list).map((at) => (first + at) & 0xffff);
        const inOrder = list.map((_, at) => `${(first + at) & 0xffff}`);
        // The very first packet fixes the start: what is before it cannot be told from late packets.
        const { out } = run([(first - 1) & 0xffff, ...numbers], { windowPackets, maxWaitMs: 1e6 });
        expect(out).toEqual([`${(first - 1) & 0xffff}`, ...inOrder]);
      }),
    );
  });

  it('hands out every packet at most once and in ascending order, whatever comes', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 16 }), (list, windowPackets) => {
        const { buffer, out } = run(list, { windowPackets });
        buffer.flush();
        const handed = [...out, ...pullAll(buffer)].map((text) => Number(text.split(' ').at(-1)));
        expect(handed).toEqual([...new Set(handed)].sort((a, b) => a - b));
        expect(handed.length + buffer.duplicates + buffer.late).toBe(list.length);
      }),
    );
  });
});

/** Positions 0.. in the order in which they arrive when each is held up by so many later packets. */
function delayed(delays: readonly number[]): number[] {
  return delays
    .map((delay, at) => ({ at, arrives: at + delay }))
    .sort((a, b) => a.arrives - b.arrives || a.at - b.at)
    .map(({ at }) => at);
}
