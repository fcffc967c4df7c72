import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { RowNumberType } from '../row-number-type.js';

/** A download that somebody asked for; read and written by downloads/download-store in plain SQL. */
export const DownloadEntity = defineEntity({
  name: 'Download',
  tableName: 'downloads',
  properties: {
    id: p.text().primary(),
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.text(),
    /** JSON: numbers. */
    cameras: p.text(),
    /** As asked for, milliseconds since 1970; so are all times. */
    fromMs: p.type(RowNumberType),
    toMs: p.type(RowNumberType),
    format: p.text(),
    source: p.text(),
    state: p.text(),
    reason: p.text().nullable(),
    offer: p.text().nullable(),
    /** The same for everybody who asks for the same. */
    fingerprint: p.text(),
    /** JSON: who wants it. */
    owners: p.text(),
    createdBy: p.text(),
    createdMs: p.type(RowNumberType),
    finishedMs: p.type(RowNumberType).nullable(),
    expiresMs: p.type(RowNumberType).nullable(),
  },
});
export type DownloadRow = InferEntity<typeof DownloadEntity>;

/** An hour, at most, of one camera of a download. */
export const DownloadPieceEntity = defineEntity({
  name: 'DownloadPiece',
  tableName: 'download_pieces',
  properties: {
    download: p.text().primary(),
    /** From 0, in the order of cameras and times. */
    number: p.integer().primary(),
    camera: p.integer(),
    startMs: p.type(RowNumberType),
    endMs: p.type(RowNumberType),
    /** open, done, none (nothing is recorded), failed. */
    state: p.text(),
    reason: p.text().nullable(),
    bytes: p.type(RowNumberType),
    /** JSON: what was odd, in words. */
    notes: p.text(),
  },
});
export type DownloadPieceRow = InferEntity<typeof DownloadPieceEntity>;

/** A whole file of a download. */
export const DownloadFileEntity = defineEntity({
  name: 'DownloadFile',
  tableName: 'download_files',
  properties: {
    download: p.text().primary(),
    name: p.text().primary(),
    piece: p.integer(),
    camera: p.integer(),
    size: p.type(RowNumberType),
    sha256: p.text(),
    /** Of 32 bits, unsigned: what zip files need before the bytes. */
    crc32: p.type(RowNumberType),
    fromMs: p.type(RowNumberType),
    toMs: p.type(RowNumberType),
    /** Of what it shows; null: it does not say. */
    durationMs: p.type(RowNumberType).nullable(),
  },
});
export type DownloadFileRow = InferEntity<typeof DownloadFileEntity>;
