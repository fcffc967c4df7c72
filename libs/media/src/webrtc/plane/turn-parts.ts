import type { PlaneClock } from './plane-clock.js';
import type { PlaneCounters } from './plane-counters.js';
import type { PumpLists } from './pump-lists.js';
import type { RunDispatcher } from './run-dispatcher.js';
import type { RunOutlet } from './run-outlet.js';
import type { SoundDispatcher } from './sound-dispatcher.js';
import type { StagedRun } from './staged-run.js';

/** What the rounds of a turn share. */
export type TurnParts = {
  readonly lists: PumpLists;
  readonly outlet: RunOutlet;
  readonly dispatcher: RunDispatcher;
  readonly soundDispatcher: SoundDispatcher;
  /** The stage of the protector: one run at a time. */
  readonly run: StagedRun;
  readonly clock: PlaneClock;
  readonly counters: PlaneCounters;
};

/** How long to wait for a system that takes no more, and for a TCP connection to drain. */
export const blockedRetryMs = 1;
export const tcpRetryMs = 10;

/** A round has nothing left to wait for. */
export const noRetry = Number.POSITIVE_INFINITY;
