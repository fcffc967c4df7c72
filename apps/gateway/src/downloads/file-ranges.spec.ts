import fc from 'fast-check';
import type { RecorderZone } from '../recorders/recorder-zone.js';
import { rangesOfFiles } from './file-ranges.js';

const tokyo: RecorderZone = { kind: 'named', name: 'Asia/Tokyo' };
const minute = 60_000;
const at = (text: string): number => Date.parse(text);
/** Seven to eight in the morning in Tokyo. */
const piece = { startMs: at('2026-11-21T22:00:00Z'), endMs: at('2026-11-21T23:00:00Z') };
const whole = { fromMs: piece.startMs, toMs: piece.endMs };

describe('rangesOfFiles', () => {
  it('reads the times in the names of a recorder, in its zone', () => {
    const files = [
      { name: '005_261122070000_1000_7f_00_01.mp4', durationMs: 16 * minute },
      { name: '005_261122071611_2000_7f_00_01.mp4', durationMs: 10 * minute },
    ];
    expect(rangesOfFiles(files, piece, tokyo)).toEqual([
      { fromMs: piece.startMs, toMs: at('2026-11-21T22:16:00Z') },
      { fromMs: at('2026-11-21T22:16:11Z'), toMs: at('2026-11-21T22:26:11Z') },
    ]);
  });

  it('takes the next file for the end of one that does not say how long it is', () => {
    const files = [
      { name: '005_261122070000_1000_7f_00_01.n3r', durationMs: null },
      { name: '005_261122073000_2000_7f_00_01.n3r', durationMs: null },
    ];
    expect(rangesOfFiles(files, piece, tokyo)).toEqual([
      { fromMs: piece.startMs, toMs: piece.startMs + 30 * minute },
      { fromMs: piece.startMs + 30 * minute, toMs: piece.endMs },
    ]);
  });

  it('puts files of the same time one after the other where they fill the piece', () => {
    const files = [
      { name: '001_261122070000_1000_7f_00_01.mp4', durationMs: 40 * minute },
      { name: '001_261122070000_2000_7f_00_01.mp4', durationMs: 20 * minute - 1_000 },
    ];
    expect(rangesOfFiles(files, piece, tokyo)).toEqual([
      { fromMs: piece.startMs, toMs: piece.startMs + 40 * minute },
      { fromMs: piece.startMs + 40 * minute, toMs: piece.endMs - 1_000 },
    ]);
  });

  it.each([
    ['of the same time with time missing', ['001_261122070000_1.mp4', '001_261122070000_2.mp4']],
    ['of another day', ['001_200101000000_1.mp4', '001_200101001000_2.mp4']],
    ['with impossible times', ['001_269999999999_1.mp4', '001_261122070000_2.mp4']],
    ['without times', ['a.mp4', 'b.mp4']],
  ])('gives files %s the range of the piece', (_words, names) => {
    const files = names.map((name) => ({ name, durationMs: 5 * minute }));
    expect(rangesOfFiles(files, piece, tokyo)).toEqual([whole, whole]);
  });

  it('reads the names of the gateway, which are in UTC', () => {
    const files = [{ name: 'camera-001-20261121T221500Z.mp4', durationMs: minute }];
    const fromMs = at('2026-11-21T22:15:00Z');
    expect(rangesOfFiles(files, piece, tokyo)).toEqual([{ fromMs, toMs: fromMs + minute }]);
  });

  it('finds the right one of the two hours of an autumn night', () => {
    const berlin: RecorderZone = { kind: 'named', name: 'Europe/Berlin' };
    const files = [{ name: '001_261025023000_3000_7f_00_01.mp4', durationMs: minute }];
    const first = { startMs: at('2026-10-25T00:00:00Z'), endMs: at('2026-10-25T01:00:00Z') };
    const second = { startMs: at('2026-10-25T01:00:00Z'), endMs: at('2026-10-25T02:00:00Z') };
    const [early, late] = [first, second].map(
      (one) => rangesOfFiles(files, one, berlin)[0]?.fromMs,
    );
    expect([early, late]).toEqual([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')]);
  });

  it('never leaves the piece and never runs backwards, whatever files there are', () => {
    const file = fc.record({
      name: fc.oneof(
        fc.string({ maxLength: 40 }),
        fc
          .integer({ min: 0, max: 999_999_999_999 })
          .map((n) => `001_${String(n).padStart(12, '0')}_3000.mp4`),
        fc
          .integer({ min: 0, max: 59 })
          .map((n) => `001_26112207${String(n).padStart(2, '0')}00_3000.mp4`),
      ),
      durationMs: fc.option(fc.integer({ min: 0, max: 90 * minute })),
    });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 6 }), (files) => {
        const ranges = rangesOfFiles(files, piece, tokyo);
        expect(ranges).toHaveLength(files.length);
        for (const { fromMs, toMs } of ranges) {
          expect(fromMs).toBeGreaterThanOrEqual(piece.startMs);
          expect(toMs).toBeGreaterThanOrEqual(fromMs);
          expect(toMs).toBeLessThanOrEqual(piece.endMs);
        }
      }),
    );
  });
});
