import { DownloadJob } from './download-job.js';
import type { DownloadPiece, StoredDownload } from './download-record.js';
import { KnownDensities } from './known-densities.js';

const hourMs = 3_600_000;
const fromMs = Date.UTC(2026, 10, 21, 10);

const piece = (number: number): DownloadPiece => ({
  number,
  camera: 1,
  startMs: fromMs + number * hourMs,
  endMs: fromMs + (number + 1) * hourMs,
  state: 'open',
  reason: null,
  bytes: 0,
  notes: [],
});

const stored: StoredDownload = {
  record: {
    id: 'd',
    recorder: 'hq',
    cameras: [1],
    fromMs,
    toMs: fromMs + 2 * hourMs,
    format: 'mp4',
    source: 'recorder',
    state: 'running',
    reason: null,
    offer: null,
    fingerprint: '',
    owners: [],
    createdBy: 'admin',
    createdMs: fromMs,
    finishedMs: null,
    expiresMs: null,
  },
  pieces: [piece(0), piece(1)],
  files: [],
};

describe('DownloadJob', () => {
  it('never tells more bytes than there are, while a piece becomes files', () => {
    const job = new DownloadJob(stored, { nowMs: () => 0, densities: new KnownDensities() });
    job.begin(piece(0), 1);
    job.begin(piece(1), 2);
    job.received(0, 1_000);
    job.received(1, 400);
    expect([job.bytes, job.view.bytes]).toEqual([1_400, 1_400]);
    job.settle({ ...piece(0), state: 'done', bytes: 1_000 }, [
      {
        name: 'a.mp4',
        piece: 0,
        camera: 1,
        size: 1_000,
        sha256: '',
        crc32: 0,
        fromMs,
        toMs: fromMs + hourMs,
        durationMs: null,
      },
    ]);
    expect([job.bytes, job.view.bytes]).toEqual([1_400, 1_400]);
    job.end(0);
    expect([job.bytes, job.view.bytes]).toEqual([1_400, 1_400]);
  });
});
