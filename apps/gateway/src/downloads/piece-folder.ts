import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { safeDownloadName } from '@casement/protocol';
import { DiskFullError } from './disk-guard.js';

/** A file that is whole, but not yet where it belongs. */
export type WholeFile = {
  readonly name: string;
  readonly size: number;
  /** Hex, small letters. */
  readonly sha256: string;
  readonly crc32: number;
};

/** Something was to be done with files that is never right. */
export class PieceFolderError extends Error {
  override readonly name = 'PieceFolderError';
}

type OpenFile = {
  readonly name: string;
  readonly handle: FileHandle;
  readonly hash: Hash;
  size: number;
  crc32: number;
};

/**
 * The work folder of one piece: files are written, hashed and closed in it, and moved out of it when the piece is whole.
 * What is left of it after a crash is deleted and fetched again.
 */
export class PieceFolder {
  readonly #folder: string;
  readonly #whole: WholeFile[] = [];
  #open: OpenFile | undefined;

  /** @param folder made anew: what was in it is gone */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Files that were closed as whole, in their order. */
  get whole(): readonly WholeFile[] {
    return this.#whole;
  }

  /** Makes the folder. */
  async begin(): Promise<void> {
    await this.discard();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Begins a file. @throws {PieceFolderError} for a name that is not safe */
  async create(name: string): Promise<void> {
    await this.abandon();
    const path = this.#pathOf(name);
    this.#open = {
      name,
      handle: await openForWriting(path),
      hash: createHash('sha256'),
      size: 0,
      crc32: 0,
    };
  }

  /** Where a program of its own may write the file that was created; see {@link adopt}. */
  pathOf(name: string): string {
    return this.#pathOf(name);
  }

  /** Writes to the file that is open. @throws {DiskFullError} */
  async append(bytes: Uint8Array): Promise<void> {
    const file = this.#require();
    file.hash.update(bytes);
    file.crc32 = crc32(bytes, file.crc32);
    let at = 0;
    while (at < bytes.length) {
      const { bytesWritten } = await file.handle
        .write(bytes, at, bytes.length - at)
        .catch(asDiskFull);
      at += bytesWritten;
    }
    file.size += bytes.length;
  }

  /** The open file is whole: on disk, and under its name. An empty one is none. */
  async close(finalName: string): Promise<void> {
    const { name, handle, hash, size, crc32: check } = this.#require();
    this.#open = undefined;
    try {
      await handle.sync().catch(asDiskFull);
    } finally {
      await handle.close();
    }
    if (size === 0) {
      throw new PieceFolderError(`found an empty file, expected recordings in ${finalName}`);
    }
    await rename(this.#pathOf(name), this.#pathOf(finalName));
    this.#whole.push({ name: finalName, size, sha256: hash.digest('hex'), crc32: check });
  }

  /** A file that another program has written into this folder is whole. */
  async adopt(name: string): Promise<void> {
    const handle = await open(this.#pathOf(name), 'r+');
    const hash = createHash('sha256');
    let size = 0;
    let check = 0;
    try {
      await handle.sync().catch(asDiskFull);
      for await (const chunk of handle.createReadStream({ autoClose: false })) {
        hash.update(chunk as Buffer);
        check = crc32(chunk as Buffer, check);
        size += (chunk as Buffer).length;
      }
    } finally {
      await handle.close();
    }
    if (size === 0) {
      throw new PieceFolderError(`found an empty file, expected recordings in ${name}`);
    }
    this.#whole.push({ name, size, sha256: hash.digest('hex'), crc32: check });
  }

  /** The open file will never be whole. Idempotent. */
  async abandon(): Promise<void> {
    const file = this.#open;
    this.#open = undefined;
    if (file !== undefined) {
      await file.handle.close();
      await rm(this.#pathOf(file.name), { force: true });
    }
  }

  /**
   * Moves the whole files to where they stay, never over another one, and makes that last.
   *
   * @param isTaken whether a name is in use there
   * @returns the files under the names they have now
   */
  async publish(target: string, isTaken: (name: string) => boolean): Promise<readonly WholeFile[]> {
    const taken = new Set<string>();
    const published: WholeFile[] = [];
    for (const file of this.#whole) {
      const name = freeName(file.name, (each) => taken.has(each.toLowerCase()) || isTaken(each));
      taken.add(name.toLowerCase());
      await rename(this.#pathOf(file.name), join(target, name));
      published.push({ ...file, name });
    }
    await syncFolder(target);
    await this.discard();
    return published;
  }

  /** Deletes the folder and everything in it. Idempotent. */
  async discard(): Promise<void> {
    await this.abandon();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #require(): OpenFile {
    if (this.#open === undefined) {
      throw new PieceFolderError('found no open file, expected one that was created');
    }
    return this.#open;
  }

  /** The wall against paths: whatever names come here, only safe ones get to the disk (B67). */
  #pathOf(name: string): string {
    if (safeDownloadName(name) === undefined) {
      throw new PieceFolderError('found a file name that is not safe, expected a plain one');
    }
    return join(this.#folder, name);
  }
}

/** Has what was renamed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Deletes from a folder what is not to be kept; says how many entries that were. */
export async function keepOnly(folder: string, isKept: (name: string) => boolean): Promise<number> {
  const entries: readonly string[] = await readdir(folder).catch(() => []);
  const left = entries.filter((name) => !isKept(name));
  for (const name of left) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  return left.length;
}

async function openForWriting(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch(asDiskFull);
}

/** `-1`, `-2`, … before the ending, until nobody has the name; file systems may not tell case apart. */
function freeName(name: string, isTaken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  let free = name;
  for (let number = 1; isTaken(free) || isTaken(free.toLowerCase()); number += 1) {
    free = `${name.slice(0, Math.min(dot, 110))}-${number}${name.slice(dot)}`;
  }
  return free;
}

function asDiskFull(error: unknown): never {
  const { code } = Object(error) as { readonly code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new DiskFullError('the disk of the gateway is full', { cause: error });
  }
  throw error;
}
