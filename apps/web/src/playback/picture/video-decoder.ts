import type { GopDecoder, GopDecoderHandlers } from './gop-decoder.js';
import type { HeldGop } from './held-gop.js';
import type { DecodeAim } from './decode-plan.js';

export type VideoGopDecoderOptions = GopDecoderHandlers & {
  readonly createDecoder: (init: VideoDecoderInit) => PictureDecoder;
  readonly createChunk: (init: EncodedVideoChunkInit) => EncodedVideoChunk;
  readonly nowMs: () => number;
};

/** The part of `VideoDecoder` that is used. */
export type PictureDecoder = Pick<
  VideoDecoder,
  'configure' | 'decode' | 'flush' | 'close' | 'state' | 'decodeQueueSize'
>;

/** So many pictures at most wait in front of the decoder: a jump drops them. */
const maxQueued = 12;

/** A decoder that gave nothing for this long although it has something is stalled, in milliseconds. */
const stalledMs = 2_000;

/** A decoder that has everything and gives nothing for this long holds pictures back to put them in order; milliseconds. */
const heldBackMs = 60;

/** Distance of the timestamps of two chunks, in microseconds: they only say which picture is which. */
const chunkUs = 40_000;

/** Chunks of one beginning; the next beginning counts on from here. */
const chunksPerStart = 8_192;

/** Assumed until it is measured, in milliseconds. */
const firstPictureMs = 5;

/** Weight of the newest picture in the mean time of one. */
const newestWeight = 0.05;

/** Decodes H.264 and H.265 by WebCodecs. */
export class VideoGopDecoder implements GopDecoder {
  readonly #options: VideoGopDecoderOptions;
  #decoder: PictureDecoder | undefined;
  #codec = '';
  #gop: HeldGop | undefined;
  /** Where the timestamps of the GOP at work begin, so that pictures of an abandoned one are known. */
  #start = 0;
  #aim: DecodeAim | undefined;
  #fed = 0;
  #came = new Set<number>();
  #flushing = false;
  #progressMs = 0;
  #busySinceMs: number | undefined;
  #pictureMs = firstPictureMs;

  constructor(options: VideoGopDecoderOptions) {
    this.#options = options;
  }

  get gop(): HeldGop | undefined {
    return this.#gop;
  }

  get isBusy(): boolean {
    return this.#aim !== undefined && this.#isAwaited(this.#aim);
  }

  get pictureMs(): number {
    return this.#pictureMs;
  }

  isComing(index: number): boolean {
    return (
      this.#gop !== undefined && !this.#came.has(index) && !(this.#flushing && index >= this.#fed)
    );
  }

  aim(aim: DecodeAim): void {
    const [first = 0] = aim.indexes;
    if (aim.gop !== this.#gop || !this.isComing(first)) {
      this.#begin(aim.gop);
    }
    this.#aim = aim;
    this.#feed();
  }

  tick(): void {
    this.#feed();
    const aim = this.#aim;
    const gop = this.#gop;
    const decoder = this.#decoder;
    if (!aim || !gop || !decoder || !this.#isAwaited(aim)) {
      return;
    }
    const quietMs = this.#options.nowMs() - this.#progressMs;
    if (quietMs > stalledMs) {
      this.#drop();
      this.#options.onStalled(gop);
    } else if (quietMs > heldBackMs && decoder.decodeQueueSize === 0 && !this.#flushing) {
      // It waits for what comes behind to know the order.
      this.#feedOne(gop);
    }
  }

  close(): void {
    this.#drop();
  }

  #begin(gop: HeldGop): void {
    if (this.#codec !== gop.codec || !this.#isEmpty()) {
      this.#drop();
    }
    this.#codec = gop.codec;
    this.#gop = gop;
    this.#start += chunksPerStart;
    this.#fed = 0;
    this.#came = new Set();
    this.#flushing = false;
    this.#busySinceMs = undefined;
    this.#progressMs = this.#options.nowMs();
  }

  /** Whether nothing is inside that would come out among the pictures of the next GOP. */
  #isEmpty(): boolean {
    return this.#decoder?.state === 'configured' && this.#gop === undefined;
  }

  #feed(): void {
    const aim = this.#aim;
    const gop = this.#gop;
    if (!aim || !gop || this.#flushing) {
      return;
    }
    const last = Math.max(...aim.indexes);
    while (this.#fed <= last && (this.#decoder?.decodeQueueSize ?? 0) < maxQueued) {
      if (!this.#feedOne(gop)) {
        return;
      }
    }
    if (this.#fed > last && aim.flush) {
      this.#flush(gop);
    }
  }

  /** @returns false when there is no more, or the decoder refused it */
  #feedOne(gop: HeldGop): boolean {
    const picture = gop.pictures[this.#fed];
    if (picture === undefined) {
      this.#flush(gop);
      return false;
    }
    try {
      this.#decoder ??= this.#open(gop.codec);
      this.#decoder.decode(
        this.#options.createChunk({
          type: picture.key ? 'key' : 'delta',
          timestamp: (this.#start + this.#fed) * chunkUs,
          data: picture.data,
        }),
      );
    } catch (error) {
      this.#fail(error);
      return false;
    }
    this.#fed += 1;
    this.#progressMs = this.#options.nowMs();
    this.#busySinceMs ??= this.#progressMs;
    return true;
  }

  #open(codec: string): PictureDecoder {
    const decoder = this.#options.createDecoder({
      output: (picture) => this.#onOutput(decoder, picture),
      error: (error) => {
        if (this.#decoder === decoder) {
          this.#fail(error);
        }
      },
    });
    decoder.configure({ codec, optimizeForLatency: true });
    return decoder;
  }

  #onOutput(decoder: PictureDecoder, picture: VideoFrame): void {
    const index = Math.round(picture.timestamp / chunkUs) - this.#start;
    const gop = this.#gop;
    if (this.#decoder !== decoder || !gop || index < 0 || index >= gop.pictures.length) {
      picture.close();
      return;
    }
    this.#measure();
    this.#came.add(index);
    this.#progressMs = this.#options.nowMs();
    this.#options.onPicture(gop, index, picture);
  }

  #flush(gop: HeldGop): void {
    const decoder = this.#decoder;
    if (!decoder || this.#flushing || decoder.state !== 'configured') {
      return;
    }
    this.#flushing = true;
    const start = this.#start;
    decoder.flush().then(
      () => {
        if (this.#decoder === decoder && this.#start === start) {
          this.#finish(gop);
        }
      },
      // Closed meanwhile, or it told of its error.
      () => undefined,
    );
  }

  /** Everything is out. What was fed and did not come never will. */
  #finish(gop: HeldGop): void {
    const lost = range(0, this.#fed).filter((index) => !this.#came.has(index));
    this.#gop = undefined;
    this.#aim = undefined;
    this.#flushing = false;
    if (lost.length > 0) {
      this.#options.onLost(gop, lost, null);
    }
    this.#options.onIdle();
  }

  #fail(error: unknown): void {
    const gop = this.#gop;
    const lost = gop ? range(0, gop.pictures.length).filter((index) => !this.#came.has(index)) : [];
    this.#drop();
    if (gop) {
      this.#options.onLost(gop, lost, error instanceof Error ? error.message : String(error));
    }
    this.#options.onIdle();
  }

  #isAwaited({ indexes }: DecodeAim): boolean {
    return this.#flushing || indexes.some((index) => !this.#came.has(index));
  }

  /** From picture to picture, or from the moment when it got something to do. */
  #measure(): void {
    const nowMs = this.#options.nowMs();
    if (this.#busySinceMs !== undefined) {
      this.#pictureMs += (nowMs - this.#busySinceMs - this.#pictureMs) * newestWeight;
    }
    this.#busySinceMs = this.#fed > this.#came.size + 1 ? nowMs : undefined;
  }

  #drop(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    this.#gop = undefined;
    this.#aim = undefined;
    this.#flushing = false;
    if (decoder && decoder.state !== 'closed') {
      decoder.close();
    }
  }
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
