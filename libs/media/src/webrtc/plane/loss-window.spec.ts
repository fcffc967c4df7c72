import fc from 'fast-check';
import type { ReportBlock } from '../rtcp/rtcp-feedback.js';
import { LossWindow } from './loss-window.js';

const report = (highestSequence: number, packetsLost: number): ReportBlock => ({
  ssrc: 1,
  fractionLost: 1,
  packetsLost,
  highestSequence,
  jitter: 0,
  lastSenderReport: 0,
  delaySinceLastSenderReport: 0,
});

describe('LossWindow', () => {
  it('judges a second, whatever the reports within it say', () => {
    const window = new LossWindow();
    expect(window.take(report(100, 5), 0)).toBeUndefined();
    for (let at = 1; at < 20; at += 1) {
      expect(window.take(report(100 + at * 10, 5 + at * 2), at * 50)).toBeUndefined();
    }
    expect(window.take(report(300, 45), 1_000)).toBe(0.2);
    expect(window.take(report(500, 45), 2_000)).toBe(0);
  });

  it('waits for enough packets', () => {
    const window = new LossWindow();
    window.take(report(1, 0), 0);
    expect(window.take(report(10, 9), 5_000)).toBeUndefined();
    expect(window.take(report(11, 5), 5_100)).toBe(0.5);
  });

  it('goes over the wrap of the sequence, and takes falling totals for no loss', () => {
    const window = new LossWindow();
    window.take(report(0xffff_fff0, 10), 0);
    expect(window.take(report(0x10, 18), 1_000)).toBe(0.25);
    expect(window.take(report(0x30, 10), 2_000)).toBe(0);
  });

  it('gives nothing but fractions', () => {
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    const reports = fc.array(fc.tuple(number, fc.integer({ min: -0x80_0000, max: 0x7f_ffff })));
    fc.assert(
      fc.property(reports, (list) => {
        const window = new LossWindow();
        list.forEach(([highest, lost], at) => {
          const fraction = window.take(report(highest, lost), at * 1_000) ?? 0;
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});
