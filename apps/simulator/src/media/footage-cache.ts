import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FootageError } from './footage-error.js';

/** Hexadecimal digits of the hashes in file names. */
const keyDigits = 16;

/** Enough that a damaged file is noticed; nobody attacks his own cache. */
const sumDigits = 16;

/** Start of the names of files that are being written. */
const unfinishedPrefix = '.unfinished-';

/**
 * Encoded footage on the disk: one file per encoding, `<title>-<key>-<checksum>.<format>`. The name holds the
 * checksum of the content, so that one `rename` makes a file valid and a damaged one is noticed.
 */
export class FootageCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * The bytes stored under a key; `undefined` when there are none, or they are damaged (then they are removed).
   *
   * @throws FootageError `cache` when the folder cannot be made or read
   */
  async read(key: string): Promise<Uint8Array | undefined> {
    const found = await this.#using(async () => {
      await mkdir(this.#directory, { recursive: true });
      const names = await readdir(this.#directory);
      return names.filter(
        (name) => name.includes(`-${key}-`) && !name.startsWith(unfinishedPrefix),
      );
    });
    for (const name of found) {
      const path = join(this.#directory, name);
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes !== undefined && name.includes(`-${key}-${checksum(bytes)}.`)) {
        return bytes;
      }
      await rm(path, { force: true });
    }
    return undefined;
  }

  /**
   * Stores bytes. Another process may do the same at the same time: both write equal files.
   *
   * @param title start of the file's name, for people
   * @param format end of the file's name, such as `h264`
   * @throws FootageError `cache` when the folder cannot be written
   */
  async write(key: string, title: string, bytes: Uint8Array, format = 'h264'): Promise<void> {
    await this.#using(async () => {
      await mkdir(this.#directory, { recursive: true });
      const unfinished = join(this.#directory, `${unfinishedPrefix}${randomUUID()}`);
      try {
        await writeFile(unfinished, bytes);
        const name = `${title}-${key}-${checksum(bytes)}.${format}`;
        await rename(unfinished, join(this.#directory, name));
      } finally {
        await rm(unfinished, { force: true });
      }
    });
  }

  async #using<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FootageError(
        'cache',
        `The folder for footage cannot be used: ${reason}`,
        { directory: this.#directory },
        { cause: error },
      );
    }
  }
}

/** A key for `FootageCache` from everything that decides about the content. */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, keyDigits);
}

function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, sumDigits);
}
