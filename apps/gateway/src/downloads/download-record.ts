import type { DownloadFormat, DownloadSource, DownloadState } from '@casement/contract';

/**
 * What became of a piece.
 *
 * - `open`: not fetched yet, or not as a whole
 * - `done`: its files are whole and on disk
 * - `none`: the recorder has nothing of this time (status 1)
 * - `failed`: given up; `reason` in words
 */
export type PieceState = 'open' | 'done' | 'none' | 'failed';

/** An hour, at most, of one camera (B69). All times in milliseconds since 1970. */
export type DownloadPiece = {
  /** From 0. */
  readonly number: number;
  readonly camera: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly state: PieceState;
  readonly reason: string | null;
  /** Of its files. */
  readonly bytes: number;
  /** What was odd, in words. */
  readonly notes: readonly string[];
};

/** A whole file, on disk under its name. */
export type StoredFile = {
  readonly name: string;
  readonly piece: number;
  readonly camera: number;
  readonly size: number;
  /** Hex, small letters. */
  readonly sha256: string;
  /** As zip files have it. */
  readonly crc32: number;
  /** What it shows, as far as it is known; else the range of its piece. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How long what it shows is; null: it does not say. */
  readonly durationMs: number | null;
};

/** Somebody who wants a download: the key tells people apart, the name is for reading. */
export type DownloadOwner = { readonly key: string; readonly name: string };

/** A download as it is kept in the database. */
export type DownloadRecord = {
  readonly id: string;
  readonly recorder: string;
  readonly cameras: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: DownloadFormat;
  readonly source: DownloadSource;
  readonly state: DownloadState;
  readonly reason: string | null;
  readonly offer: DownloadSource | null;
  /** The same for everybody who asks for the same. */
  readonly fingerprint: string;
  readonly owners: readonly DownloadOwner[];
  readonly createdBy: string;
  readonly createdMs: number;
  readonly finishedMs: number | null;
  readonly expiresMs: number | null;
};

/** A download with everything that belongs to it. */
export type StoredDownload = {
  readonly record: DownloadRecord;
  readonly pieces: readonly DownloadPiece[];
  readonly files: readonly StoredFile[];
};
