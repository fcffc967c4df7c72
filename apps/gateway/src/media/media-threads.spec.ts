import fc from 'fast-check';
import { portShare, threadCount, threadSettings } from './media-threads.js';

const ports = (count: number) => ({ from: 50_000, to: 50_000 + count - 1 });

describe('threadCount', () => {
  it.each([
    ['one core', 1, 'auto', 1_000, 1],
    ['two cores', 2, 'auto', 1_000, 1],
    ['four cores', 4, 'auto', 1_000, 3],
    ['many cores', 64, 'auto', 1_000, 4],
    ['a number', 2, 7, 1_000, 7],
    ['fewer ports', 8, 'auto', 2, 2],
  ] as const)('%s', (_name, cores, workers, count, threads) => {
    const counted = threadCount({ workers, udpPorts: ports(count) }, cores);
    expect(counted.threads).toBe(threads);
  });

  it('says when there are not enough ports', () => {
    expect(threadCount({ workers: 'auto', udpPorts: ports(1) }, 4).note).toBe(
      '1 media thread instead of 3: webrtc.udpPorts has no more ports',
    );
    expect(threadCount({ workers: 'auto', udpPorts: ports(1) }, 2).note).toBeUndefined();
  });
});

describe('portShare', () => {
  it('gives every port to one thread, and each thread one at least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.nat(300), (threads, more) => {
        const range = ports(threads + more);
        const shares = Array.from({ length: threads }, (_, thread) =>
          portShare(range, thread, threads),
        );
        expect(shares[0]?.from).toBe(range.from);
        expect(shares.at(-1)?.to).toBe(range.to);
        shares.forEach(({ from, to }, thread) => {
          expect(to).toBeGreaterThanOrEqual(from);
          expect(from).toBe(thread === 0 ? range.from : (shares[thread - 1]?.to ?? 0) + 1);
        });
      }),
    );
  });
});

describe('threadSettings', () => {
  it('tells each thread its share', () => {
    const rtpPorts = { from: 40_000, to: 40_999 };
    const webrtc = {
      udpPorts: ports(10),
      announce: [],
      iceServers: [],
      tcp: true,
      workers: 2,
      backend: 'wasm',
      offload: 'off',
    } as const;
    expect(threadSettings({ webrtc, live: { rtpPorts } }, 2)).toEqual([
      {
        thread: 0,
        threads: 2,
        viewerPorts: { from: 50_000, to: 50_004 },
        tcp: true,
        backend: 'wasm',
        offload: 'single',
        rtpPorts,
      },
      expect.objectContaining({ thread: 1, viewerPorts: { from: 50_005, to: 50_009 } }),
    ]);
  });
});
