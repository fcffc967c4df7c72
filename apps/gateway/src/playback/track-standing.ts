import type { OpenGap } from './gap-search.js';
import type { GopNeed, NeedHistory } from './recorder-cursor.js';

/** What a camera needs of the recorder, not before `notBeforeMs` on the monotonic clock. */
export type TrackNeed = {
  readonly need: GopNeed;
  readonly history: NeedHistory;
  readonly notBeforeMs: number;
};

/** How a camera stands at the clock. */
export type TrackStanding =
  /** The clock may go on to `limitMs`; at `boundaryMs` the next GOP begins. */
  | { readonly state: 'ready'; readonly limitMs: number; readonly boundaryMs: number }
  | { readonly state: 'missing'; readonly limitMs: number }
  /** Nothing recorded; the clock may go to `jumpMs` when no camera has anything. */
  | { readonly state: 'gap'; readonly jumpMs: number | undefined; readonly gap: OpenGap }
  | { readonly state: 'failed'; readonly reason: string }
  /** The recorder's clock was put back: the recording goes on at an earlier time. */
  | { readonly state: 'back'; readonly jumpMs: number };
