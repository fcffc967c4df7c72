import { downloadSchema } from '@casement/contract';
import fc from 'fast-check';
import type { DownloadPiece, DownloadRecord, PieceState } from './download-record.js';
import { downloadView, gapsOf } from './download-view.js';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 21, 10);

const record: DownloadRecord = {
  id: 'd',
  recorder: 'hq',
  cameras: [1],
  fromMs: startMs,
  toMs: startMs + 3 * hourMs,
  format: 'mp4',
  source: 'recorder',
  state: 'running',
  reason: null,
  offer: null,
  fingerprint: '',
  owners: [],
  createdBy: 'admin',
  createdMs: startMs,
  finishedMs: null,
  expiresMs: null,
};

const piece = (number: number, state: PieceState, bytes = 0): DownloadPiece => ({
  number,
  camera: 1,
  startMs: startMs + number * hourMs,
  endMs: startMs + (number + 1) * hourMs,
  state,
  reason: null,
  bytes,
  notes: [],
});

const view = (
  pieces: DownloadPiece[],
  underWay: [number, number][] = [],
  rate: number | null = null,
  density: number | null = null,
) =>
  downloadView(
    { record, pieces, files: [] },
    { underWay: new Map(underWay), rate, densityOf: () => density },
  );

describe('downloadView', () => {
  it('estimates from earlier pieces', () => {
    const shown = view(
      [piece(0, 'done', 1_000), piece(1, 'open'), piece(2, 'open')],
      [[1, 500]],
      100,
    );
    expect(shown).toMatchObject({ progress: 0.5, secondsLeft: 15, pieces: { done: 1, all: 3 } });
  });

  it('says nothing about the time left while nobody can tell', () => {
    expect(view([piece(0, 'open')], [[0, 500]], 100)).toMatchObject({
      progress: 0,
      secondsLeft: null,
    });
    expect(view([piece(0, 'done', 9), piece(1, 'open')])).toMatchObject({ secondsLeft: null });
  });

  it('goes by other downloads of the camera while it has no piece of its own', () => {
    const shown = view([piece(0, 'open'), piece(1, 'open')], [[0, hourMs]], 1_000, 2);
    expect(shown).toMatchObject({ progress: 0.25, secondsLeft: 3 * 3_600 });
  });

  it('what was given up does not count as done', () => {
    expect(view([piece(0, 'failed')])).toMatchObject({ progress: 0, pieces: { done: 1, all: 1 } });
  });

  it('gaps that follow each other are one', () => {
    const gaps = gapsOf([piece(0, 'none'), piece(1, 'none'), piece(2, 'done', 1)]);
    expect(gaps).toEqual([{ camera: 1, startMs, endMs: startMs + 2 * hourMs }]);
  });

  it('property: is as the contract says, and progress between 0 and 1', () => {
    const state = fc.constantFrom<PieceState>('open', 'done', 'none', 'failed');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(state, fc.nat(1e9)), { minLength: 1, maxLength: 6 }),
        fc.nat(1e12),
        fc.option(fc.nat(1e9)),
        fc.option(fc.nat(1e6)),
        (list, bytes, rate, density) => {
          const pieces = list.map(([each, size], n) => piece(n, each, each === 'done' ? size : 0));
          const shown = downloadSchema.parse(view(pieces, [[0, bytes]], rate, density));
          expect(shown.progress).toBeGreaterThanOrEqual(0);
          expect(shown.progress).toBeLessThanOrEqual(1);
          expect(shown.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
