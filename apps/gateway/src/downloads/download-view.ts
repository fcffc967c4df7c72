import type { Download } from '@casement/contract';
import type { DownloadPiece, StoredDownload } from './download-record.js';

/** What is known of a download besides what is stored. */
export type DownloadProgress = {
  /** Bytes of the pieces that are being fetched, by number. */
  readonly underWay: ReadonlyMap<number, number>;
  /** Bytes per second of late; null while nobody can tell. */
  readonly rate: number | null;
  /** Bytes per millisecond of a camera, by other downloads; null while nobody can tell. */
  readonly densityOf: (camera: number) => number | null;
};

/** A piece that is not through never counts as through. */
const almost = 0.99;

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** A download as the contract shows it (`libs/contract/src/download.ts`). */
export function downloadView(stored: StoredDownload, progress: DownloadProgress): Download {
  const { record, pieces, files } = stored;
  const through = pieces.filter(({ state }) => state !== 'open');
  const expected = expectedBytes(pieces, progress.densityOf);
  const left = leftBytes(pieces, progress.underWay, expected);
  const { rate } = progress;
  const isOver = ['done', 'failed', 'cancelled'].includes(record.state);
  return {
    id: record.id,
    recorder: record.recorder,
    cameras: [...record.cameras],
    from: iso(record.fromMs),
    to: iso(record.toMs),
    format: record.format,
    source: record.source,
    state: record.state,
    reason: record.reason,
    progress: record.state === 'done' ? 1 : shareDone(pieces, progress.underWay, expected),
    bytes: sum(files.map(({ size }) => size)) + (isOver ? 0 : sum([...progress.underWay.values()])),
    rate: isOver ? null : rate,
    secondsLeft:
      isOver || rate === null || rate <= 0 || left === null ? null : Math.ceil(left / rate),
    pieces: { done: through.length, all: pieces.length },
    files: files.map(({ name, camera, size, sha256, fromMs, toMs, durationMs }) => ({
      name,
      camera,
      size,
      sha256,
      from: iso(fromMs),
      to: iso(toMs),
      durationMs,
    })),
    gaps: gapsOf(pieces).map(({ camera, startMs, endMs }) => ({
      camera,
      from: iso(startMs),
      to: iso(endMs),
    })),
    offer: record.offer,
    createdBy: record.createdBy,
    createdAt: iso(record.createdMs),
    finishedAt: isoOrNull(record.finishedMs),
    expiresAt: isoOrNull(record.expiresMs),
  };
}

/** Where there is no recording; pieces that follow each other are one gap. */
export function gapsOf(
  pieces: readonly DownloadPiece[],
): readonly Pick<DownloadPiece, 'camera' | 'startMs' | 'endMs'>[] {
  const gaps: Pick<DownloadPiece, 'camera' | 'startMs' | 'endMs'>[] = [];
  for (const { camera, startMs, endMs, state } of pieces) {
    const last = gaps.at(-1);
    if (state !== 'none') {
      continue;
    }
    if (last?.camera === camera && last.endMs === startMs) {
      gaps[gaps.length - 1] = { ...last, endMs };
    } else {
      gaps.push({ camera, startMs, endMs });
    }
  }
  return gaps;
}

/** How many bytes a piece will have. */
type Expected = (piece: DownloadPiece) => number | null;

/** By whole pieces of the same camera, by other downloads, or by whole pieces of other cameras; else nobody can tell. */
function expectedBytes(
  pieces: readonly DownloadPiece[],
  densityOf: DownloadProgress['densityOf'],
): Expected {
  const done = pieces.filter(({ state, bytes }) => state === 'done' && bytes > 0);
  const perMs = (some: readonly DownloadPiece[]): number | null => {
    const lengthMs = sum(some.map(({ startMs, endMs }) => endMs - startMs));
    return lengthMs === 0 ? null : sum(some.map(({ bytes }) => bytes)) / lengthMs;
  };
  const ofCamera = new Map(
    [...new Set(pieces.map(({ camera }) => camera))].map((camera) => [
      camera,
      perMs(done.filter((piece) => piece.camera === camera)) ?? densityOf(camera) ?? perMs(done),
    ]),
  );
  return ({ camera, startMs, endMs }) => {
    const density = ofCamera.get(camera) ?? null;
    return density === null ? null : density * (endMs - startMs);
  };
}

/** What is still to come, in bytes; null while nobody can tell. */
function leftBytes(
  pieces: readonly DownloadPiece[],
  underWay: ReadonlyMap<number, number>,
  expected: Expected,
): number | null {
  let left = 0;
  for (const piece of pieces.filter(({ state }) => state === 'open')) {
    const bytes = expected(piece);
    if (bytes === null) {
      return null;
    }
    left += Math.max(0, bytes - (underWay.get(piece.number) ?? 0));
  }
  return left;
}

/** What was given up is not done. */
function shareDone(
  pieces: readonly DownloadPiece[],
  underWay: ReadonlyMap<number, number>,
  expected: Expected,
): number {
  const parts = pieces.map((piece) => {
    if (piece.state !== 'open') {
      return piece.state === 'failed' ? 0 : 1;
    }
    const bytes = expected(piece);
    return bytes === null ? 0 : Math.min(almost, (underWay.get(piece.number) ?? 0) / bytes);
  });
  return pieces.length === 0 ? 0 : Math.round((sum(parts) / pieces.length) * 10_000) / 10_000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
