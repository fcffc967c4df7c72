import fc from 'fast-check';
import { edgeLimits, edgeStep } from './live-edge.js';

const position = { currentTime: 100, start: 95, end: 100.3, oldest: 95, target: 0.3 };

describe('edgeStep', () => {
  it.each([
    ['near the edge: as it is', { end: 100.35 }, { playbackRate: 1, seekTo: null, trimTo: null }],
    ['a little behind: a little faster', { end: 100.69 }, { playbackRate: 1.1, seekTo: null }],
    ['far behind: a jump', { end: 103 }, { playbackRate: 1, seekTo: 102.7 }],
    ['before everything: to the edge', { currentTime: 0, start: 50 }, { seekTo: 100 }],
    ['before a range shorter than the target', { currentTime: 0, start: 100.2 }, { seekTo: 100.2 }],
    ['far ahead of a clock that went back', { currentTime: 200 }, { seekTo: 100 }],
    ['old pictures go', { oldest: 80 }, { trimTo: 90 }],
    ['not for every frame', { oldest: 89 }, { trimTo: null }],
  ])('%s', (_name, change, step) => {
    const found = edgeStep({ ...position, ...change });
    for (const [key, value] of Object.entries(step)) {
      const actual = found[key as keyof typeof found];
      if (typeof value === 'number') {
        expect(actual).toBeCloseTo(value, 1);
      } else {
        expect(actual).toBe(value);
      }
    }
  });

  it('never plays slower or much faster, never seeks outside of what is held, and gets to the edge', () => {
    const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, seconds, seconds, (currentTime, start, length, before) => {
        const end = start + (length % 60);
        const oldest = Math.max(0, start - (before % 60));
        const step = edgeStep({ currentTime, start, end, oldest, target: edgeLimits.target });
        expect(step.playbackRate).toBeGreaterThanOrEqual(1);
        expect(step.playbackRate).toBeLessThanOrEqual(1.1);
        if (step.seekTo !== null) {
          expect(step.seekTo).toBeGreaterThanOrEqual(start);
          expect(step.seekTo).toBeLessThanOrEqual(end);
          expect(
            edgeStep({ currentTime: step.seekTo, start, end, oldest, target: 0.3 }).seekTo,
          ).toBe(null);
        }
      }),
    );
  });
});
