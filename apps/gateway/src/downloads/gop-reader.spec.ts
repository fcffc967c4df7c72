import fc from 'fast-check';
import type { Clock } from '../net/clock.js';
import { FakeRecorder } from '../playback/testing/fake-recorder.js';
import { recordedSpan } from '../playback/testing/recorded-gops.js';
import { readGops } from './gop-reader.js';

const startMs = Date.UTC(2026, 10, 20, 12);
const endMs = startMs + 3_600_000;

/** A clock on which waiting takes no time. */
function hastyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: (delayMs, callback) => {
      const soon = setImmediate(() => {
        nowMs += delayMs;
        callback();
      });
      return { cancel: () => clearImmediate(soon) };
    },
  };
}

/** Starts of the GOPs that are read of recordings, which are given in seconds from the start. */
async function read(
  spans: readonly (readonly [from: number, to: number])[],
  gaps: 'skipped' | 'empty',
): Promise<{ read: number[]; recorded: number[]; commands: number }> {
  const clock = hastyClock();
  const gops = spans.flatMap(([from, to]) =>
    recordedSpan(startMs + from * 1_000, startMs + to * 1_000),
  );
  const recorder = new FakeRecorder({ clock, gaps, recordings: new Map([[1, gops]]) });
  const { signal } = new AbortController();
  const lease = await recorder.lease({ lost: () => undefined, waiting: () => undefined }, signal);
  await lease.control({ command: 'mask', cameras: [1] });
  const range = { recorder: 'r', camera: 1, startMs, endMs };
  const found: number[] = [];
  for await (const gop of readGops({ ...range, lease, clock, signal, note: () => undefined })) {
    found.push((gop.startMs - startMs) / 1_000);
  }
  const recorded = gops
    .map((gop) => (gop.startMs - startMs) / 1_000)
    .filter((from) => from >= 0 && from < 3_600);
  return { read: found, recorded, commands: recorder.commands.length };
}

describe('readGops', () => {
  it.each<['skipped' | 'empty', [number, number][]]>([
    ['empty', [[0, 100]]],
    ['empty', [[50, 100]]],
    [
      'empty',
      [
        [0, 100],
        [110, 200],
      ],
    ],
    [
      'empty',
      [
        [0, 100],
        [1_000, 3_600],
      ],
    ],
    [
      'empty',
      [
        [-100, 30],
        [95, 300],
        [307, 500],
        [3_000, 5_000],
      ],
    ],
    [
      'skipped',
      [
        [0, 100],
        [1_000, 2_000],
      ],
    ],
    ['skipped', [[200, 300]]],
    ['empty', [[3_590, 4_000]]],
    ['empty', []],
  ])('reads everything, where gaps are %s: %j', async (gaps, spans) => {
    const { read: found, recorded } = await read(spans, gaps);
    expect(found.filter((from) => from >= 0 && from < 3_600)).toEqual(recorded);
  });

  it('property: no recording of a minute or more is left out, and nothing comes twice', async () => {
    const pieces = fc.array(
      fc.tuple(fc.integer({ min: 4, max: 700 }), fc.integer({ min: 62, max: 400 })),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom('skipped', 'empty'), async (list, gaps) => {
        let at = 0;
        const spans = list.map(([gap, length]) => {
          const from = at + gap;
          at = from + length;
          return [from, at] as const;
        });
        const { read: found, recorded } = await read(spans, gaps);
        expect(found.filter((from) => from < 3_600)).toEqual(recorded);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('does not ask for each second of an hour without recordings', async () => {
    const { commands } = await read([], 'empty');
    expect(commands).toBeLessThan(70);
  });
});
