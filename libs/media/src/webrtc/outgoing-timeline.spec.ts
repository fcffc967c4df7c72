import fc from 'fast-check';
import { KeyFrameLimiter } from './key-frame-limiter.js';
import { negotiationDefect } from './negotiation-error.js';
import { OutgoingTimeline } from './outgoing-timeline.js';
import { parseTrickleFragment } from './trickle.js';
import { ViewerGate } from './viewer-gate.js';

describe('OutgoingTimeline', () => {
  it('keeps distances, wraps at 2^32 and squeezes what lies in the past', () => {
    const timeline = new OutgoingTimeline(0xffff_ffff);
    expect([0, 3000, 6000, 0, 3000, 9000].map((time) => timeline.place(time))).toEqual([
      0xffff_ffff, 2999, 5999, 6000, 6001, 8999,
    ]);
  });

  it('always goes forward, by less than half the circle, for any camera clock within bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.array(fc.integer({ min: 0, max: 900_000_000 })),
        (start, times) => {
          const timeline = new OutgoingTimeline(start);
          const placed = times.map((time) => timeline.place(time));
          placed.slice(1).forEach((timestamp, index) => {
            const step = (timestamp - (placed[index] ?? 0)) >>> 0;
            expect(step).toBeGreaterThan(0);
            expect(step).toBeLessThan(0x8000_0000);
          });
        },
      ),
    );
  });
});

describe('ViewerGate', () => {
  it('begins with a random access unit, and after an overflow with the next one', () => {
    const gate = new ViewerGate(1000);
    const pushed = [
      [false, 0],
      [true, 0],
      [false, 1000],
      [false, 1001],
      [false, 0],
      [true, 1001],
      [true, 0],
      [false, 0],
    ] as const;
    expect(pushed.map(([randomAccess, queued]) => gate.passes({ randomAccess }, queued))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(gate.skipped).toBe(4);
  });
});

describe('KeyFrameLimiter', () => {
  it('answers at most every 500 ms and counts all', () => {
    const limiter = new KeyFrameLimiter();
    expect([0, 200, 499, 500, 600, 1000].map((at) => limiter.request(at))).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(limiter.requests).toBe(6);
    expect(limiter.answered).toBe(3);
  });
});

describe('parseTrickleFragment', () => {
  it('reads credentials, candidates and the end, with or without "m="', () => {
    expect(
      parseTrickleFragment(
        'a=ice-ufrag:EsAw\r\na=ice-pwd:x\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1 1 UDP 1 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n',
      ),
    ).toEqual({
      usernameFragment: 'EsAw',
      candidates: ['1 1 UDP 1 192.0.2.1 61764 typ host'],
      endOfCandidates: true,
    });
    expect(parseTrickleFragment('')).toEqual({
      usernameFragment: undefined,
      candidates: [],
      endOfCandidates: false,
    });
  });

  it.each([
    ['JSON', '{"candidate":""}', 'unreadable'],
    ['a flood', 'a=candidate:1\r\n'.repeat(2000), 'too-large'],
  ])('refuses %s', (_name, text, defect) => {
    let error: unknown;
    try {
      parseTrickleFragment(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(negotiationDefect(error)).toBe(defect);
  });
});
