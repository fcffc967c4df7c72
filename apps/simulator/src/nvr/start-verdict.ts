/** What the recorder knows when somebody asks it to start a live stream. */
export type StartSituation = {
  /** Whether `SCREEN=16X` was sent with this UID. */
  readonly isSetUp: boolean;
  /** Whether the UID plays recordings. */
  readonly isPlaying: boolean;
  /** Whether the UID has a live stream of this camera already. */
  readonly isRunning: boolean;
  readonly runningStreams: number;
  readonly maxStreams: number;
  /** Since the last START of this camera with this UID; `undefined`: there was none. */
  readonly sinceLastStartMs: number | undefined;
  readonly churnMs: number;
};

/** How a START is answered: 200, 204 (asked again too soon) or refused. */
export type StartVerdict =
  | { readonly kind: 'start' }
  | { readonly kind: 'too-soon' }
  | { readonly kind: 'refuse'; readonly status: 400 | 503; readonly reason: string };

/**
 * Judges a START of live video (1.3, 2.1.1, E.1, NV34, NV35). Which status goes with which refusal is
 * nowhere documented: what the client did wrong is 400 here, what the recorder has no room for 503.
 */
export function judgeStart(situation: StartSituation): StartVerdict {
  const { isSetUp, isPlaying, isRunning, runningStreams, maxStreams } = situation;
  if (isPlaying) {
    return refuse(400, 'this UID plays recordings; stop the playback before live');
  }
  if (!isSetUp) {
    return refuse(400, 'hdrctl.cgi SCREEN=16X was not sent with this UID');
  }
  if (situation.sinceLastStartMs !== undefined && situation.sinceLastStartMs < situation.churnMs) {
    return { kind: 'too-soon' };
  }
  if (isRunning) {
    return refuse(503, 'this camera is streamed with this UID already');
  }
  return runningStreams >= maxStreams
    ? refuse(503, `this UID has ${runningStreams} live streams; expected less than ${maxStreams}`)
    : { kind: 'start' };
}

function refuse(status: 400 | 503, reason: string): StartVerdict {
  return { kind: 'refuse', status, reason };
}
