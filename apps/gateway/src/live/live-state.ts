import { backoffMs } from '../net/backoff.js';
import { liveVideos } from './live-model.js';
import type {
  AfterStop,
  Live,
  LiveAction,
  LiveAttempt,
  LiveEvent,
  LivePolicy,
  LiveState,
  LiveStep,
  LiveTransport,
  LiveVideo,
  Pause,
} from './live-model.js';

const headersMs = 10_000;
const packetsMs = 8_000;
const randomAccessMs = 15_000;
const busyMs = 3_000;
const maxRefusals = 3;
const offlineMs = 20_000;
const unsupportedMs = 60_000;
/** After an interruption; longer when pictures do not come back, for the recorder's sake. */
const restartPolicy = { stepsMs: [2_000, 5_000, 10_000, 20_000], jitter: 0 };

/** A stream nobody watches. */
export const newLive: Live = { state: { name: 'off' }, refusals: 0, failures: 0 };

/** The next state. Pure; an event that means nothing in a state changes nothing. */
export function stepLive(live: Live, event: LiveEvent, policy: LivePolicy): LiveStep {
  const { state } = live;
  switch (event.type) {
    case 'open':
      return open(live);
    case 'close':
      return close(live);
    case 'lost':
      return lost(live);
    case 'leased':
      return state.name === 'session' ? start(live, event.attempt) : unchanged(live);
    case 'unavailable':
      return state.name === 'queued' ? unavailable(live, event.reason) : unchanged(live);
    case 'sent':
      return state.name === 'queued'
        ? to(live, { name: 'wait-headers', attempt: state.attempt }, headersMs)
        : unchanged(live);
    case 'accepted':
      return state.name === 'wait-headers'
        ? accepted(live, state.attempt, policy)
        : unchanged(live);
    case 'refused':
      return state.name === 'wait-headers' ? refused(live, state.attempt) : unchanged(live);
    case 'failed':
      return isStarting(state) ? restart(live, event.reason, state.attempt) : unchanged(live);
    case 'interrupted':
      return isStarted(state) ? restart(live, event.reason, state.attempt) : unchanged(live);
    case 'packet':
      return state.name === 'wait-packets'
        ? to(live, { name: 'wait-random-access', attempt: state.attempt }, randomAccessMs)
        : unchanged(live);
    case 'placeholder':
      return isStarted(state) ? otherVideoOr(live, state.attempt, policy, noJpeg) : unchanged(live);
    case 'picture':
      return isStarted(state) && state.name !== 'running'
        ? to(
            { ...live, failures: 0, refusals: 0 },
            { name: 'running', attempt: state.attempt },
            null,
          )
        : unchanged(live);
    case 'stopped':
      return state.name === 'stopping' ? stopped(live, state.next) : unchanged(live);
    case 'timeout':
      return timeout(live, event, policy);
  }
}

function unchanged(live: Live): LiveStep {
  return { live, actions: [], timerMs: undefined };
}

function to(
  live: Live,
  state: LiveState,
  timerMs: number | null,
  ...actions: readonly LiveAction[]
): LiveStep {
  return { live: { ...live, state }, actions, timerMs };
}

function start(live: Live, attempt: LiveAttempt): LiveStep {
  return to(live, { name: 'queued', attempt }, null, { type: 'start', attempt });
}

function stop(live: Live, next: AfterStop): LiveStep {
  return to(live, { name: 'stopping', next }, null, { type: 'stop' });
}

function waitThen(state: Pause): AfterStop {
  return { then: 'wait', state };
}

const noJpeg: Pause = {
  name: 'unsupported',
  reason: 'the recorder has no JPEG picture of this camera',
  waitMs: unsupportedMs,
  attempt: undefined,
};

const noPackets: Pause = {
  name: 'offline',
  reason: 'the recorder sends no pictures of this camera',
  waitMs: offlineMs,
  attempt: undefined,
};

function isStarting(
  state: LiveState,
): state is Extract<LiveState, { name: 'queued' | 'wait-headers' }> {
  return state.name === 'queued' || state.name === 'wait-headers';
}

function isStarted(
  state: LiveState,
): state is Extract<LiveState, { name: 'wait-packets' | 'wait-random-access' | 'running' }> {
  return ['wait-packets', 'wait-random-access', 'running'].includes(state.name);
}

function open(live: Live): LiveStep {
  const { state } = live;
  if (state.name === 'off') {
    return to(newLive, { name: 'session' }, null, { type: 'lease' });
  }
  if (state.name === 'stopping' && state.next.then === 'off') {
    const again: Pause = {
      name: 'restarting',
      reason: 'starting again',
      waitMs: 0,
      attempt: undefined,
    };
    return to(live, { name: 'stopping', next: waitThen(again) }, null);
  }
  return unchanged(live);
}

function close(live: Live): LiveStep {
  const { state } = live;
  switch (state.name) {
    case 'off':
      return unchanged(live);
    case 'session':
    case 'restarting':
    case 'busy':
    case 'offline':
    case 'unsupported':
      return to(newLive, { name: 'off' }, null, { type: 'release' });
    case 'queued':
    case 'wait-headers':
    case 'wait-packets':
    case 'wait-random-access':
    case 'running':
      return stop(live, { then: 'off' });
    case 'stopping':
      return to(live, { name: 'stopping', next: { then: 'off' } }, null);
  }
}

/** Whatever ran on the UID is over; a new UID is had as soon as the recorder gives one. */
function lost(live: Live): LiveStep {
  const { state } = live;
  switch (state.name) {
    case 'off':
    case 'session':
      return unchanged(live);
    case 'stopping':
      return state.next.then === 'off'
        ? to(newLive, { name: 'off' }, null, { type: 'drop' })
        : to(live, { name: 'session' }, null, { type: 'drop' }, { type: 'lease' });
    case 'queued':
    case 'wait-headers':
    case 'wait-packets':
    case 'wait-random-access':
    case 'running':
    case 'restarting':
    case 'busy':
    case 'offline':
    case 'unsupported':
      return to(live, { name: 'session' }, null, { type: 'drop' }, { type: 'lease' });
  }
}

function unavailable(live: Live, reason: string): LiveStep {
  return stop(
    live,
    waitThen({ name: 'unsupported', reason, waitMs: offlineMs, attempt: undefined }),
  );
}

function accepted(live: Live, attempt: LiveAttempt, policy: LivePolicy): LiveStep {
  const mayFallBack = policy.transport === 'auto' && attempt.transport === 'rtp';
  const waitMs = mayFallBack ? Math.min(policy.firstPacketMs, packetsMs) : packetsMs;
  return to({ ...live, refusals: 0 }, { name: 'wait-packets', attempt }, waitMs);
}

/** NV37: STOP, wait 3 s, at most three times. */
function refused(live: Live, attempt: LiveAttempt): LiveStep {
  const refusals = live.refusals + 1;
  if (refusals > maxRefusals) {
    const reason = 'the recorder has no stream to give for this camera';
    return stop({ ...live, refusals: 0 }, waitThen({ ...noPackets, reason }));
  }
  const pause: Pause = {
    name: 'busy',
    reason: `the recorder is busy (${refusals} of ${maxRefusals})`,
    waitMs: busyMs,
    attempt,
  };
  return stop({ ...live, refusals }, waitThen(pause));
}

function restart(live: Live, reason: string, attempt: LiveAttempt): LiveStep {
  const failures = live.failures + 1;
  const waitMs = backoffMs(restartPolicy, failures, 0);
  const pause: Pause = { name: 'restarting', reason, waitMs, attempt };
  return stop({ ...live, failures }, waitThen(pause));
}

function stopped(live: Live, next: AfterStop): LiveStep {
  switch (next.then) {
    case 'off':
      return to(newLive, { name: 'off' }, null, { type: 'release' });
    case 'start':
      return start(live, next.attempt);
    case 'wait':
      return to(live, next.state, next.state.waitMs);
  }
}

function timeout(
  live: Live,
  { rtpWorks, attempt }: Extract<LiveEvent, { type: 'timeout' }>,
  policy: LivePolicy,
): LiveStep {
  const { state } = live;
  switch (state.name) {
    case 'wait-headers':
      return restart(live, 'the recorder did not answer the start of the stream', state.attempt);
    case 'wait-packets':
      return withoutPackets(live, state.attempt, { rtpWorks, policy });
    case 'wait-random-access':
      return restart(live, 'the stream has no key frame', state.attempt);
    case 'restarting':
    case 'busy':
    case 'offline':
    case 'unsupported':
      return start(live, state.attempt ?? attempt);
    case 'off':
    case 'session':
    case 'queued':
    case 'running':
    case 'stopping':
      return unchanged(live);
  }
}

/**
 * No packet: a firewall when it is RTP and nothing of this recorder ever came that way, else the wrong
 * video format; in the end a camera that sends nothing.
 */
function withoutPackets(
  live: Live,
  attempt: LiveAttempt,
  { rtpWorks, policy }: { readonly rtpWorks: boolean; readonly policy: LivePolicy },
): LiveStep {
  if (policy.transport === 'auto' && attempt.transport === 'rtp' && !rtpWorks) {
    return stop(live, {
      then: 'start',
      attempt: { ...attempt, transport: 'http', fallback: 'transport' },
    });
  }
  return otherVideoOr(live, attempt, policy, noPackets);
}

/** Asks for what was not asked for in this round yet (B28); `pause` when that is nothing. */
function otherVideoOr(
  live: Live,
  attempt: LiveAttempt,
  policy: LivePolicy,
  pause: Pause,
): LiveStep {
  const tried: readonly LiveVideo[] = [...attempt.tried, attempt.video];
  const video = liveVideos.find((each) => !tried.includes(each));
  return policy.video !== 'auto' || video === undefined
    ? stop(live, waitThen(pause))
    : stop(live, {
        then: 'start',
        attempt: {
          transport: transportOf(video, attempt, policy),
          video,
          fallback: 'video',
          tried,
        },
      });
}

/** JPEG comes over HTTP only; after it the way is open again. */
function transportOf(
  video: LiveVideo,
  attempt: LiveAttempt,
  { transport }: LivePolicy,
): LiveTransport {
  if (video === 'JPEG') {
    return 'http';
  }
  return transport !== 'auto' ? transport : attempt.video === 'JPEG' ? 'rtp' : attempt.transport;
}
