import type { Camera, Recorder } from '@casement/contract';
import type { TilePhaseName } from '../player/tile-model.js';

/** How something is. Drawn with a colour and a shape of its own, and never without words. */
export type Mark = 'ok' | 'busy' | 'warn' | 'bad' | 'idle';

export type MarkedWords = { readonly mark: Mark; readonly words: string };

/** How a recorder is, in a word. */
export function recorderMark(recorder: Recorder): MarkedWords {
  switch (recorder.state) {
    case 'online':
      return { mark: 'ok', words: 'online' };
    case 'connecting':
      return { mark: 'busy', words: 'connecting' };
    case 'degraded':
      return { mark: 'warn', words: 'degraded' };
    case 'offline':
      return { mark: 'bad', words: 'offline' };
    case 'refused':
      return { mark: 'bad', words: 'refused' };
  }
}

/**
 * A recorder's reason without what stands beside it already: its state ("refused: all sessions in use")
 * and the wait that the page counts down itself ("reconnecting in 6 s: no answer").
 */
export function reasonWords(reason: string, state: string): string {
  const words = reason.replace(/^reconnecting in \d+ s: /, '');
  return words.toLowerCase().startsWith(`${state}: `) ? words.slice(state.length + 2) : words;
}

/** How a camera is, in a word or two. Nobody watching an upright camera is "ready". */
export function cameraMark(camera: Camera): MarkedWords {
  if (camera.connection === 'error') {
    return { mark: 'bad', words: 'no signal' };
  }
  if (camera.connection === 'unregistered') {
    return { mark: 'idle', words: 'not registered' };
  }
  switch (camera.live.state) {
    case 'playing':
      return { mark: 'ok', words: 'live' };
    case 'starting':
      return { mark: 'busy', words: 'starting' };
    case 'waiting':
      return { mark: 'warn', words: 'waiting' };
    case 'failed':
      return { mark: 'bad', words: 'failed' };
    case 'idle':
      return { mark: 'idle', words: 'ready' };
  }
}

const phaseMarks: Readonly<Record<TilePhaseName, MarkedWords>> = {
  connecting: { mark: 'busy', words: 'connecting' },
  waiting: { mark: 'busy', words: 'waiting' },
  playing: { mark: 'ok', words: 'live' },
  frozen: { mark: 'bad', words: 'not live' },
  reconnecting: { mark: 'warn', words: 'reconnecting' },
  failed: { mark: 'bad', words: 'no picture' },
  'signed-out': { mark: 'idle', words: 'signed out' },
  paused: { mark: 'idle', words: 'paused' },
};

/** How a tile is, in a word or two. */
export function phaseMark(phase: TilePhaseName): MarkedWords {
  return phaseMarks[phase];
}
