import type { HeldGop } from './held-gop.js';
import { indexOf, type PictureRef } from './picture-walk.js';

/** A decoded picture: it holds memory of the decoder until it is closed. */
export type OpenPicture = VideoFrame | ImageBitmap;

/** What one camera may hold decoded. 128 million pixels are 62 pictures of 1920 x 1080, about 190 MB. */
export const shelfLimits = { pictures: 120, pixels: 128_000_000, fewest: 4 } as const;

/** How many pictures of a size may be held. */
export function capacityFor(width: number, height: number, pixels: number): number {
  const fits = Math.floor(pixels / Math.max(1, width * height));
  return Math.max(shelfLimits.fewest, Math.min(shelfLimits.pictures, fits));
}

/** The decoded pictures. Each is closed once, when it leaves; browsers do not complain of those that never are. */
export class PictureShelf {
  readonly #gops = new Map<HeldGop, Map<number, { picture: OpenPicture; ref: PictureRef }>>();
  #open = 0;
  #mostOpen = 0;

  /** Pictures that are held now. */
  get open(): number {
    return this.#open;
  }

  /** The most that were held at once. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  has(ref: PictureRef): boolean {
    return this.get(ref) !== undefined;
  }

  get(ref: PictureRef): OpenPicture | undefined {
    return this.#gops.get(ref.gop)?.get(indexOf(ref))?.picture;
  }

  /** Takes a picture over. One that is here already is closed. */
  put(ref: PictureRef, picture: OpenPicture): void {
    if (this.has(ref)) {
      picture.close();
      return;
    }
    const pictures = this.#gops.get(ref.gop) ?? new Map<number, never>();
    this.#gops.set(ref.gop, pictures);
    pictures.set(indexOf(ref), { picture, ref });
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
  }

  *refs(): Generator<PictureRef> {
    for (const pictures of this.#gops.values()) {
      for (const { ref } of pictures.values()) {
        yield ref;
      }
    }
  }

  /** Closes all pictures but those that are still wanted. */
  keepOnly(isWanted: (ref: PictureRef) => boolean): void {
    for (const [gop, pictures] of this.#gops) {
      for (const [index, { picture, ref }] of pictures) {
        if (!isWanted(ref)) {
          pictures.delete(index);
          this.#open -= 1;
          picture.close();
        }
      }
      if (pictures.size === 0) {
        this.#gops.delete(gop);
      }
    }
  }
}
