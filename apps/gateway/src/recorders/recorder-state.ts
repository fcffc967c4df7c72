import { backoffMs, loginBackoff } from '../net/backoff.js';
import type { SessionCause } from './session-cause.js';

/** One UID carries at most this many live streams, each camera once (NVR 1.3). */
export const maxCamerasPerUid = 16;

/** A wrong password is offered again only after this time: recorders lock out who tries more often. */
export const credentialsRetryMs = 5 * 60_000;

/** When all UIDs are taken, somebody has to go first; a UID that nobody uses dies after 90 s. */
const sessionsFullRetryMs = 60_000;

/** Two sessions lost within this time mean that another client needs them; as long we keep away. */
const evictionWindowMs = 60_000;

/** When a session has to be had again, and why it is not there. */
export type Outage = { readonly cause: SessionCause; readonly retryAtMs: number };

/**
 * The states of one session with a recorder, that is, of one UID (decision E.1). Each carries what exists
 * in it and nothing else.
 */
export type SessionState =
  /** No UID, and no attempt to get one. `outage` after a failure: then nothing is tried before its time. */
  | { readonly name: 'none'; readonly outage: Outage | undefined }
  /** `dlogin.cgi` is under way, or waits for its turn. */
  | { readonly name: 'login' }
  /** A UID without streams. `prepared`: it was told once that live pictures follow (hdrctl SCREEN). */
  | { readonly name: 'idle'; readonly uid: string; readonly prepared: boolean }
  | { readonly name: 'live'; readonly uid: string; readonly cameras: ReadonlySet<number> }
  /** Live and playback exclude each other on one UID (NVR 1.3). */
  | { readonly name: 'playback'; readonly uid: string; readonly prepared: boolean }
  /** The password is wrong: only a person or a long wait leads out. */
  | { readonly name: 'auth-failed'; readonly retryAtMs: number }
  /** The gateway let go of it. */
  | { readonly name: 'closed' };

/** A session and what it remembers of its predecessors. */
export type Session = {
  readonly state: SessionState;
  /** Failed logins since the last success. */
  readonly failures: number;
  /** When sessions were lost, within the eviction window. */
  readonly lostAtMs: readonly number[];
};

/** What happens to a session. Times are on a monotonic clock, `random` is 0 up to 1. */
export type SessionEvent =
  /** Somebody wants a session, or the time to try again may have come. */
  | { readonly type: 'need'; readonly nowMs: number }
  | { readonly type: 'logged-in'; readonly uid: string }
  /** 401 to the digest response. */
  | { readonly type: 'credentials-refused'; readonly nowMs: number }
  | {
      readonly type: 'login-failed';
      readonly cause: SessionCause;
      readonly nowMs: number;
      readonly random: number;
    }
  | { readonly type: 'live-wanted' }
  | { readonly type: 'playback-wanted' }
  /** Whoever played back on this UID has let go of it. */
  | { readonly type: 'playback-over' }
  | { readonly type: 'start'; readonly camera: number }
  | { readonly type: 'stop'; readonly camera: number }
  /** 30 s without a command. */
  | { readonly type: 'silent' }
  /** The UID is of no use any more. */
  | {
      readonly type: 'lost';
      readonly cause: SessionCause;
      readonly nowMs: number;
      readonly random: number;
    }
  /** A person asks for it, or the settings changed: forget the failures. */
  | { readonly type: 'reset' }
  | { readonly type: 'shutdown' };

/** What is to be done. */
export type SessionAction =
  | { readonly type: 'login' }
  | { readonly type: 'set-up-live'; readonly uid: string }
  | { readonly type: 'set-up-playback'; readonly uid: string }
  | { readonly type: 'stop-playback'; readonly uid: string }
  | { readonly type: 'push-start'; readonly uid: string; readonly camera: number }
  | { readonly type: 'push-stop'; readonly uid: string; readonly camera: number }
  | { readonly type: 'keep-alive'; readonly uid: string }
  /** The holders of this UID's streams have to find another session. */
  | { readonly type: 'tell-lost'; readonly uid: string; readonly cause: SessionCause }
  | { readonly type: 'logout'; readonly uid: string }
  | { readonly type: 'retry-at'; readonly atMs: number }
  /** This UID cannot do that: another one is needed. */
  | { readonly type: 'refuse'; readonly reason: SessionRefusal };

/** Why a UID cannot take on something. */
export type SessionRefusal =
  'camera-runs-already' | 'uid-is-full' | 'uid-plays-back' | 'uid-is-live' | 'no-uid';

export type SessionStep = { readonly session: Session; readonly actions: readonly SessionAction[] };

/** A session that nobody needed yet. */
export const newSession: Session = {
  state: { name: 'none', outage: undefined },
  failures: 0,
  lostAtMs: [],
};

/** The next state and what is to be done. Pure; an event that means nothing in a state changes nothing. */
export function stepSession(session: Session, event: SessionEvent): SessionStep {
  switch (event.type) {
    case 'reset':
      return reset(session);
    case 'shutdown':
      return shutdown(session);
    case 'lost':
      return lost(session, event);
    case 'need':
      return need(session, event.nowMs);
    case 'logged-in':
    case 'credentials-refused':
    case 'login-failed':
      return session.state.name === 'login' ? afterLogin(session, event) : unchanged(session);
    case 'silent':
      return silent(session);
    case 'live-wanted':
    case 'playback-wanted':
    case 'playback-over':
    case 'start':
    case 'stop':
      return use(session, event);
  }
}

/** The UID of a session, when it has one. */
export function uidOf({ state }: Session): string | undefined {
  return 'uid' in state ? state.uid : undefined;
}

function unchanged(session: Session): SessionStep {
  return { session, actions: [] };
}

function to(
  session: Session,
  state: SessionState,
  ...actions: readonly SessionAction[]
): SessionStep {
  return { session: { ...session, state }, actions };
}

function need(session: Session, nowMs: number): SessionStep {
  const { state } = session;
  const isDue =
    (state.name === 'none' && (state.outage === undefined || state.outage.retryAtMs <= nowMs)) ||
    (state.name === 'auth-failed' && state.retryAtMs <= nowMs);
  return isDue ? to(session, { name: 'login' }, { type: 'login' }) : unchanged(session);
}

function afterLogin(
  session: Session,
  event: Extract<
    SessionEvent,
    { type: 'logged-in' } | { type: 'credentials-refused' } | { type: 'login-failed' }
  >,
): SessionStep {
  switch (event.type) {
    case 'logged-in':
      return to({ ...session, failures: 0 }, { name: 'idle', uid: event.uid, prepared: false });
    case 'credentials-refused': {
      const retryAtMs = event.nowMs + credentialsRetryMs;
      return to(session, { name: 'auth-failed', retryAtMs }, { type: 'retry-at', atMs: retryAtMs });
    }
    case 'login-failed': {
      const failures = session.failures + 1;
      const waitMs = waitAfterFailure(event.cause, failures, event.random);
      return outage({ ...session, failures }, event.cause, event.nowMs + waitMs);
    }
  }
}

/** Certificates and full recorders change when a person does something, so hurry is of no use there. */
function waitAfterFailure(cause: SessionCause, failures: number, random: number): number {
  return ['sessions-full', 'own-limit', 'certificate'].includes(cause.kind)
    ? Math.round(sessionsFullRetryMs * (1 + loginBackoff.jitter * random))
    : backoffMs(loginBackoff, failures, random);
}

function outage(session: Session, cause: SessionCause, retryAtMs: number): SessionStep {
  return to(
    session,
    { name: 'none', outage: { cause, retryAtMs } },
    { type: 'retry-at', atMs: retryAtMs },
  );
}

/**
 * A first loss is repaired at once. Losing sessions again and again is not answered with more logins: after
 * the second one within a minute the gateway keeps away, for a minute when another client took them.
 */
function lost(session: Session, event: Extract<SessionEvent, { type: 'lost' }>): SessionStep {
  const uid = uidOf(session);
  if (uid === undefined) {
    return unchanged(session);
  }
  const { nowMs, random } = event;
  const lostAtMs = [...session.lostAtMs.filter((at) => nowMs - at < evictionWindowMs), nowMs];
  const isEviction = lostAtMs.length > 1 && event.cause.kind === 'uid-invalid';
  const cause: SessionCause = isEviction ? { kind: 'evicted' } : event.cause;
  const waitMs = waitAfterLoss(cause, lostAtMs.length, random);
  const step = outage({ ...session, lostAtMs }, cause, nowMs + waitMs);
  return { ...step, actions: [{ type: 'tell-lost', uid, cause }, ...step.actions] };
}

function waitAfterLoss(cause: SessionCause, losses: number, random: number): number {
  if (cause.kind === 'evicted') {
    return Math.round(evictionWindowMs * (1 + loginBackoff.jitter * random));
  }
  // 503 asks for time even the first time (B71).
  const failures = cause.kind === 'busy' ? losses : losses - 1;
  return failures === 0 ? 0 : backoffMs(loginBackoff, failures, random);
}

function silent(session: Session): SessionStep {
  const uid = uidOf(session);
  return uid === undefined
    ? unchanged(session)
    : to(session, session.state, { type: 'keep-alive', uid });
}

function reset(session: Session): SessionStep {
  const { state } = session;
  return state.name === 'none' || state.name === 'auth-failed'
    ? { session: newSession, actions: [] }
    : unchanged(session);
}

function shutdown(session: Session): SessionStep {
  const { state } = session;
  const uid = uidOf(session);
  if (uid === undefined) {
    return to(session, { name: 'closed' });
  }
  const stops: SessionAction[] =
    state.name === 'live'
      ? [...state.cameras].map((camera) => ({ type: 'push-stop', uid, camera }))
      : [];
  return to(session, { name: 'closed' }, ...stops, { type: 'logout', uid });
}

type UseEvent = Extract<
  SessionEvent,
  {
    type: 'live-wanted' | 'playback-wanted' | 'playback-over' | 'start' | 'stop';
  }
>;

function use(session: Session, event: UseEvent): SessionStep {
  const { state } = session;
  switch (state.name) {
    case 'idle':
      return useIdle(session, state, event);
    case 'live':
      return useLive(session, state, event);
    case 'playback':
      return usePlayback(session, state, event);
    case 'none':
    case 'login':
    case 'auth-failed':
    case 'closed':
      return event.type === 'stop' || event.type === 'playback-over'
        ? unchanged(session)
        : refuse(session, 'no-uid');
  }
}

function useIdle(
  session: Session,
  { uid, prepared }: Extract<SessionState, { name: 'idle' }>,
  event: UseEvent,
): SessionStep {
  switch (event.type) {
    case 'live-wanted': {
      const state: SessionState = { name: 'live', uid, cameras: new Set() };
      return prepared ? to(session, state) : to(session, state, { type: 'set-up-live', uid });
    }
    case 'playback-wanted':
      return to(session, { name: 'playback', uid, prepared }, { type: 'set-up-playback', uid });
    case 'start':
      return refuse(session, 'no-uid');
    case 'stop':
    case 'playback-over':
      return unchanged(session);
  }
}

function useLive(
  session: Session,
  { uid, cameras }: Extract<SessionState, { name: 'live' }>,
  event: UseEvent,
): SessionStep {
  switch (event.type) {
    case 'live-wanted':
    case 'playback-over':
      return unchanged(session);
    case 'playback-wanted':
      return cameras.size > 0
        ? refuse(session, 'uid-is-live')
        : to(session, { name: 'playback', uid, prepared: true }, { type: 'set-up-playback', uid });
    case 'start': {
      const { camera } = event;
      if (cameras.has(camera)) {
        return refuse(session, 'camera-runs-already');
      }
      return cameras.size >= maxCamerasPerUid
        ? refuse(session, 'uid-is-full')
        : to(
            session,
            { name: 'live', uid, cameras: new Set([...cameras, camera]) },
            { type: 'push-start', uid, camera },
          );
    }
    case 'stop': {
      const { camera } = event;
      if (!cameras.has(camera)) {
        return unchanged(session);
      }
      const left = new Set([...cameras].filter((other) => other !== camera));
      const state: SessionState =
        left.size === 0
          ? { name: 'idle', uid, prepared: true }
          : { name: 'live', uid, cameras: left };
      return to(session, state, { type: 'push-stop', uid, camera });
    }
  }
}

function usePlayback(
  session: Session,
  { uid, prepared }: Extract<SessionState, { name: 'playback' }>,
  event: UseEvent,
): SessionStep {
  switch (event.type) {
    case 'live-wanted': {
      const setUp: SessionAction[] = prepared ? [] : [{ type: 'set-up-live', uid }];
      const state: SessionState = { name: 'live', uid, cameras: new Set() };
      return to(session, state, { type: 'stop-playback', uid }, ...setUp);
    }
    case 'playback-wanted':
      return to(session, { name: 'playback', uid, prepared }, { type: 'set-up-playback', uid });
    case 'playback-over':
      return to(session, { name: 'idle', uid, prepared }, { type: 'stop-playback', uid });
    case 'start':
      return refuse(session, 'uid-plays-back');
    case 'stop':
      return unchanged(session);
  }
}

function refuse(session: Session, reason: SessionRefusal): SessionStep {
  return { session, actions: [{ type: 'refuse', reason }] };
}
