import { Injectable } from '@nestjs/common';
import {
  downloadFormatSchema,
  downloadSourceSchema,
  downloadStateSchema,
} from '@casement/contract';
import { z } from 'zod';
import { Database } from '../database/database.js';
import {
  placeholders,
  type SqlRow,
  type SqlSession,
  type SqlValue,
} from '../database/sql-session.js';
import type {
  DownloadPiece,
  DownloadRecord,
  StoredDownload,
  StoredFile,
} from './download-record.js';

/** Rows of one statement: databases limit the values of one. */
const batch = 50;

const recordColumns =
  'id, recorder, cameras, from_ms, to_ms, format, source, state, reason, offer, fingerprint, owners, created_by, created_ms, finished_ms, expires_ms';
const pieceColumns = 'download, number, camera, start_ms, end_ms, state, reason, bytes, notes';
const fileColumns =
  'download, name, piece, camera, size, sha256, crc32, from_ms, to_ms, duration_ms';

/** PostgreSQL gives whole numbers of 64 bits as text. */
const whole = z.coerce.number();
const jsonOf = <T extends z.ZodType>(shape: T) =>
  z.string().transform((text) => shape.parse(JSON.parse(text)));

const recordRow = z.object({
  id: z.string(),
  recorder: z.string(),
  cameras: jsonOf(z.array(z.number())),
  from_ms: whole,
  to_ms: whole,
  format: downloadFormatSchema,
  source: downloadSourceSchema,
  state: downloadStateSchema,
  reason: z.string().nullable(),
  offer: downloadSourceSchema.nullable(),
  fingerprint: z.string(),
  owners: jsonOf(z.array(z.object({ key: z.string(), name: z.string() }))),
  created_by: z.string(),
  created_ms: whole,
  finished_ms: whole.nullable(),
  expires_ms: whole.nullable(),
});
const pieceRow = z.object({
  download: z.string(),
  number: whole,
  camera: whole,
  start_ms: whole,
  end_ms: whole,
  state: z.enum(['open', 'done', 'none', 'failed']),
  reason: z.string().nullable(),
  bytes: whole,
  notes: jsonOf(z.array(z.string())),
});
const fileRow = z.object({
  download: z.string(),
  name: z.string(),
  piece: whole,
  camera: whole,
  size: whole,
  sha256: z.string(),
  crc32: whole,
  from_ms: whole,
  to_ms: whole,
  duration_ms: whole.nullable(),
});

/** Downloads in the database: what was asked for, how far it is, and which files are whole. */
@Injectable()
export class DownloadStore {
  constructor(private readonly database: Database) {}

  /** Everything, oldest first. */
  async all(): Promise<readonly StoredDownload[]> {
    const { sql } = this.database;
    const records = await sql.query(
      `select ${recordColumns} from downloads order by created_ms, id`,
    );
    const pieces = (
      await sql.query(`select ${pieceColumns} from download_pieces order by number`)
    ).map(readPiece);
    const files = (
      await sql.query(`select ${fileColumns} from download_files order by piece, name`)
    ).map(readFile);
    const piecesOf = byDownload(pieces);
    const filesOf = byDownload(files);
    return records.map(readRecord).map((record) => ({
      record,
      pieces: (piecesOf.get(record.id) ?? []).map(({ piece }) => piece),
      files: (filesOf.get(record.id) ?? []).map(({ file }) => file),
    }));
  }

  /** A new download with its pieces, all or nothing. */
  async insert(record: DownloadRecord, pieces: readonly DownloadPiece[]): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.query(
        `insert into downloads (${recordColumns}) values ${placeholders(1, 16)}`,
        recordValues(record),
      );
      for (let from = 0; from < pieces.length; from += batch) {
        const some = pieces.slice(from, from + batch);
        await sql.query(
          `insert into download_pieces (${pieceColumns}) values ${placeholders(some.length, 9)}`,
          some.flatMap((piece) => pieceValues(record.id, piece)),
        );
      }
    });
  }

  /** What changes of a download while it lives. */
  async update(record: DownloadRecord): Promise<void> {
    await this.database.sql.query(
      'update downloads set state = ?, reason = ?, offer = ?, owners = ?, finished_ms = ?, expires_ms = ? where id = ?',
      [
        record.state,
        record.reason,
        record.offer,
        JSON.stringify(record.owners),
        record.finishedMs,
        record.expiresMs,
        record.id,
      ],
    );
  }

  /** A piece and the files it brought, all or nothing. */
  async settlePiece(
    download: string,
    piece: DownloadPiece,
    files: readonly StoredFile[],
  ): Promise<void> {
    await this.database.transaction(async (sql) => {
      await updatePiece(sql, download, piece);
      for (const file of files) {
        await sql.query(
          `insert into download_files (${fileColumns}) values ${placeholders(1, 10)}`,
          fileValues(download, file),
        );
      }
    });
  }

  /** Forgets a download. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.query('delete from download_files where download = ?', [id]);
      await sql.query('delete from download_pieces where download = ?', [id]);
      await sql.query('delete from downloads where id = ?', [id]);
    });
  }
}

function byDownload<Row extends { readonly download: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const same = found.get(row.download);
    if (same === undefined) {
      found.set(row.download, [row]);
    } else {
      same.push(row);
    }
  }
  return found;
}

async function updatePiece(sql: SqlSession, download: string, piece: DownloadPiece): Promise<void> {
  await sql.query(
    'update download_pieces set state = ?, reason = ?, bytes = ?, notes = ? where download = ? and number = ?',
    [piece.state, piece.reason, piece.bytes, JSON.stringify(piece.notes), download, piece.number],
  );
}

function recordValues(record: DownloadRecord): SqlValue[] {
  return [
    record.id,
    record.recorder,
    JSON.stringify(record.cameras),
    record.fromMs,
    record.toMs,
    record.format,
    record.source,
    record.state,
    record.reason,
    record.offer,
    record.fingerprint,
    JSON.stringify(record.owners),
    record.createdBy,
    record.createdMs,
    record.finishedMs,
    record.expiresMs,
  ];
}

function pieceValues(download: string, piece: DownloadPiece): SqlValue[] {
  const { number, camera, startMs, endMs, state, reason, bytes, notes } = piece;
  return [download, number, camera, startMs, endMs, state, reason, bytes, JSON.stringify(notes)];
}

function fileValues(download: string, file: StoredFile): SqlValue[] {
  const { name, piece, camera, size, sha256, crc32, fromMs, toMs, durationMs } = file;
  return [download, name, piece, camera, size, sha256, crc32, fromMs, toMs, durationMs];
}

function readRecord(row: SqlRow): DownloadRecord {
  const { from_ms, to_ms, created_by, created_ms, finished_ms, expires_ms, ...same } =
    recordRow.parse(row);
  return {
    ...same,
    fromMs: from_ms,
    toMs: to_ms,
    createdBy: created_by,
    createdMs: created_ms,
    finishedMs: finished_ms,
    expiresMs: expires_ms,
  };
}

function readPiece(row: SqlRow): { readonly download: string; readonly piece: DownloadPiece } {
  const { download, start_ms, end_ms, ...same } = pieceRow.parse(row);
  return { download, piece: { ...same, startMs: start_ms, endMs: end_ms } };
}

function readFile(row: SqlRow): { readonly download: string; readonly file: StoredFile } {
  const { download, from_ms, to_ms, duration_ms, ...same } = fileRow.parse(row);
  return { download, file: { ...same, fromMs: from_ms, toMs: to_ms, durationMs: duration_ms } };
}
