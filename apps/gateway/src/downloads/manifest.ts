import type { DownloadPiece, StoredDownload } from './download-record.js';
import { gapsOf } from './download-view.js';
import type { RecorderDownload } from './recorder-downloads.js';

/** Names of what lies beside the files of a download. */
export const manifestNames = {
  manifest: 'manifest.json',
  signature: 'manifest.json.sig',
  publicKey: 'signing-key.pem',
} as const;

/** What a manifest says about the gateway. */
export type ManifestMaker = { readonly version: string; readonly publicKey: string };

/** What a manifest says about the recorder; absent: it is not there any more. */
export type ManifestRecorder = Pick<RecorderDownload, 'name' | 'url' | 'cameras' | 'timeZone'>;

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * What a download is, for somebody who was not there: whose recordings, what was asked for and what was obtained, what is
 * missing, by whom and when, and the SHA-256 of every file. The bytes of this text are what is signed.
 */
export function manifestText(
  stored: StoredDownload,
  recorder: ManifestRecorder | undefined,
  { version, publicKey }: ManifestMaker,
): string {
  const { record, pieces, files } = stored;
  const names = new Map(
    (recorder?.cameras ?? []).map(({ number, name }) => [number, name] as const),
  );
  const range = ({ startMs, endMs }: Pick<DownloadPiece, 'startMs' | 'endMs'>) => ({
    from: iso(startMs),
    to: iso(endMs),
  });
  const manifest = {
    kind: 'casement-download',
    version: 1,
    gateway: { software: 'Casement', version, publicKey },
    download: record.id,
    recorder: {
      id: record.recorder,
      name: recorder?.name ?? null,
      url: recorder?.url ?? null,
      timeZone: recorder?.timeZone ?? null,
    },
    cameras: record.cameras.map((number) => ({ number, name: names.get(number) ?? null })),
    asked: {
      from: iso(record.fromMs),
      to: iso(record.toMs),
      format: record.format,
      source: record.source,
    },
    state: record.state,
    reason: record.reason,
    obtained: pieces
      .filter(({ state }) => state === 'done')
      .map((piece) => ({ camera: piece.camera, ...range(piece), notes: piece.notes })),
    gaps: gapsOf(pieces).map((gap) => ({ camera: gap.camera, ...range(gap) })),
    missing: pieces
      .filter(({ state }) => state === 'failed' || state === 'open')
      .map((piece) => ({ camera: piece.camera, ...range(piece), reason: piece.reason })),
    askedBy: record.createdBy,
    owners: record.owners.map(({ name }) => name),
    askedAt: iso(record.createdMs),
    finishedAt: record.finishedMs === null ? null : iso(record.finishedMs),
    files: files.map(({ name, camera, size, sha256, fromMs, toMs, durationMs }) => ({
      name,
      camera,
      from: iso(fromMs),
      to: iso(toMs),
      durationMs,
      size,
      sha256,
    })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
