import type { RecorderState } from '@casement/contract';
import type { Session } from './recorder-state.js';
import { causeInWords, stateOfCause } from './session-cause.js';

/** How things stand with a recorder, as the page shows it. */
export type RecorderStatus = {
  readonly state: RecorderState;
  readonly reason: string | null;
  /** When the gateway tries again by itself, on the clock of `nowMs`; `null` when nothing waits. */
  readonly retryAtMs: number | null;
};

/** What the status follows from. */
export type RecorderFacts = {
  readonly first: Session;
  /** Sessions beyond the first one that are wanted. */
  readonly further: readonly Session[];
  readonly nowMs: number;
};

/** The state of a recorder in one word, and why in a sentence. */
export function recorderStatus({ first, further, nowMs }: RecorderFacts): RecorderStatus {
  const { state } = first;
  switch (state.name) {
    case 'none':
      return state.outage === undefined
        ? { state: 'connecting', reason: 'signing in to the recorder', retryAtMs: null }
        : outageStatus(first, nowMs);
    case 'login':
      return { state: 'connecting', reason: 'signing in to the recorder', retryAtMs: null };
    case 'auth-failed':
      return {
        state: 'refused',
        reason: causeInWords({ kind: 'credentials' }),
        retryAtMs: state.retryAtMs,
      };
    case 'idle':
    case 'live':
    case 'playback':
      return furtherStatus(further);
    case 'closed':
      return { state: 'offline', reason: 'the gateway is shutting down', retryAtMs: null };
  }
}

function outageStatus({ state }: Session, nowMs: number): RecorderStatus {
  if (state.name !== 'none' || state.outage === undefined) {
    return { state: 'connecting', reason: null, retryAtMs: null };
  }
  const { cause, retryAtMs } = state.outage;
  const words = causeInWords(cause);
  const seconds = Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000));
  return {
    state: stateOfCause(cause),
    // What a person has to change is said alone; the rest is only a matter of time.
    reason: stateOfCause(cause) === 'refused' ? words : `reconnecting in ${seconds} s: ${words}`,
    retryAtMs,
  };
}

/** The first session stands; a further one may be missing, so that some cameras wait. */
function furtherStatus(further: readonly Session[]): RecorderStatus {
  for (const { state } of further) {
    if (state.name === 'none' && state.outage !== undefined) {
      const { cause, retryAtMs } = state.outage;
      return {
        state: 'degraded',
        reason: `some cameras wait for a further session: ${causeInWords(cause)}`,
        retryAtMs,
      };
    }
  }
  return { state: 'online', reason: null, retryAtMs: null };
}
