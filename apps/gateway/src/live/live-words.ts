import type { ListedCamera } from '../recorders/camera-list.js';
import type { QueuePlace } from '../recorders/command-queue.js';
import type { RecorderStatus } from '../recorders/recorder-status.js';
import type { AfterStop, LiveState, LiveVideo } from './live-model.js';

/** What the page shows: a word of the contract and a sentence. */
export type LiveWords = {
  readonly state: 'idle' | 'starting' | 'playing' | 'waiting' | 'failed';
  readonly reason: string | null;
};

/** As people write them. */
const videoNames: Readonly<Record<LiveVideo, string>> = {
  H264: 'H.264',
  H265: 'H.265',
  JPEG: 'JPEG',
};

/** What others know of a stream: why it has no UID yet, where START stands, and that its pictures pause. */
export type LiveCircumstances = {
  readonly session: LiveWords;
  readonly queue: string;
  readonly havePaused: boolean;
};

/** A state in words, with what those know who know more. */
export function liveInWords(
  state: LiveState,
  { session, queue, havePaused }: LiveCircumstances,
): LiveWords {
  switch (state.name) {
    case 'off':
      return { state: 'idle', reason: null };
    case 'session':
      return session;
    case 'queued':
      return { state: 'starting', reason: queue };
    case 'wait-headers':
      return { state: 'starting', reason: 'starting the stream' };
    case 'wait-packets':
      return {
        state: 'starting',
        reason: `waiting for the first picture over ${state.attempt.transport.toUpperCase()}`,
      };
    case 'wait-random-access':
      return { state: 'starting', reason: 'waiting for the first key frame' };
    case 'running':
      return havePaused
        ? { state: 'waiting', reason: 'no picture comes from the recorder' }
        : { state: 'playing', reason: null };
    case 'restarting':
    case 'busy':
    case 'offline':
      return {
        state: 'waiting',
        reason: `${state.reason}; trying again in ${Math.max(1, Math.ceil(state.waitMs / 1000))} s`,
      };
    case 'unsupported':
      return { state: 'failed', reason: state.reason };
    case 'stopping':
      return afterStopInWords(state.next);
  }
}

function afterStopInWords(next: AfterStop): LiveWords {
  switch (next.then) {
    case 'off':
      return { state: 'idle', reason: null };
    case 'start':
      return {
        state: 'starting',
        reason:
          next.attempt.fallback === 'transport'
            ? 'no picture came over RTP: trying HTTP'
            : `no picture came: trying ${videoNames[next.attempt.video]}`,
      };
    case 'wait':
      return {
        state: next.state.name === 'unsupported' ? 'failed' : 'waiting',
        reason: next.state.reason,
      };
  }
}

/** Why a stream has no UID yet: what the recorder does is what it waits for. */
export function sessionWords(status: RecorderStatus | undefined): LiveWords {
  if (status === undefined) {
    return { state: 'starting', reason: 'the settings of the recorder are being changed' };
  }
  switch (status.state) {
    case 'online':
      return { state: 'starting', reason: 'waiting for a session of the recorder' };
    case 'connecting':
      return { state: 'starting', reason: status.reason };
    case 'degraded':
    case 'offline':
    case 'refused':
      return { state: 'waiting', reason: status.reason };
  }
}

/** Where START stands among the recorder's commands. */
export function queueWords(place: QueuePlace | undefined): string {
  if (place === undefined || (place.ahead === 0 && place.etaMs === 0)) {
    return 'starting the stream';
  }
  const seconds = Math.max(1, Math.ceil(place.etaMs / 1000));
  const commands = place.ahead === 1 ? '1 command' : `${place.ahead} commands`;
  return place.ahead === 0
    ? `waiting its turn (about ${seconds} s)`
    : `waiting its turn: ${commands} before this one (about ${seconds} s)`;
}

/** Adds what is known about the camera itself: it explains a picture that does not come. */
export function cameraWords(words: LiveWords, listed: ListedCamera | undefined): LiveWords {
  return listed?.connection === 'error' && words.state !== 'idle' && words.state !== 'playing'
    ? { ...words, reason: `the recorder has lost this camera; ${words.reason ?? 'waiting'}` }
    : words;
}
