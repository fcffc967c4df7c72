/** A picture that was made. */
export type CachedPicture = { readonly tag: string; readonly jpeg: Uint8Array };

/** The newest picture of each camera and size, bounded; the ones not asked for longest go first. */
export class SnapshotCache {
  readonly #maxBytes: number;
  readonly #pictures = new Map<string, CachedPicture>();
  #bytes = 0;

  constructor(maxBytes = 64 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @param tag of the picture that is wanted: an older one does not do */
  find(key: string, tag: string): Uint8Array | undefined {
    const found = this.#pictures.get(key);
    if (found?.tag !== tag) {
      return undefined;
    }
    this.#pictures.delete(key);
    this.#pictures.set(key, found);
    return found.jpeg;
  }

  put(key: string, picture: CachedPicture): void {
    this.#remove(key);
    this.#pictures.set(key, picture);
    this.#bytes += picture.jpeg.byteLength;
    while (this.#bytes > this.#maxBytes) {
      const [oldest] = this.#pictures.keys();
      if (oldest === undefined) {
        return;
      }
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.jpeg.byteLength ?? 0;
    this.#pictures.delete(key);
  }
}
