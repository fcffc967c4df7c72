/** One frame as it came, without its header. */
export type EncodedFrame = {
  readonly isKey: boolean;
  /** Frames are missing before this one. */
  readonly gap: boolean;
  /** On the stream's clock, in milliseconds. */
  readonly timeMs: number;
  readonly data: Uint8Array<ArrayBuffer>;
};

/** What is drawn: a picture that has to be closed afterwards. */
export type DecodedPicture = VideoFrame | ImageBitmap;

/** The part of `VideoDecoder` that is used. */
export type PictureDecoder = Pick<
  VideoDecoder,
  'configure' | 'decode' | 'close' | 'state' | 'decodeQueueSize'
>;

export type FrameDecoderOptions = {
  readonly createDecoder: (init: VideoDecoderInit) => PictureDecoder;
  readonly createChunk: (init: EncodedVideoChunkInit) => EncodedVideoChunk;
  readonly createBitmap: (jpeg: Blob) => Promise<ImageBitmap>;
  /** Draws a picture; must not keep it. @param decodeMs from its bytes to the picture */
  readonly draw: (picture: DecodedPicture, timeMs: number, decodeMs: number) => void;
  /** Nothing can be decoded any more; in words. */
  readonly onFailed: (words: string) => void;
  readonly nowMs: () => number;
};

/** A decoder that is this far behind skips to the next key frame, in milliseconds. */
const maxBehindMs = 1_000;

/** So many frames at most are inside the decoder. */
const maxInside = 90;

/** So many errors in a row, without a picture between them, and the decoder is given up. */
const maxErrors = 3;

/**
 * Turns frames into pictures: H.264 and H.265 by WebCodecs, JPEG by the browser's own pictures. Every picture is drawn at
 * once and closed; a decoder that falls behind drops what it has and goes on with the next key frame.
 */
export class FrameDecoder {
  readonly #options: FrameDecoderOptions;
  /** When each frame inside the decoder was pushed, oldest first. */
  readonly #pushedMs: number[] = [];
  #codec: string | null = null;
  #decoder: PictureDecoder | undefined;
  #waitsForKey = true;
  #errors = 0;
  #jpegBusy = false;
  #nextJpeg: EncodedFrame | undefined;
  #dropped = 0;
  #closed = false;

  constructor(options: FrameDecoderOptions) {
    this.#options = options;
  }

  /** Frames that were not decoded, or not shown. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What comes from now on. @param codec as in `VideoDecoder.configure`, `jpeg`, or null: no pictures */
  start(codec: string | null): void {
    this.#reset();
    this.#codec = codec;
  }

  push(frame: EncodedFrame): void {
    if (this.#closed || this.#codec === null) {
      this.#dropped += 1;
    } else if (this.#codec === 'jpeg') {
      this.#pushJpeg(frame);
    } else {
      this.#pushVideo(frame, this.#codec);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#reset();
  }

  #pushVideo(frame: EncodedFrame, codec: string): void {
    if (this.#isBehind() || frame.gap) {
      this.#waitsForKey = true;
    }
    if (this.#waitsForKey && !frame.isKey) {
      this.#dropped += 1;
      return;
    }
    if (this.#waitsForKey) {
      // What is still inside is older than what begins now.
      this.#reset();
      this.#waitsForKey = false;
    }
    try {
      this.#decoder ??= this.#open(codec);
      this.#decoder.decode(
        this.#options.createChunk({
          type: frame.isKey ? 'key' : 'delta',
          timestamp: Math.round(frame.timeMs * 1000),
          data: frame.data,
        }),
      );
      this.#pushedMs.push(this.#options.nowMs());
    } catch (error) {
      this.#onError(error);
    }
  }

  #isBehind(): boolean {
    const [oldestMs] = this.#pushedMs;
    const isOld = oldestMs !== undefined && this.#options.nowMs() - oldestMs > maxBehindMs;
    // A decoder holds some frames back to put them in order; those alone do not mean that it is slow.
    const isBusy = (this.#decoder?.decodeQueueSize ?? 0) > 0;
    return (isOld && isBusy) || this.#pushedMs.length >= maxInside;
  }

  #open(codec: string): PictureDecoder {
    const decoder = this.#options.createDecoder({
      output: (picture) => {
        const pushedMs = this.#pushedMs.shift();
        if (this.#decoder === decoder && !this.#closed) {
          this.#errors = 0;
          const nowMs = this.#options.nowMs();
          this.#draw(picture, picture.timestamp / 1000, nowMs - (pushedMs ?? nowMs));
        } else {
          this.#dropped += 1;
          picture.close();
        }
      },
      error: (error) => {
        if (this.#decoder === decoder) {
          this.#onError(error);
        }
      },
    });
    decoder.configure({ codec, optimizeForLatency: true });
    return decoder;
  }

  /** One picture is decoded, and the newest one waits: a slow machine shows fewer pictures, not older ones. */
  #pushJpeg(frame: EncodedFrame): void {
    if (this.#jpegBusy) {
      this.#dropped += this.#nextJpeg ? 1 : 0;
      this.#nextJpeg = frame;
      return;
    }
    this.#jpegBusy = true;
    const beganMs = this.#options.nowMs();
    this.#options
      .createBitmap(new Blob([frame.data], { type: 'image/jpeg' }))
      .then(
        (picture) => {
          if (this.#closed || this.#codec !== 'jpeg') {
            this.#dropped += 1;
            picture.close();
          } else {
            this.#errors = 0;
            this.#draw(picture, frame.timeMs, this.#options.nowMs() - beganMs);
          }
        },
        // A damaged picture: the next one is whole.
        () => {
          this.#dropped += 1;
        },
      )
      .finally(() => {
        this.#jpegBusy = false;
        const next = this.#nextJpeg;
        this.#nextJpeg = undefined;
        if (next && !this.#closed) {
          this.push(next);
        }
      });
  }

  #draw(picture: DecodedPicture, timeMs: number, decodeMs: number): void {
    try {
      this.#options.draw(picture, timeMs, decodeMs);
    } finally {
      picture.close();
    }
  }

  #onError(error: unknown): void {
    this.#errors += 1;
    this.#dropped += this.#pushedMs.length;
    this.#reset();
    if (this.#errors >= maxErrors) {
      this.close();
      this.#options.onFailed(
        `This browser cannot decode the pictures (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  }

  #reset(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    this.#pushedMs.length = 0;
    this.#waitsForKey = true;
    if (decoder && decoder.state !== 'closed') {
      decoder.close();
    }
  }
}
