import type { TrackNeed } from './camera-track.js';
import type { GopOfBody } from './gop-of-body.js';
import type { GopNeed, RecorderCursor } from './recorder-cursor.js';
import type { TrackView } from './track-window.js';

/** Somebody who needs GOPs of one camera, and is told what became of each request. */
export type GopSeeker = {
  readonly camera: number;
  need(view: TrackView): TrackNeed | undefined;
  /** What will be needed a little later, while nothing is needed now. */
  soon?(view: TrackView, earlyMs: number): TrackNeed | undefined;
  /** A command was sent for the need. `isPosition`: one with a place of its own (GOTODATE). */
  sent(need: GopNeed, isPosition: boolean): void;
  received(
    result: GopOfBody,
    need: GopNeed,
    cursor: RecorderCursor,
    at: { readonly nowMs: number; readonly stale: boolean },
  ): void;
  /** No picture came. `isSure`: the recorder says that nothing is recorded there. */
  nothing(
    need: GopNeed,
    view: TrackView,
    at: { readonly nowMs: number; readonly isSure: boolean },
  ): void;
  failed(reason: string, nowMs: number, pauseMs?: number): void;
};
