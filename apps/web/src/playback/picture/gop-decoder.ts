import type { DecodeAim } from './decode-plan.js';
import type { HeldGop } from './held-gop.js';
import type { OpenPicture } from './picture-shelf.js';

/** Decodes pictures of one GOP at a time. Every picture that it gives away has to be closed. */
export type GopDecoder = {
  /** The GOP at work; undefined: none. */
  readonly gop: HeldGop | undefined;
  /** Pictures that it is asked for are still to come. */
  readonly isBusy: boolean;
  /** How long a picture takes, in milliseconds. */
  readonly pictureMs: number;
  /** Whether a picture of the GOP at work is still to come, or can. */
  isComing(index: number): boolean;
  /** Takes on an aim: goes on with the GOP at work where that is possible, and begins again with its key picture elsewhere. */
  aim(aim: DecodeAim): void;
  /** Looks after itself, once per tick. */
  tick(): void;
  /** Idempotent. */
  close(): void;
};

export type GopDecoderHandlers = {
  readonly onPicture: (gop: HeldGop, index: number, picture: OpenPicture) => void;
  /** These pictures cannot be decoded; in words why, or null when they only never came. */
  readonly onLost: (gop: HeldGop, indexes: readonly number[], words: string | null) => void;
  /** Nothing came out for long although it should: maybe too many pictures are held. */
  readonly onStalled: (gop: HeldGop) => void;
  /** All of a GOP that was asked for is out, or given up. */
  readonly onIdle: () => void;
};
