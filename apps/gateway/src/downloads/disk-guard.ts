import { statfs } from 'node:fs/promises';

/** There is no room for more; the message says where and how much is missing, for people. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** How much a disk has left, in bytes. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Injection token of {@link FreeBytes}. */
export const FREE_BYTES = Symbol('FREE_BYTES');

/** What users other than root may still write. */
export const freeBytesOfDisk: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Options of {@link DiskGuard}. */
export type DiskGuardOptions = {
  readonly folder: string;
  readonly freeBytes: FreeBytes;
  /** What stays free. */
  readonly reserveBytes: number;
  /** What all downloads together may have. */
  readonly maxBytes: number;
  /** What they have. */
  readonly usedBytes: () => number;
};

const gb = (bytes: number): string => `${(Math.max(0, bytes) / 1e9).toFixed(1)} GB`;

const needed = (bytes: number): string => (bytes > 0 ? `; ${gb(bytes)} are needed` : '');

/** Says whether there is room for files, before and while they are written. */
export class DiskGuard {
  readonly #options: DiskGuardOptions;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  /** What can still be written, in bytes; negative when the reserve is used already. */
  async roomBytes(): Promise<number> {
    const { folder, freeBytes, reserveBytes, maxBytes, usedBytes } = this.#options;
    return Math.min((await freeBytes(folder)) - reserveBytes, maxBytes - usedBytes());
  }

  /** @throws {DiskFullError} there is no room for so many bytes more */
  async requireRoom(bytes: number): Promise<void> {
    const { folder, freeBytes, reserveBytes, maxBytes, usedBytes } = this.#options;
    const free = await freeBytes(folder);
    if (free - reserveBytes < bytes) {
      throw new DiskFullError(
        `the disk of the gateway is full: ${gb(free)} are free, and ${gb(reserveBytes)} of them stay free${needed(bytes)}`,
      );
    }
    if (maxBytes - usedBytes() < bytes) {
      throw new DiskFullError(
        `downloads have ${gb(usedBytes())} of ${gb(maxBytes)} (downloads.maxGb)${needed(bytes)}: delete some`,
      );
    }
  }
}
