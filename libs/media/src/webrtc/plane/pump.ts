import type { RunProtector } from '../srtp/run-protector.js';
import type { RunSender } from '../udp/run-sender.js';
import { JoinRound, isToJoin } from './join-round.js';
import { LiveRound } from './live-round.js';
import type { PlaneClock } from './plane-clock.js';
import type { PlaneCounters } from './plane-counters.js';
import { PumpLists } from './pump-lists.js';
import { RepeatRound } from './repeat-round.js';
import type { RingSource } from './ring-source.js';
import { RunDispatcher } from './run-dispatcher.js';
import { RunOutlet } from './run-outlet.js';
import { SoundDispatcher } from './sound-dispatcher.js';
import { SoundRound } from './sound-round.js';
import type { SoundSource } from './sound-source.js';
import { StagedRun } from './staged-run.js';
import { blockedRetryMs, noRetry } from './turn-parts.js';
import type { ViewerState } from './viewer-state.js';

/** What a pump works with. */
export type PumpOptions = {
  readonly protector: RunProtector;
  readonly sender: RunSender;
  readonly clock: PlaneClock;
  readonly counters: PlaneCounters;
  /** The first packets of a ring are out to a viewer. */
  readonly onFirstPackets: (viewer: ViewerState) => void;
};

/**
 * Moves packets from rings to viewers. Whatever happens within one turn of the event loop is served together:
 * first sound, which is small and must not wait, then those who watch live, then what was asked for again, then
 * late viewers as far as their budget goes.
 */
export class Pump {
  readonly #clock: PlaneClock;
  readonly #lists: PumpLists;
  readonly #outlet: RunOutlet;
  readonly #sounds: SoundRound;
  readonly #live: LiveRound;
  readonly #repeats: RepeatRound;
  readonly #joins: JoinRound;
  #immediate: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** What the timer that runs was set to. */
  #retryMs = noRetry;
  #isClosed = false;

  constructor({ protector, sender, clock, counters, onFirstPackets }: PumpOptions) {
    const run = new StagedRun(protector.stage);
    this.#clock = clock;
    this.#lists = new PumpLists(() => this.#schedule());
    this.#outlet = new RunOutlet(sender, counters);
    const shared = { protector, outlet: this.#outlet, counters, onFirstPackets };
    const parts = {
      lists: this.#lists,
      outlet: this.#outlet,
      dispatcher: new RunDispatcher(shared),
      soundDispatcher: new SoundDispatcher(shared),
      run,
      clock,
      counters,
    };
    this.#sounds = new SoundRound(parts);
    this.#live = new LiveRound(parts);
    this.#repeats = new RepeatRound(parts);
    this.#joins = new JoinRound(parts);
  }

  /** Late viewers that do not have all that they are to get yet. */
  get joinsWaiting(): number {
    return this.#lists.joining.length;
  }

  /** A ring has packets that not all of its viewers have. */
  mark(source: RingSource): void {
    this.#lists.mark(source);
  }

  /** A ring of sound has packets that not all of its listeners have. */
  markSound(source: SoundSource): void {
    this.#lists.markSound(source);
  }

  /** A viewer is to be placed in its ring, or has a way again. */
  wake(viewer: ViewerState): void {
    if (isToJoin(viewer)) {
      this.#lists.join(viewer);
    }
    if (viewer.source !== undefined) {
      this.#lists.mark(viewer.source);
    }
    if (viewer.sound?.source !== undefined) {
      this.#lists.markSound(viewer.sound.source);
    }
  }

  /** A viewer may have packets in its queue that are to be sent again. */
  repeat(viewer: ViewerState): void {
    if (viewer.nacks.length > 0) {
      this.#lists.repeat(viewer);
    }
  }

  /** Sends a viewer once more everything from the last random access unit on. False when there is none. */
  restart(viewer: ViewerState): boolean {
    const { source } = viewer;
    if (source === undefined || viewer.phase === 'due' || viewer.phase === 'still') {
      return false;
    }
    viewer.policy = 'compressed';
    if (this.#joins.plan(source, viewer, this.#clock.nowMs()).kind === 'wait') {
      return false;
    }
    viewer.phase = 'due';
    this.#lists.join(viewer);
    return true;
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearImmediate(this.#immediate);
    clearTimeout(this.#retry);
    this.#lists.clear();
  }

  /** One turn. Called by itself; tests call it to look at one turn alone. */
  turn(): void {
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    const nowMs = this.#clock.nowMs();
    this.#outlet.beginTurn();
    const soundRetryMs = this.#sounds.serve(nowMs);
    const liveRetryMs = this.#live.serve(nowMs);
    this.#repeats.serve();
    const joinRetryMs = this.#joins.serve(nowMs);
    const blockedMs = this.#outlet.hasBlocked ? blockedRetryMs : noRetry;
    this.#scheduleRetry(Math.min(soundRetryMs, liveRetryMs, joinRetryMs, blockedMs));
  }

  #schedule(): void {
    if (!this.#isClosed) {
      this.#immediate ??= setImmediate(() => this.turn());
    }
  }

  #scheduleRetry(retryMs: number): void {
    if (retryMs >= this.#retryMs || this.#isClosed) {
      return;
    }
    clearTimeout(this.#retry);
    this.#retryMs = retryMs;
    this.#retry = setTimeout(() => {
      this.#retryMs = noRetry;
      this.#schedule();
    }, retryMs);
  }
}
