import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { ProblemError } from '../errors/problem-error.js';
import { problems } from '../errors/problems.js';
import { DownloadEvidence } from './download-evidence.js';
import type { DownloadJob } from './download-job.js';
import { DownloadReceivers, type Receiver } from './download-receivers.js';
import type { StoredFile } from './download-record.js';
import { DownloadRuns } from './download-runs.js';
import { manifestNames } from './manifest.js';
import { settleRange } from './settle-range.js';
import { type ZipEntry, zipLength, zipStream } from './zip-stream.js';

/** Sends files of downloads. Only names that are written down as whole are ever looked for on the disk. */
@Injectable()
export class DownloadFiles {
  constructor(
    private readonly runs: DownloadRuns,
    private readonly evidence: DownloadEvidence,
    private readonly receivers: DownloadReceivers,
  ) {}

  /** PEM. */
  get publicKey(): string {
    return this.evidence.publicKey;
  }

  /** One file, or a range of it. @throws {ProblemError} 404, 412, 416 */
  async sendFile(
    job: DownloadJob,
    name: string,
    isSaved: boolean,
    receiver: Receiver,
  ): Promise<void> {
    const { response } = receiver;
    const file = job.files.find((each) => each.name === name);
    if (file === undefined) {
      throw problems.notFound('This download has no such file, or it is not whole yet.', {
        download: job.id,
      });
    }
    const isMp4 = file.name.endsWith('.mp4');
    response.setHeader('Content-Type', isMp4 ? 'video/mp4' : 'application/octet-stream');
    response.setHeader(
      'Content-Disposition',
      `${isMp4 && !isSaved ? 'inline' : 'attachment'}; filename="${file.name}"`,
    );
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('ETag', `"${file.sha256}"`);
    this.receivers.note(receiver);
    settleRange(response.req.headers, file.size);
    await new Promise<void>((resolve, reject) => {
      response.sendFile(
        file.name,
        // The folder itself may be below one with a dot.
        { root: this.runs.folderOf(job.id), dotfiles: 'deny', cacheControl: false, etag: false },
        (error: Error | undefined) => {
          if (error !== undefined && !response.headersSent) {
            reject(unsent(job, file, error));
            headersOfFiles.forEach((each) => response.removeHeader(each));
          } else {
            resolve();
          }
        },
      );
    });
  }

  /** Everything, as a zip that is made while it is sent. @throws {ProblemError} 404, 409 it is not through yet */
  async sendZip(job: DownloadJob, receiver: Receiver): Promise<void> {
    requireThrough(job);
    const { response } = receiver;
    const folder = this.runs.folderOf(job.id);
    const modifiedMs = job.record.finishedMs ?? job.record.createdMs;
    const entries: ZipEntry[] = [];
    for (const name of Object.values(manifestNames)) {
      const bytes = await this.#readOwn(job, name);
      entries.push({
        name,
        size: bytes.length,
        crc32: crc32(bytes),
        modifiedMs,
        open: () => Readable.from([bytes]) as AsyncIterable<Uint8Array>,
      });
    }
    for (const { name, size, crc32: check } of job.files) {
      await stat(join(folder, name)).catch(() => {
        throw takenAway(job, name);
      });
      entries.push({
        name,
        size,
        crc32: check,
        modifiedMs,
        open: () => createReadStream(join(folder, name)) as AsyncIterable<Uint8Array>,
      });
    }
    response.setHeader('Content-Type', 'application/zip');
    response.setHeader('Content-Length', String(zipLength(entries)));
    response.setHeader('Content-Disposition', `attachment; filename="${zipName(job)}"`);
    response.setHeader('Cache-Control', 'private, no-store');
    if (response.req.method === 'HEAD') {
      response.end();
      return;
    }
    this.receivers.note(receiver);
    try {
      await pipeline(Readable.from(zipStream(entries)), response);
    } catch {
      // Whoever fetched it has gone, or a file has: the length that was announced shows that it is not whole.
      response.destroy();
    }
  }

  /** The manifest as it was signed, or its signature. @throws {ProblemError} 404, 409 it is not through yet */
  async sendManifest(job: DownloadJob, isSignature: boolean, response: Response): Promise<void> {
    requireThrough(job);
    const name = isSignature ? manifestNames.signature : manifestNames.manifest;
    const bytes = await this.#readOwn(job, name);
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('Content-Type', isSignature ? 'text/plain' : 'application/json');
    response.end(bytes);
  }

  /** What was written beside the files. */
  #readOwn(job: DownloadJob, name: string): Promise<Buffer> {
    return readFile(join(this.runs.folderOf(job.id), name)).catch(() => {
      throw takenAway(job, name);
    });
  }
}

/** What does not belong to a problem that is told instead of a file. */
const headersOfFiles = [
  'Content-Disposition',
  'Content-Length',
  'ETag',
  'Last-Modified',
  'Accept-Ranges',
] as const;

/** A range beyond the end (416), a condition that is not met (412), or a file that somebody has taken away (404). */
function unsent(job: DownloadJob, { name, size }: StoredFile, error: Error): ProblemError {
  const { status } = error as { readonly status?: unknown };
  switch (status) {
    case 412:
      return new ProblemError({
        status,
        kind: 'precondition-failed',
        title: 'A condition of the request is not met',
        detail: `The file ${name} is another than the one that was asked for.`,
      });
    case 416:
      return new ProblemError({
        status,
        kind: 'range-not-satisfiable',
        title: 'There is nothing in this range',
        detail: `Found no bytes of ${name} in the range that was asked for, expected one within ${size} bytes.`,
        context: { size },
        headers: { 'Content-Range': `bytes */${size}` },
      });
    default:
      return takenAway(job, name);
  }
}

function takenAway({ id }: DownloadJob, name: string): ProblemError {
  return problems.notFound(`The file ${name} of this download is not on the disk any more.`, {
    download: id,
  });
}

function requireThrough(job: DownloadJob): void {
  if (job.record.finishedMs === null) {
    throw problems.conflict(
      'download-state',
      `This download is ${job.view.state}: there is no manifest before it is through.`,
      { download: job.id, state: job.view.state },
    );
  }
}

function zipName({ record }: DownloadJob): string {
  const from = new Date(record.fromMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${record.recorder}-${from}.zip`;
}
