import type { DownloadPiece, PieceState, StoredFile } from './download-record.js';
import { verdictOf } from './download-verdict.js';

const hourMs = 3_600_000;

const piece = (state: PieceState, reason: string | null = null, number = 0): DownloadPiece => ({
  number,
  camera: 1,
  startMs: number * hourMs,
  endMs: (number + 1) * hourMs,
  state,
  reason,
  bytes: 0,
  notes: [],
});

const file = (durationMs: number | null, ofPiece = 0): StoredFile => ({
  name: 'a.mp4',
  piece: ofPiece,
  camera: 1,
  size: 1,
  sha256: '',
  crc32: 0,
  fromMs: 0,
  toMs: hourMs,
  durationMs,
});

describe('verdictOf', () => {
  it.each([
    { pieces: [piece('done'), piece('none')], state: 'done', reason: null },
    { pieces: [piece('none')], state: 'done', reason: 'Nothing is recorded in this range.' },
    { pieces: [piece('failed', 'why')], state: 'failed', reason: 'why' },
    {
      pieces: [piece('done'), piece('failed', 'why')],
      state: 'failed',
      reason: '1 of 2 parts are missing: why',
    },
  ])('$state, $reason', ({ pieces, state, reason }) => {
    expect(verdictOf({ pieces, files: [file(null)] })).toEqual({ state, reason });
  });

  it.each([
    ['all of it', [file(hourMs)], null],
    ['all of it in two files', [file(hourMs / 2), file(hourMs / 2)], null],
    ['a GOP less', [file(hourMs - 9_000)], null],
    [
      'ten minutes less',
      [file(hourMs - 600_000)],
      'Of 2 h about 10 min are missing in the files: the recorder has no recording of them.',
    ],
    ['files that do not say', [file(hourMs - 600_000), file(null)], null],
  ])('%s', (_, files, reason) => {
    const pieces = [piece('done', null, 0), piece('done', null, 1)];
    expect(verdictOf({ pieces, files: [...files, file(hourMs, 1)] })).toEqual({
      state: 'done',
      reason,
    });
  });
});
