import type { PlaybackCommand } from '@casement/contract';
import fc from 'fast-check';
import { noonMs, playbackBench } from './testing/playback-bench.js';
import { recordedSpan } from './testing/recorded-gops.js';

type Act =
  | { readonly kind: 'command'; readonly command: PlaybackCommand }
  | { readonly kind: 'lose' }
  | { readonly kind: 'slow'; readonly ms: number };

const commands = fc.oneof(
  fc.record({
    command: fc.constantFrom('play', 'pause', 'reverse', 'forward', 'rewind', 'next', 'previous'),
  }),
  fc.record({ command: fc.constantFrom('play', 'reverse'), speed: fc.constantFrom(0.5, 2, 8) }),
  fc
    .integer({ min: 10_000, max: 290_000 })
    .map((ms) => ({ command: 'seek', at: new Date(noonMs + ms).toISOString() }) as const),
);
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: commands.map((command) => ({ kind: 'command', command }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' } as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(20, 700, 2_500).map((ms) => ({ kind: 'slow', ms }) as const),
  },
);

describe('a playback, whatever is done with it', () => {
  it('keeps the recorder’s rules and plays on, every picture in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(acts, fc.constantFrom(30, 400, 2_000, 5_000)), { maxLength: 12 }),
        fc.constantFrom('timef' as const, 'delivered' as const),
        fc.constantFrom('skipped' as const, 'empty' as const),
        async (list, goesOnFrom, gaps) => {
          const recordings = new Map([
            [
              1,
              [
                ...recordedSpan(noonMs, noonMs + 120_000),
                ...recordedSpan(noonMs + 150_000, noonMs + 600_000),
              ],
            ],
            [2, recordedSpan(noonMs, noonMs + 600_000, { gopMs: 800, pictures: 4 })],
          ]);
          const bench = playbackBench({ goesOnFrom, gaps, recordings });
          for (const [act, waitMs] of list) {
            if (act.kind === 'command') {
              void bench.session.command(act.command);
            } else if (act.kind === 'lose') {
              bench.recorder.lose();
            } else {
              bench.recorder.gopTookMs = act.ms;
            }
            await bench.clock.advance(waitMs);
          }
          bench.recorder.gopTookMs = 20;
          void bench.session.command({ command: 'pause' });
          const at = new Date(noonMs + 200_000).toISOString();
          void bench.session.command({ command: 'seek', at });
          void bench.session.command({ command: 'play' });
          await bench.clock.advance(12_000);
          const seen = await bench.watch(3_000, 50);
          expect(bench.bugs).toEqual([]);
          expect(bench.session.view.state).toBe('playing');
          expect(seen.length).toBeGreaterThanOrEqual(14);
          expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) + i * 200));
          await bench.session.close('done');
          expect(bench.clock.timers).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('two cameras of one recorder', () => {
  it.each(['timef', 'delivered'] as const)(
    'go back together, picture by picture (%s)',
    async (goesOnFrom) => {
      const recordings = new Map([
        [1, recordedSpan(noonMs, noonMs + 600_000)],
        [2, recordedSpan(noonMs + 300, noonMs + 600_000, { gopMs: 1_200, pictures: 6 })],
      ]);
      const bench = playbackBench({ goesOnFrom, recordings, atMs: noonMs + 300_000 });
      await bench.clock.advance(4_000);
      await bench.session.command({ command: 'reverse' });
      await bench.clock.advance(8_000);
      const seen = await bench.watch(10_000);
      expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) - i * 200));
      expect(seen.length).toBeGreaterThanOrEqual(49);
      expect(bench.session.view.cameras.map(({ state }) => state)).toEqual(['playing', 'playing']);
      expect(bench.bugs).toEqual([]);
    },
  );
});
