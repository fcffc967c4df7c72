import { backoffMs } from '../net/backoff.js';
import type {
  AfterSound,
  Sound,
  SoundAction,
  SoundEvent,
  SoundNone,
  SoundState,
  SoundStep,
} from './sound-model.js';

/** What people read where a camera has no sound. */
export const noSoundWords = 'the recorder sends no sound of this camera';

const firstSoundMs = 8_000;
const restartPolicy = { stepsMs: [2_000, 5_000, 10_000, 20_000], jitter: 0 };
const pauseMs = 20_000;
/** A recorder that never gave any sound is not asked again and again. */
const maxFailures = 3;

/** The next state. Pure; an event that means nothing in a state changes nothing. */
export function stepSound(sound: Sound, event: SoundEvent): SoundStep {
  const { state } = sound;
  switch (event.type) {
    case 'listen':
      return listen({ ...sound, isWanted: true }, event.none);
    case 'forbidden':
      return state.name === 'starting'
        ? to(sound, { name: 'none', reason: event.reason }, null, { type: 'drop' })
        : unchanged(sound);
    case 'unlisten':
      return unlisten({ ...sound, isWanted: false, hadSound: false, failures: 0 });
    case 'pictures-came':
      return state.name === 'waiting'
        ? start({ ...sound, arePictures: true })
        : unchanged({ ...sound, arePictures: true });
    case 'pictures-end':
      return picturesEnd({ ...sound, arePictures: false });
    case 'dropped':
      return dropped({ ...sound, arePictures: false });
    case 'accepted':
      return state.name === 'starting'
        ? to(sound, { name: 'wait-sound' }, firstSoundMs)
        : unchanged(sound);
    case 'refused':
      return state.name === 'starting' ? refused(sound) : unchanged(sound);
    case 'failed':
      return state.name === 'starting' ? restart(sound, event.reason) : unchanged(sound);
    case 'sound':
      // The recorder may send before it answers.
      return isUp(state) && state.name !== 'running'
        ? to({ ...sound, hadSound: true, failures: 0 }, { name: 'running' }, null)
        : unchanged(sound);
    case 'interrupted':
      return isStarted(state) ? restart(sound, event.reason) : unchanged(sound);
    case 'stopped':
      return state.name === 'stopping' ? stopped(sound, state.next) : unchanged(sound);
    case 'timeout':
      return timeout(sound);
  }
}

function unchanged(sound: Sound): SoundStep {
  return { sound, actions: [], timerMs: undefined };
}

function to(
  sound: Sound,
  state: SoundState,
  timerMs: number | null,
  ...actions: readonly SoundAction[]
): SoundStep {
  return { sound: { ...sound, state }, actions, timerMs };
}

function start(sound: Sound): SoundStep {
  return sound.arePictures
    ? to(sound, { name: 'starting' }, null, { type: 'start' })
    : to(sound, { name: 'waiting' }, null);
}

function stop(sound: Sound, next: AfterSound): SoundStep {
  return to(sound, { name: 'stopping', next }, null, { type: 'stop' });
}

function isUp(state: SoundState): boolean {
  return state.name === 'starting' || isStarted(state);
}

function isStarted(state: SoundState): boolean {
  return state.name === 'wait-sound' || state.name === 'running';
}

function listen(sound: Sound, none: string | undefined): SoundStep {
  const { state } = sound;
  switch (state.name) {
    case 'off':
    case 'none':
      return none === undefined ? start(sound) : to(sound, { name: 'none', reason: none }, null);
    case 'stopping':
      return state.next === 'off'
        ? to(sound, { name: 'stopping', next: 'again' }, null)
        : unchanged(sound);
    case 'waiting':
    case 'starting':
    case 'wait-sound':
    case 'running':
    case 'pause':
      return unchanged(sound);
  }
}

function unlisten(sound: Sound): SoundStep {
  const { state } = sound;
  if (isUp(state)) {
    return stop(sound, 'off');
  }
  return state.name === 'stopping'
    ? to(sound, { name: 'stopping', next: 'off' }, null)
    : to(sound, { name: 'off' }, null);
}

function picturesEnd(sound: Sound): SoundStep {
  if (isUp(sound.state)) {
    return stop(sound, 'again');
  }
  return sound.state.name === 'pause' ? to(sound, { name: 'waiting' }, null) : unchanged(sound);
}

function dropped(sound: Sound): SoundStep {
  const { state } = sound;
  const next: SoundState = { name: sound.isWanted ? 'waiting' : 'off' };
  if (isUp(state)) {
    return to(sound, next, null, { type: 'drop' });
  }
  if (state.name === 'stopping') {
    const isOver = typeof state.next === 'object' && state.next.name === 'none';
    return to(sound, isOver ? state.next : next, null, { type: 'drop' });
  }
  return state.name === 'pause' ? to(sound, next, null) : unchanged(sound);
}

/** Nothing runs, so that nothing has to be stopped. */
function refused(sound: Sound): SoundStep {
  const none: SoundNone = { name: 'none', reason: noSoundWords };
  return to(sound, none, null, { type: 'drop' }, { type: 'note-none' });
}

function restart(sound: Sound, reason: string): SoundStep {
  const failures = sound.failures + 1;
  if (failures > maxFailures && !sound.hadSound) {
    return giveUp(sound, reason);
  }
  const waitMs = backoffMs(restartPolicy, failures, 0);
  return stop({ ...sound, failures }, { name: 'pause', reason, waitMs });
}

function stopped(sound: Sound, next: AfterSound): SoundStep {
  if (next === 'off') {
    return to(sound, { name: 'off' }, null);
  }
  if (next === 'again') {
    return start(sound);
  }
  if (next.name === 'none') {
    return to(sound, next, null);
  }
  return sound.arePictures ? to(sound, next, next.waitMs) : to(sound, { name: 'waiting' }, null);
}

function timeout(sound: Sound): SoundStep {
  switch (sound.state.name) {
    case 'wait-sound':
      return nothingCame(sound);
    case 'pause':
      return start(sound);
    case 'off':
    case 'waiting':
    case 'starting':
    case 'running':
    case 'stopping':
    case 'none':
      return unchanged(sound);
  }
}

/** A camera whose sound was heard is asked again; one that never had any is left alone. */
function nothingCame(sound: Sound): SoundStep {
  if (sound.hadSound) {
    return stop(sound, { name: 'pause', reason: noSoundWords, waitMs: pauseMs });
  }
  return giveUp(sound, noSoundWords);
}

function giveUp(sound: Sound, reason: string): SoundStep {
  const next: SoundState = { name: 'stopping', next: { name: 'none', reason } };
  return to(sound, next, null, { type: 'stop' }, { type: 'note-none' });
}
