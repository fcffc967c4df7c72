import { retryDelayMs } from '../api/retry-delay.js';
import {
  type CameraNote,
  type TileEnd,
  type TileEvent,
  type TileModel,
  type TilePhase,
  type TileStep,
  tileTimes,
} from './tile-model.js';

/** The moment of a step and its share of chance, handed in so that every test is deterministic. */
export type StepContext = { readonly nowMs: number; readonly random: number };

/**
 * One step of a tile. Pure: the outside sends events, does the effect, and sends `due` when the phase's
 * time has come. No sequence of events ends in a phase without a way out: every phase but `paused` has a
 * time, and `paused` ends with `visibility`.
 */
export function stepTile(model: TileModel, event: TileEvent, context: StepContext): TileStep {
  const { phase } = model;
  if (event.kind === 'visibility') {
    return onVisibility(model, event.visible, context);
  }
  if (event.kind === 'camera') {
    return onCamera(model, event.note, context);
  }
  if (event.kind === 'gateway') {
    return onGateway(model, event.reachable, context);
  }
  if (phase.name === 'paused') {
    return stay(model);
  }
  switch (event.kind) {
    case 'connected':
      return phase.name === 'connecting'
        ? to(model, { name: 'waiting', dueMs: context.nowMs + patienceMs(model.camera) })
        : stay(model);
    case 'next-way':
      return phase.name === 'connecting' || phase.name === 'waiting'
        ? to(model, { name: 'connecting', dueMs: context.nowMs + tileTimes.connect })
        : stay(model);
    case 'picture':
      return onPicture(model, event.intervalMs, context);
    case 'arriving':
      return onArriving(model, context);
    case 'heard':
      return onHeard(model, context);
    case 'online':
      return onOnline(model, context);
    case 'ended':
      return isTrying(phase) ? end(model, event.end, context) : stay(model);
    case 'signed-in':
      return phase.name === 'signed-out' ? open(model, context) : stay(model);
    case 'another-way':
      return open(withoutPicture(model, context), context);
    case 'retry':
      return phase.name === 'playing' ? stay(model) : open(model, context);
    case 'due':
      return onDue(model, context);
  }
}

function onVisibility(model: TileModel, visible: boolean, context: StepContext): TileStep {
  if (visible) {
    return model.phase.name === 'paused' ? open({ ...model, failures: 0 }, context) : stay(model);
  }
  return model.phase.name === 'paused'
    ? stay(model)
    : { model: withoutPicture({ ...model, phase: { name: 'paused' } }, context), effect: 'close' };
}

function onCamera(model: TileModel, note: CameraNote, { nowMs, random }: StepContext): TileStep {
  const began = note.state === 'playing' && model.camera?.state !== 'playing';
  // Only the change counts: notes come every second and must not put the way out off for ever.
  const ceased = hasNothingToShow(note) && !hasNothingToShow(model.camera);
  const next = { ...model, camera: note };
  if (ceased && (model.phase.name === 'waiting' || model.phase.name === 'frozen')) {
    return to(next, { ...model.phase, dueMs: nowMs + tileTimes.renewWaiting });
  }
  if (!began) {
    return stay(next);
  }
  switch (model.phase.name) {
    case 'waiting':
      return to(next, sooner(model.phase, nowMs + tileTimes.firstPicture));
    case 'frozen':
      return to(next, sooner(model.phase, nowMs + tileTimes.reopenFrozen));
    case 'reconnecting':
    case 'failed':
      return to(next, sooner(model.phase, nowMs + random * tileTimes.spread));
    case 'connecting':
    case 'playing':
    case 'signed-out':
    case 'paused':
      return stay(next);
  }
}

function onGateway(model: TileModel, reachable: boolean, context: StepContext): TileStep {
  const { nowMs, random } = context;
  const cameBack = reachable && !model.gatewayReachable;
  // What the old gateway said about the camera is history once it is gone.
  const next = { ...model, gatewayReachable: reachable, camera: reachable ? model.camera : null };
  if (!cameBack) {
    return stay(next);
  }
  const { phase } = next;
  return phase.name === 'reconnecting' || phase.name === 'failed' || phase.name === 'signed-out'
    ? to(next, sooner(phase, nowMs + random * tileTimes.spread))
    : renew(next, context);
}

/** The network is back: every wait is over, and a connection that does not move is most likely dead. */
function onOnline(model: TileModel, context: StepContext): TileStep {
  const { name } = model.phase;
  return name === 'reconnecting' || name === 'failed' || name === 'signed-out'
    ? open(model, context)
    : renew(model, context);
}

/** Opens a new connection unless the old one shows that it lives. */
function renew(model: TileModel, context: StepContext): TileStep {
  const { phase } = model;
  if (phase.name !== 'playing') {
    return isTrying(phase) ? open(model, context) : stay(model);
  }
  const { nowMs } = context;
  const quietMs = Math.max(tileTimes.suspicious, 3 * (model.pictureIntervalMs ?? 0));
  return nowMs - phase.lastPictureMs >= quietMs
    ? open(withoutPicture(model, context), context)
    : to(model, sooner(phase, nowMs + quietMs));
}

function onPicture(model: TileModel, intervalMs: number | null, { nowMs }: StepContext): TileStep {
  const { phase } = model;
  if (!isTrying(phase)) {
    return stay(model);
  }
  const sinceMs = phase.name === 'playing' ? phase.sinceMs : nowMs;
  const frozenAfterMs = Math.max(tileTimes.frozen, tileTimes.frozenIntervals * (intervalMs ?? 0));
  return to(
    {
      ...model,
      pictureLostMs: null,
      lastPictureMs: nowMs,
      pictureIntervalMs: intervalMs,
      failures: nowMs - sinceMs >= tileTimes.healthy ? 0 : model.failures,
    },
    { name: 'playing', sinceMs, lastPictureMs: nowMs, dueMs: nowMs + frozenAfterMs },
  );
}

function onDue(model: TileModel, context: StepContext): TileStep {
  const { phase } = model;
  switch (phase.name) {
    case 'connecting':
      return end(model, again(`No connection within ${seconds(tileTimes.connect)} s`), context);
    case 'waiting':
      return hasNothingToShow(model.camera)
        ? open(model, context)
        : end(
            model,
            again(`Connected, but no picture within ${seconds(tileTimes.firstPicture)} s`),
            context,
          );
    case 'playing':
      return freeze(
        { ...model, pictureLostMs: phase.lastPictureMs, failures: model.failures + 1 },
        context,
      );
    case 'frozen':
    case 'reconnecting':
    case 'failed':
    case 'signed-out':
      return open(model, context);
    case 'paused':
      return stay(model);
  }
}

/** The picture stopped: how long the connection is kept depends on whose fault it seems to be. */
function freeze(model: TileModel, context: StepContext): TileStep {
  const { nowMs } = context;
  const reopenMs = nowMs + tileTimes.reopenFrozen;
  if (hasNothingToShow(model.camera)) {
    return to(model, { name: 'frozen', dueMs: nowMs + tileTimes.renewWaiting });
  }
  const deafMs = deafSinceMs(model);
  const dueMs = deafMs === null ? reopenMs : Math.min(reopenMs, deafMs + tileTimes.deaf);
  return dueMs <= nowMs ? open(model, context) : to(model, { name: 'frozen', dueMs });
}

/**
 * Since when a connection that should bring pictures is deaf; null when that says nothing about it: the camera has
 * none, nobody knows, or the gateway itself cannot be reached.
 */
function deafSinceMs({ camera, gatewayReachable, lastHeardMs }: TileModel): number | null {
  return camera?.state === 'playing' && gatewayReachable ? lastHeardMs : null;
}

/** A connection that still brings reports is not dead; that it brings no pictures is then not the network's fault. */
function onHeard(model: TileModel, { nowMs }: StepContext): TileStep {
  const { phase } = model;
  if (!isTrying(phase)) {
    return stay(model);
  }
  const next = { ...model, lastHeardMs: nowMs };
  if (phase.name !== 'frozen' || hasNothingToShow(model.camera) || model.lastPictureMs === null) {
    return to(next, phase);
  }
  const laterMs = Math.min(
    nowMs + tileTimes.deaf,
    model.lastPictureMs + tileTimes.frozen + tileTimes.reopenFrozen,
  );
  return to(next, { ...phase, dueMs: Math.max(phase.dueMs, laterMs) });
}

/** Postpones giving a connection up, but not beyond its limit after the last picture. */
function onArriving(model: TileModel, { nowMs }: StepContext): TileStep {
  const { phase, lastPictureMs } = model;
  if (phase.name !== 'frozen' || lastPictureMs === null) {
    return stay(model);
  }
  const laterMs = Math.min(
    nowMs + tileTimes.reopenFrozen,
    lastPictureMs + tileTimes.reopenArriving,
  );
  return laterMs > phase.dueMs ? to(model, { ...phase, dueMs: laterMs }) : stay(model);
}

/** A try or a running connection is over: say why, and when the next try comes. */
function end(model: TileModel, ended: TileEnd, context: StepContext): TileStep {
  const { nowMs, random } = context;
  const next = withoutPicture({ ...model, failures: model.failures + 1 }, context);
  if (mayReopenAtOnce(model, ended)) {
    return open(next, context);
  }
  const waitMs = ended.retryAfterMs ?? retryDelayMs(model.failures, random);
  switch (ended.severity) {
    case 'signed-out':
      return closing(next, { name: 'signed-out', dueMs: nowMs + tileTimes.signedOut });
    case 'failed':
      return closing(next, {
        name: 'failed',
        words: ended.words,
        dueMs: nowMs + (ended.retryAfterMs ?? retryDelayMs(Infinity, random)),
      });
    case 'again':
      return closing(next, { name: 'reconnecting', words: ended.words, dueMs: nowMs + waitMs });
  }
}

/** What was well until now most likely only changed its network: the first try does not wait. */
function mayReopenAtOnce(model: TileModel, { severity, retryAfterMs }: TileEnd): boolean {
  const { phase, failures } = model;
  // To freeze has counted as a failure already.
  const wasWell =
    (phase.name === 'playing' && failures === 0) || (phase.name === 'frozen' && failures <= 1);
  return wasWell && severity === 'again' && retryAfterMs === null;
}

function open(model: TileModel, { nowMs }: StepContext): TileStep {
  return {
    model: {
      ...model,
      lastHeardMs: null,
      pictureLostMs: model.pictureLostMs ?? model.lastPictureMs ?? nowMs,
      phase: { name: 'connecting', dueMs: nowMs + tileTimes.connect },
    },
    effect: 'open',
  };
}

function withoutPicture(model: TileModel, { nowMs }: StepContext): TileModel {
  return { ...model, pictureLostMs: model.pictureLostMs ?? model.lastPictureMs ?? nowMs };
}

/** The gateway knows this camera and has no picture of it just now, so a new connection would not help. */
function hasNothingToShow(camera: CameraNote | null): boolean {
  return camera !== null && camera.state !== 'playing' && camera.state !== 'idle';
}

/** How long a working connection may be without its first picture. */
function patienceMs(camera: CameraNote | null): number {
  return hasNothingToShow(camera) ? tileTimes.renewWaiting : tileTimes.firstPicture;
}

function isTrying(phase: TilePhase): boolean {
  return (
    phase.name === 'connecting' ||
    phase.name === 'waiting' ||
    phase.name === 'playing' ||
    phase.name === 'frozen'
  );
}

function sooner<Phase extends Exclude<TilePhase, { name: 'paused' }>>(
  phase: Phase,
  dueMs: number,
): Phase {
  return { ...phase, dueMs: Math.min(phase.dueMs, dueMs) };
}

function again(words: string): TileEnd {
  return { severity: 'again', words, retryAfterMs: null };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}

function to(model: TileModel, phase: TilePhase): TileStep {
  return { model: { ...model, phase }, effect: null };
}

function closing(model: TileModel, phase: TilePhase): TileStep {
  return { model: { ...model, phase }, effect: 'close' };
}

function stay(model: TileModel): TileStep {
  return { model, effect: null };
}
