import type { NalSyntax } from '../codec/nal/nal-syntax.js';
import type { VideoDescription } from './video-description.js';

/**
 * What the random access gate knows of one codec: its parameter sets, which of them a picture needs, and what it
 * learns about the stream from the pictures. One object per stream.
 */
export type CodecRules = {
  readonly syntax: NalSyntax;
  /** Grows whenever a parameter set is new or changes. */
  readonly parameterSetsVersion: number;
  /** Of the sets activated last; a new object whenever it changed. */
  readonly video: VideoDescription | undefined;
  /**
   * Remembers a parameter set.
   *
   * @throws {MediaError} when its ids cannot be read.
   */
  remember(nalUnit: Uint8Array): void;
  /** Forgets all parameter sets: what follows is another stream. */
  clear(): void;
  /**
   * The id of the PPS that a slice refers to.
   *
   * @throws {MediaError} kind `slice-header`.
   */
  ppsIdOfSlice(slice: Uint8Array): number;
  /**
   * The id of a PPS; `undefined` for other NAL units.
   *
   * @throws {MediaError} kind `pps`.
   */
  ppsIdOf(nalUnit: Uint8Array): number | undefined;
  /** All sets behind a PPS in the order in which they are read, the PPS last; `undefined` when one is missing. */
  setsFor(ppsId: number): readonly Uint8Array[] | undefined;
  /**
   * The sets of a random access picture are in force from now on.
   *
   * @throws {MediaError} when they cannot be read; nothing is known of the pictures then.
   */
  activate(sets: readonly Uint8Array[]): void;
  /** Pictures in front of the next one are missing. */
  noteGap(): void;
  /**
   * Notes the first slice of an admitted picture and says whether the picture may be shown before one that was
   * decoded earlier.
   *
   * @throws {MediaError} kind `slice-header`.
   */
  notePicture(firstSlice: Uint8Array): boolean;
  /** The timestamps show that pictures are shown in another order than they are sent. */
  noteReordered(): void;
  /** Whether pictures of this type cannot be decoded when decoding started at the random access picture before. */
  isSkippedLeadingType(type: number): boolean;
  /** Whether it is the type of random access pictures in front of which the stream itself was cut. */
  isCutType(type: number): boolean;
};
