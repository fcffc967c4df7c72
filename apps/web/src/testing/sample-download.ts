import type { Download, DownloadFile } from '@casement/contract';

/** A whole file of a download as the gateway tells of it. */
export function sampleDownloadFile(change: Partial<DownloadFile> = {}): DownloadFile {
  return {
    name: '001_261121100000.mp4',
    camera: 1,
    size: 12_400_000,
    sha256: 'ab'.repeat(32),
    from: '2026-11-21T10:00:00Z',
    to: '2026-11-21T11:00:00Z',
    ...change,
  };
}

/** A download as the gateway tells of it. */
export function sampleDownload(id: string, change: Partial<Download> = {}): Download {
  return {
    id,
    recorder: 'hq',
    cameras: [1],
    from: '2026-11-21T10:00:00Z',
    to: '2026-11-21T12:00:00Z',
    format: 'mp4',
    source: 'recorder',
    state: 'running',
    reason: null,
    progress: 0.42,
    bytes: 12_400_000,
    rate: 1_250_000,
    secondsLeft: 170,
    pieces: { done: 1, all: 2 },
    files: [],
    gaps: [],
    offer: null,
    createdBy: 'anna',
    createdAt: '2026-11-21T12:00:00Z',
    finishedAt: null,
    expiresAt: null,
    ...change,
  };
}
