import type { GopHeader } from '@casement/contract';
import type { ClockState } from './clock-follower.js';

/** What the page tells the worker that shows recorded pictures. */
export type ToGopWorker =
  | { readonly kind: 'canvas'; readonly canvas: OffscreenCanvas }
  | {
      readonly kind: 'clock';
      readonly state: ClockState;
      /** Nothing is recorded at the position. */
      readonly gap: boolean;
      /** When the message came, in milliseconds since 1970 by `performance`: page and worker count from other zeros. */
      readonly atMs: number;
    }
  | { readonly kind: 'gop'; readonly header: GopHeader; readonly data: Uint8Array<ArrayBuffer> }
  /** How many pixels of decoded pictures may be held. */
  | { readonly kind: 'budget'; readonly pixels: number };

/** Counters of a worker since it began; sizes as they are now. */
export type PictureStatistics = {
  /** Pictures that came out of the decoder. */
  readonly decoded: number;
  readonly shown: number;
  /** Left out because they were too late. */
  readonly skipped: number;
  /** That could not be decoded. */
  readonly damaged: number;
  /** Decoded pictures that are held, and the most that ever were. */
  readonly openFrames: number;
  readonly mostOpenFrames: number;
  /** Encoded GOPs that are held. */
  readonly bufferedGops: number;
  readonly bufferedBytes: number;
  /** How long decoding a picture takes, in milliseconds. */
  readonly pictureMs: number;
};

/** What the worker tells the page. */
export type FromGopWorker =
  | {
      readonly kind: 'picture';
      /** Recorder's time, in milliseconds since 1970. */
      readonly timeMs: number;
      readonly width: number;
      readonly height: number;
      /** How late it was, in milliseconds of real time. */
      readonly lagMs: number;
    }
  /** The screen is empty: nothing is recorded here. */
  | { readonly kind: 'blank' }
  /** What the picture waits for; null: it waits no more. */
  | { readonly kind: 'waiting'; readonly what: 'gop' | 'decoder' | null }
  /** This browser decodes too slowly: by how many seconds it is behind the clock; null: it keeps up. */
  | { readonly kind: 'behind'; readonly seconds: number | null }
  /** Pictures cannot be decoded, in words. Others may: what is told afterwards counts. */
  | { readonly kind: 'failed'; readonly words: string }
  /** This browser cannot decode the recording at all, in words. */
  | { readonly kind: 'unsupported'; readonly words: string }
  | ({ readonly kind: 'statistics' } & PictureStatistics);
