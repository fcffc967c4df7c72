import { maxRunPackets } from '../srtp/run-protector.js';
import { isFull, skipAhead } from './falling-behind.js';
import { maxCatchUpUnits } from './join-plan.js';
import type { JoinPlan } from './join-plan.js';
import type { RingSource } from './ring-source.js';
import { blockedRetryMs, noRetry, tcpRetryMs } from './turn-parts.js';
import type { TurnParts } from './turn-parts.js';
import type { ViewerState } from './viewer-state.js';

/**
 * What late viewers may be sent in one turn, so that those who watch wait for two full runs at most: half a
 * millisecond with the faster back ends.
 */
export const joinPacketsPerTurn = 2 * maxRunPackets;

/** Slow back ends stop sooner, but not before one run. */
const joinMsPerTurn = 1;

/** Places late viewers in their rings and catches them up, as far as the budget of a turn goes. */
export class JoinRound {
  readonly #parts: TurnParts;
  readonly #one: ViewerState[] = [];
  #retryMs = noRetry;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /**
   * One viewer after the other, so that the first one has its picture soon and not all of them late. Returns
   * after how many milliseconds to try again.
   */
  serve(nowMs: number): number {
    const { joining } = this.#parts.lists;
    const untilMs = nowMs + joinMsPerTurn;
    let budget = joinPacketsPerTurn;
    let waiting = 0;
    this.#retryMs = noRetry;
    while (budget > 0 && waiting < joining.length && this.#isInTime(budget, untilMs)) {
      const viewer = joining.shift();
      if (viewer === undefined) {
        break;
      }
      const sent = this.#advance(viewer, budget, nowMs);
      viewer.isJoining = isToJoin(viewer);
      if (viewer.isJoining && sent === 0) {
        joining.push(viewer);
        waiting += 1;
      } else if (viewer.isJoining) {
        joining.unshift(viewer);
      }
      budget -= sent;
    }
    this.#one.length = 0;
    if (waiting < joining.length) {
      this.#parts.lists.goOn();
    }
    return this.#retryMs;
  }

  /** What a viewer that came now would get. */
  plan(source: RingSource, viewer: ViewerState, nowMs: number): JoinPlan {
    const maxUnits = viewer.isKeyPicturesOnly ? 0 : maxCatchUpUnits;
    const plan = source.plan(viewer.policy, nowMs, maxUnits);
    const { reader } = source;
    return plan.kind === 'wait' || !reader.load(plan.from) || viewer.canTake(reader.codec)
      ? plan
      : { kind: 'wait', resumeAt: plan.from };
  }

  #isInTime(budget: number, untilMs: number): boolean {
    return budget === joinPacketsPerTurn || this.#parts.clock.nowMs() < untilMs;
  }

  /** Places a viewer and sends it one run of at most `budget` packets. Returns how many it was. */
  #advance(viewer: ViewerState, budget: number, nowMs: number): number {
    const { lists, outlet } = this.#parts;
    const { source, path } = viewer;
    if (source === undefined || path === undefined || !viewer.canSend) {
      return 0;
    }
    if (viewer.phase === 'due') {
      this.#place(source, viewer, nowMs);
    }
    if (viewer.phase !== 'catching-up' && viewer.phase !== 'still') {
      lists.mark(source);
      return 0;
    }
    if (nowMs > viewer.catchUpUntilMs) {
      this.#giveUp(source, viewer);
      return 0;
    }
    if (outlet.isBlocked(path) || isFull(viewer)) {
      const retryMs = path.transport === 'tcp' ? tcpRetryMs : blockedRetryMs;
      this.#retryMs = Math.min(this.#retryMs, retryMs);
      return 0;
    }
    return this.#send(source, viewer, budget, nowMs);
  }

  #place(source: RingSource, viewer: ViewerState, nowMs: number): void {
    const plan = this.plan(source, viewer, nowMs);
    const { reader } = source;
    if (plan.kind !== 'wait' && reader.load((reader.head() - 1) >>> 0)) {
      viewer.anchor(reader.timestamp90k, nowMs);
    }
    viewer.begin(plan, nowMs);
  }

  #send(source: RingSource, viewer: ViewerState, budget: number, nowMs: number): number {
    const { run, dispatcher } = this.#parts;
    const { cursor, streamPackets: before } = viewer;
    const head = source.reader.head();
    const end = viewer.phase === 'still' ? viewer.stillEnd : head;
    const until = ((end - cursor) | 0) > budget ? (cursor + budget) >>> 0 : end;
    if (run.load(source.reader, cursor, until, false)) {
      if (!viewer.canTake(run.codec)) {
        viewer.wait(cursor);
        this.#parts.lists.mark(source);
        return 0;
      }
      this.#one[0] = viewer;
      dispatcher.dispatch(run, this.#one, 1, nowMs);
    } else if (cursor !== end) {
      this.#giveUp(source, viewer);
      return 0;
    }
    this.#finish(source, viewer, head);
    return viewer.streamPackets - before;
  }

  /** What it was to get is gone or too old. */
  #giveUp(source: RingSource, viewer: ViewerState): void {
    skipAhead(this.#parts, source, viewer, source.reader.head());
    this.#parts.lists.mark(source);
  }

  #finish(source: RingSource, viewer: ViewerState, head: number): void {
    if (viewer.phase === 'catching-up' && viewer.cursor === head) {
      viewer.goLive();
    } else if (viewer.phase === 'still' && viewer.cursor === viewer.stillEnd) {
      viewer.wait(viewer.resumeAt);
    } else {
      return;
    }
    this.#parts.lists.mark(source);
  }
}

/** Whether there is something to be done in a join round for this viewer. */
export function isToJoin({ phase, canSend }: ViewerState): boolean {
  return canSend && (phase === 'due' || phase === 'catching-up' || phase === 'still');
}
