import type { Playback, PlaybackCamera, PlaybackClockMessage } from '@casement/contract';
import type { SoundState } from '../../player/player.js';
import type { PictureStatistics } from './gop-worker-messages.js';

/** How one camera of a playback is shown, and what keeps it from being shown. */
export type PlaybackPictureState = {
  /** `frames`: picture by picture, everything works. `webrtc`: forward and pause only. null: not decided yet, or impossible. */
  readonly way: 'frames' | 'webrtc' | null;
  /** Why not the better way, in words; null: it is the best. */
  readonly why: string | null;
  /** What the picture waits for, in words; null: it does not. */
  readonly waiting: string | null;
  /** By how much this browser is behind the clock, in words; null: it keeps up. */
  readonly behind: string | null;
  /** Where nothing is recorded, as far as it is known; null: the position is in no gap. */
  readonly gap: { readonly from: string | null; readonly to: string | null } | null;
  /** Why there is no picture until something is mended, in words. */
  readonly failed: string | null;
  /** What the gateway says of the camera; null before it did. */
  readonly camera: PlaybackCamera | null;
  readonly sound: SoundState;
  /** Null where the browser counts by itself. */
  readonly statistics: PictureStatistics | null;
};

/** What is known, from which the state follows. */
export type PictureFacts = {
  readonly way: PlaybackPictureState['way'];
  readonly why: string | null;
  readonly clock: Pick<PlaybackClockMessage, 'state' | 'reason'> | null;
  readonly camera: PlaybackCamera | null;
  /** What the worker waits for. */
  readonly waits: 'gop' | 'decoder' | null;
  /** By how many seconds the worker is behind the clock. */
  readonly behindSeconds: number | null;
  /** What is wrong with the line, or what the gateway noted. */
  readonly note: string | null;
  /** What cannot be decoded here; the next picture takes it back. */
  readonly damaged: string | null;
  /** No way is left, or the playback is over. */
  readonly over: string | null;
  readonly sound: SoundState;
  readonly statistics: PictureStatistics | null;
  /** A picture was shown. */
  readonly hasPicture: boolean;
};

/** Before anything is known. */
export const noFacts: PictureFacts = {
  way: null,
  why: null,
  clock: null,
  camera: null,
  waits: null,
  behindSeconds: null,
  note: null,
  damaged: null,
  over: null,
  sound: 'off',
  statistics: null,
  hasPicture: false,
};

/** What a playback as a whole says of one of its cameras: for the way that has no messages of its own. */
export function factsOfPlayback(
  playback: Playback,
  camera: number,
): Pick<PictureFacts, 'clock' | 'camera'> {
  return {
    clock: { state: playback.state, reason: playback.reason },
    camera: playback.cameras.find(({ number }) => number === camera) ?? null,
  };
}

/** Puts into words what is known. */
export function stateOf(facts: PictureFacts): PlaybackPictureState {
  const { camera } = facts;
  const gap = camera?.state === 'gap' ? (camera.gap ?? { from: null, to: null }) : null;
  return {
    way: facts.way,
    why: facts.why,
    waiting: waitingWords(facts),
    behind: facts.behindSeconds === null ? null : `this browser is ${facts.behindSeconds} s behind`,
    gap,
    failed: failedWords(facts),
    camera,
    sound: facts.sound,
    statistics: facts.statistics,
  };
}

/** One line over the picture; null: the picture speaks for itself. `over` a picture or instead of one. */
export function noticeOf({ failed, gap, waiting, camera }: PlaybackPictureState): {
  readonly kind: 'failed' | 'gap' | 'waiting';
  readonly words: string;
} | null {
  if (failed !== null) {
    return { kind: 'failed', words: failed };
  }
  if (gap !== null) {
    return { kind: 'gap', words: camera?.reason ?? 'no recording' };
  }
  return waiting === null ? null : { kind: 'waiting', words: waiting };
}

function failedWords({ over, camera, clock, damaged }: PictureFacts): string | null {
  if (over !== null) {
    return over;
  }
  if (camera?.state === 'failed') {
    return camera.reason ?? clock?.reason ?? 'The recorder does not play this camera';
  }
  if (clock?.state === 'failed') {
    return clock.reason ?? 'The playback has failed';
  }
  return damaged;
}

function waitingWords(facts: PictureFacts): string | null {
  const { note, camera, clock, waits, behindSeconds, hasPicture } = facts;
  if (note !== null) {
    return note;
  }
  if (camera?.state === 'waiting' || clock?.state === 'waiting') {
    return camera?.reason ?? clock?.reason ?? 'waiting for the recorder';
  }
  if (waits === 'gop' || !hasPicture) {
    return camera?.reason ?? 'waiting for the recorder';
  }
  return waits === 'decoder' && behindSeconds === null ? 'decoding' : null;
}
