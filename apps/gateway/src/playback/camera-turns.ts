import type { CameraTrack } from './camera-track.js';
import type { WantedCommand } from './drive-plan.js';
import { planPull } from './cursor-plan.js';
import type { RecorderCursor } from './recorder-cursor.js';
import type { TrackView } from './track-window.js';

/** How the recorder stands while it is asked for a turn. */
export type TurnMoment = {
  readonly view: TrackView;
  readonly cursor: RecorderCursor;
  /** Something is being pulled. */
  readonly isPulling: boolean;
  readonly nowMs: number;
};

/** How much is fetched ahead before another camera of the UID sends the recorder elsewhere, and how long is waited for it. */
const fillMs = 10_000;
const fillPatienceMs = 15_000;
const fillLookMs = 20;

/** Whose turn it is to send the recorder elsewhere: commands concern all cameras of a UID (E.3). */
export class CameraTurns {
  readonly #tracks: readonly CameraTrack[];
  readonly #lookAgainAt: (atMs: number) => void;
  #sinceMs: number | undefined;

  /** `lookAgainAt`: on the monotonic clock, whoever was refused is to ask again. */
  constructor(tracks: readonly CameraTrack[], lookAgainAt: (atMs: number) => void) {
    this.#tracks = tracks;
    this.#lookAgainAt = lookAgainAt;
  }

  /** The recorder is sent elsewhere. */
  taken(): void {
    this.#sinceMs = undefined;
  }

  /**
   * Whether the recorder may be sent elsewhere now: a seek at once, anything else when nobody is being served, or when the
   * others had time to fetch ahead.
   */
  isFree({ need, seeker }: WantedCommand, moment: TurnMoment): boolean {
    const { view, isPulling, nowMs } = moment;
    const own = this.#tracks.find((track) => track === seeker);
    const isWaited = own?.standing(view).state !== 'ready';
    if (need.kind === 'at' && (isWaited || !view.running)) {
      return true;
    }
    if (isPulling) {
      return false;
    }
    const others = this.#tracks.filter(
      (track) => track !== seeker && track.standing(view).state === 'ready',
    );
    if (!view.running || others.length === 0 || (isWaited && need.kind !== 'probe')) {
      return true;
    }
    this.#sinceMs ??= nowMs;
    setFill(others, fillMs);
    if (!others.every((it) => isFull(it, moment)) && nowMs - this.#sinceMs < fillPatienceMs) {
      this.#lookAgainAt(nowMs + fillLookMs);
      return false;
    }
    setFill(others, 0);
    return true;
  }
}

function setFill(tracks: readonly CameraTrack[], ms: number): void {
  for (const track of tracks) {
    track.fillMs = ms;
  }
}

/** Whether pulling as the recorder stands brings this camera nothing more. */
function isFull(track: CameraTrack, { view, cursor }: TurnMoment): boolean {
  const need = track.need(view);
  return (
    need === undefined || planPull(cursor, track.camera, need.need, need.history).kind === 'command'
  );
}
