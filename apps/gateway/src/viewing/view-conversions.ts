import type { Transcodings } from '@casement/contract';
import type { Fmp4Piece, MediaUnit } from '@casement/media';
import type { AudioFormat, LiveCamera, MediaSupply, VideoFormat } from './live-cameras.js';

/** What a conversion makes. It runs while somebody takes from it, and is shared by all who do. */
export type ConvertedSupply<Format> = MediaSupply<Format> & {
  /**
   * Why it is not made at all (the budget is spent, ffmpeg is missing), in words; `undefined` while it runs, is about
   * to, or starts again. May change, told by `onChange`.
   */
  readonly refusal: string | undefined;
};

/** How motion JPEG is made; what is missing is chosen by the conversions. */
export type MjpegOptions = {
  readonly width?: number | undefined;
  readonly fps?: number | undefined;
  /** 1 to 100. */
  readonly quality?: number | undefined;
};

/** What goes into a remultiplexing for HLS. */
export type RemuxInput = {
  readonly video: MediaSupply<VideoFormat>;
  /** `undefined`: without sound. */
  readonly audio: MediaSupply<AudioFormat> | undefined;
};

/** Takes fragmented MP4. Called without waiting; must not throw. */
export type PieceListener = {
  piece(piece: Fmp4Piece): void;
  /** Nothing follows; `reason` in words. */
  ended(reason: string): void;
};

/**
 * What viewing needs of the conversions. It is a class so that Nest can inject what implements it; see
 * viewing.module.ts.
 */
export abstract class ViewConversions {
  /** Why nothing more would be converted to `target` now, in words; `undefined` when it would. */
  abstract refusal(camera: LiveCamera, target: 'h264' | 'mjpeg'): string | undefined;
  /** H.264 without B pictures. */
  abstract h264(
    camera: LiveCamera,
    source: MediaSupply<VideoFormat>,
    options?: { readonly height?: number | undefined },
  ): ConvertedSupply<VideoFormat>;
  /** JPEG pictures. */
  abstract mjpeg(
    camera: LiveCamera,
    source: MediaSupply<VideoFormat>,
    options?: MjpegOptions,
  ): ConvertedSupply<VideoFormat>;
  /** Opus, 48 kHz. */
  abstract opus(camera: LiveCamera, source: MediaSupply<AudioFormat>): ConvertedSupply<AudioFormat>;
  /** AAC-LC. */
  abstract aac(camera: LiveCamera, source: MediaSupply<AudioFormat>): ConvertedSupply<AudioFormat>;
  /**
   * One picture as JPEG.
   *
   * @throws {ProblemError} 503 when it cannot be made
   */
  abstract snapshot(
    unit: MediaUnit,
    options?: { readonly width?: number | undefined },
  ): Promise<Uint8Array>;
  /**
   * Fragmented MP4 for HLS; sound that is not AAC becomes AAC. Returns what ends it; idempotent.
   */
  abstract remux(camera: LiveCamera, input: RemuxInput, listener: PieceListener): () => void;
  /** All conversions, for administrators. */
  abstract list(): Transcodings;
}
