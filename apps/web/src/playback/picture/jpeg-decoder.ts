import type { DecodeAim } from './decode-plan.js';
import type { GopDecoder, GopDecoderHandlers } from './gop-decoder.js';
import type { HeldGop } from './held-gop.js';

export type JpegDecoderOptions = Pick<GopDecoderHandlers, 'onPicture' | 'onLost' | 'onIdle'> & {
  readonly createBitmap: (jpeg: Blob) => Promise<ImageBitmap>;
  readonly nowMs: () => number;
};

/** So many pictures are decoded at once. */
const atOnce = 2;

/** Weight of the newest picture in the mean time of one. */
const newestWeight = 0.1;

/** Decodes JPEG pictures by the browser's own pictures; each alone, because each is a key picture. */
export class JpegDecoder implements GopDecoder {
  readonly #options: JpegDecoderOptions;
  readonly #inside = new Set<number>();
  #gop: HeldGop | undefined;
  #waiting: readonly number[] = [];
  #pictureMs = 10;

  constructor(options: JpegDecoderOptions) {
    this.#options = options;
  }

  get gop(): HeldGop | undefined {
    return this.#gop;
  }

  get isBusy(): boolean {
    return this.#inside.size > 0 || this.#waiting.length > 0;
  }

  get pictureMs(): number {
    return this.#pictureMs / atOnce;
  }

  /** Any picture can be decoded at any time. */
  isComing(): boolean {
    return this.#gop !== undefined;
  }

  aim({ gop, indexes }: DecodeAim): void {
    if (gop !== this.#gop) {
      this.#gop = gop;
      this.#inside.clear();
    }
    this.#waiting = indexes.filter((index) => !this.#inside.has(index));
    this.#feed(gop);
  }

  tick(): void {
    // A picture comes or fails by itself.
  }

  close(): void {
    this.#gop = undefined;
    this.#waiting = [];
    this.#inside.clear();
  }

  #feed(gop: HeldGop): void {
    while (this.#inside.size < atOnce) {
      const [index, ...others] = this.#waiting;
      const picture = index === undefined ? undefined : gop.pictures[index];
      if (index === undefined || picture === undefined) {
        return;
      }
      this.#waiting = others;
      this.#inside.add(index);
      this.#decode(gop, index, picture.data);
    }
  }

  #decode(gop: HeldGop, index: number, data: Uint8Array<ArrayBuffer>): void {
    const beganMs = this.#options.nowMs();
    const isWanted = (): boolean => this.#gop === gop && this.#inside.delete(index);
    this.#options.createBitmap(new Blob([data], { type: 'image/jpeg' })).then(
      (picture) => {
        if (!isWanted()) {
          picture.close();
          return;
        }
        this.#pictureMs += (this.#options.nowMs() - beganMs - this.#pictureMs) * newestWeight;
        this.#options.onPicture(gop, index, picture);
        this.#next(gop);
      },
      (error: unknown) => {
        if (isWanted()) {
          this.#options.onLost(
            gop,
            [index],
            error instanceof Error ? error.message : String(error),
          );
          this.#next(gop);
        }
      },
    );
  }

  #next(gop: HeldGop): void {
    if (this.#gop === gop) {
      this.#feed(gop);
    }
    if (!this.isBusy) {
      this.#options.onIdle();
    }
  }
}
