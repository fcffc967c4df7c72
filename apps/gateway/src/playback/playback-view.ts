import type { Playback, PlaybackCamera } from '@casement/contract';
import type { TrackStanding } from './camera-track.js';
import type { OpenGap } from './gap-search.js';
import { toHundredths } from './playback-clock.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { ClockState, KeptSound } from './playback-output.js';
import { gapInWords, openGapInWords, waitingForRecorder } from './playback-words.js';

/** What the view of a camera is made of. */
export type CameraFacts = {
  readonly number: number;
  readonly standing: TrackStanding;
  /** Time of the picture on screen. */
  readonly shownMs: number | undefined;
  readonly video: PlaybackCamera['video'];
  readonly audio: KeptSound['codec'] | null;
  readonly notice: string | undefined;
};

/** What the view of a playback is made of. */
export type PlaybackFacts = {
  readonly id: string;
  readonly recorder: string;
  readonly clockId: string;
  readonly timeZone: string;
  readonly clock: ClockState;
  /** It is to run. */
  readonly wantsRun: boolean;
  readonly isClosed: boolean;
  /** No other camera is on the clock. */
  readonly isOnly: boolean;
  /** Why the recorder gives nothing. */
  readonly recorderReason: string | undefined;
  readonly endReason: string | undefined;
  readonly cameras: readonly CameraFacts[];
};

/** A time of the recorder as the contract writes it. */
export function isoTime(ms: number): string {
  return new Date(toHundredths(ms)).toISOString();
}

/** The playback as the contract shows it. */
export function playbackView(facts: PlaybackFacts): Playback {
  const { clock } = facts;
  const cameras = facts.cameras.map((camera) => cameraView(camera, facts));
  const state = stateOf(facts, cameras);
  const waiting = cameras.find((camera) => camera.state === 'waiting') ?? cameras[0];
  const hasReason = state === 'waiting' || state === 'failed' || waiting?.state === 'waiting';
  return {
    id: facts.id,
    recorder: facts.recorder,
    state,
    direction: clock.direction,
    speed: clock.speed,
    reason: facts.endReason ?? (hasReason ? (waiting?.reason ?? waitingForRecorder) : null),
    position: isoTime(clock.positionMs),
    clock: facts.clockId,
    cameras,
  };
}

function stateOf(
  { isClosed, wantsRun, clock }: PlaybackFacts,
  cameras: readonly PlaybackCamera[],
): Playback['state'] {
  if (isClosed) {
    return 'stopped';
  }
  if (cameras.length > 0 && cameras.every(({ state }) => state === 'failed')) {
    return 'failed';
  }
  return wantsRun ? (clock.running ? 'playing' : 'waiting') : 'paused';
}

function cameraView(camera: CameraFacts, facts: PlaybackFacts): PlaybackCamera {
  const { standing } = camera;
  const base = {
    number: camera.number,
    position: camera.shownMs === undefined ? null : isoTime(camera.shownMs),
    gap: null,
    video: camera.video,
    audio: camera.audio,
  };
  switch (standing.state) {
    case 'ready':
    case 'back':
      return { ...base, ...readyState(facts, camera.notice) };
    case 'missing':
      return {
        ...base,
        state: 'waiting',
        reason: facts.recorderReason ?? camera.notice ?? waitingForRecorder,
      };
    case 'failed':
      return { ...base, state: 'failed', reason: standing.reason };
    case 'gap':
      return { ...base, ...gapState(standing.gap, facts) };
  }
}

function readyState(
  { wantsRun, isOnly, clock, recorderReason }: PlaybackFacts,
  notice: string | undefined,
): Pick<PlaybackCamera, 'state' | 'reason'> {
  const reason = notice ?? recorderReason ?? null;
  if (!wantsRun) {
    return { state: 'paused', reason };
  }
  const others = isOnly ? waitingForRecorder : 'waiting for the other cameras';
  return clock.running
    ? { state: 'playing', reason }
    : { state: 'waiting', reason: reason ?? others };
}

function gapState(
  { fromMs, toMs, reason, isOver }: OpenGap,
  { timeZone, wantsRun, recorderReason }: PlaybackFacts,
): Pick<PlaybackCamera, 'state' | 'reason' | 'gap'> {
  if (fromMs !== undefined && toMs !== undefined) {
    const gap = { from: isoTime(fromMs), to: isoTime(toMs) };
    const words = gapInWords({ fromMs, toMs, reason }, timeZone);
    return { state: reason === undefined ? 'gap' : 'failed', reason: words, gap };
  }
  const edgeMs = fromMs ?? toMs ?? 0;
  const direction: PlaybackDirection = fromMs === undefined ? -1 : 1;
  const search = isOver ? 'over' : wantsRun ? 'looking' : 'resting';
  const words = recorderReason ?? openGapInWords(edgeMs, direction, timeZone, search);
  return { state: 'gap', reason: words, gap: { from: isoTime(edgeMs), to: null } };
}
