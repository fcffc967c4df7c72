/** What the page tells the worker that decodes pictures. */
export type ToFramesWorker =
  | { readonly kind: 'canvas'; readonly canvas: OffscreenCanvas }
  /** Codec string for WebCodecs, `jpeg`, or null: no pictures. */
  | { readonly kind: 'start'; readonly video: string | null }
  /** One message of the stream, its header included. */
  | { readonly kind: 'frame'; readonly data: ArrayBuffer };

/** What the worker tells the page. */
export type FromFramesWorker =
  | {
      readonly kind: 'picture';
      /** On the stream's clock, in milliseconds. */
      readonly timeMs: number;
      readonly width: number;
      readonly height: number;
      readonly decodeMs: number;
      /** Frames that were not decoded, or not shown, since it began. */
      readonly dropped: number;
    }
  | { readonly kind: 'failed'; readonly words: string };
