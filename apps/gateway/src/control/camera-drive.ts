import type { PtzMove } from '@casement/contract';
import type { Clock, Timer } from '../net/clock.js';
import type { ControlOutcome } from '../recorders/control-reply.js';
import type { ControlOptions } from '../recorders/nvr-control.js';
import { dueCommand, isStop, nextTickMs, phaseOf, stepDrive, undriven } from './drive-state.js';
import type { DriveEvent, DrivePhase, DriveState } from './drive-state.js';

/** Why a movement ended. */
export type MoveEnd =
  'released' | 'silent' | 'gone' | 'taken' | 'refused' | 'other-command' | 'unsent' | 'closed';

/** Options of {@link CameraDrive}. */
export type CameraDriveOptions = {
  readonly clock: Clock;
  /** Sends what `make` gives when its turn has come. Never throws but the signal's reason. */
  readonly send: (
    make: () => PtzMove | undefined,
    options: ControlOptions,
  ) => Promise<ControlOutcome>;
  /** The phase changed, or who drives. */
  readonly onChange: () => void;
  /** The first command of a movement is being sent. */
  readonly onBegin: (move: PtzMove) => void;
  /** A movement that began has ended: what may still be sent is a stop. */
  readonly onEnd: (why: MoveEnd) => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

type Queued = { readonly urgency: 'now' | 'soon'; readonly abort: AbortController };

/**
 * Carries out what {@link stepDrive} decides for one camera: at most one command of it waits in the recorder's lane, and
 * is made when its turn has come, so that the newest move wins; a stop goes before what others wait for.
 */
export class CameraDrive {
  readonly #options: CameraDriveOptions;
  readonly #asking = new Set<(outcome: ControlOutcome) => void>();
  readonly #settling = new Set<() => void>();
  #state: DriveState = undriven;
  #queued: Queued | undefined;
  #timer: Timer | undefined;
  /** Something of what somebody holds was sent. */
  #hasBegun = false;

  constructor(options: CameraDriveOptions) {
    this.#options = options;
  }

  get state(): DriveState {
    return this.#state;
  }

  get phase(): DrivePhase {
    return phaseOf(this.#state);
  }

  /** Something happened. */
  step(event: DriveEvent): void {
    const nowMs = this.#options.clock.nowMs();
    // Time first, so that a movement ends for the right reason.
    this.#become(stepDrive(this.#state, { type: 'tick' }, nowMs), 'silent');
    this.#become(stepDrive(this.#state, event, nowMs), endOf[event.type]);
    this.#pump();
  }

  /** What becomes of the next command that is answered; `nothing` when the movement ends before one is sent. */
  outcome(): Promise<ControlOutcome> {
    return new Promise((resolve) => {
      this.#asking.add(resolve);
    });
  }

  /** Ends the movement and whoever's lease; resolves when the camera stands, or is left to stop by itself. */
  async close(): Promise<void> {
    this.step({ type: 'close' });
    while (this.phase !== 'idle') {
      await new Promise<void>((resolve) => {
        this.#settling.add(resolve);
      });
    }
    this.#timer?.cancel();
  }

  #become(after: DriveState, why: MoveEnd): void {
    const before = this.#state;
    this.#state = after;
    if (after.wish && !this.#hasBegun && !before.sending && after.sending) {
      this.#hasBegun = true;
      this.#options.onBegin(after.sending);
    }
    if (before.wish && !after.wish) {
      this.#wishEnds(after, why);
    }
    if (phaseOf(before) !== phaseOf(after) || isOther(before.lease, after.lease)) {
      this.#options.onChange();
      this.#settling.forEach((settle) => settle());
      this.#settling.clear();
    }
  }

  #wishEnds({ sending }: DriveState, why: MoveEnd): void {
    if (this.#hasBegun) {
      this.#hasBegun = false;
      this.#options.onEnd(why);
    }
    if (!sending) {
      // Who let go in time wanted nothing else; who waited has to know that the camera never heard of him.
      this.#tell(why === 'silent' ? { kind: 'failed', reason: lateWords } : { kind: 'nothing' });
    }
  }

  #pump(): void {
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    const due = dueCommand(this.#state, nowMs);
    const urgency = due && (isStop(due) ? 'now' : 'soon');
    if (this.#queued && this.#queued.urgency !== urgency) {
      this.#queued.abort.abort(new Error('something else is to be sent'));
      this.#queued = undefined;
    }
    if (urgency && !this.#queued) {
      this.#enqueue(urgency);
    }
    this.#timer?.cancel();
    const { sending } = this.#state;
    const atMs = nextTickMs(
      this.#queued ? { ...this.#state, sending: sending ?? due } : this.#state,
      nowMs,
    );
    this.#timer =
      atMs === undefined
        ? undefined
        : clock.after(Math.max(0, atMs - nowMs), () => this.step({ type: 'tick' }));
  }

  #enqueue(urgency: Queued['urgency']): void {
    const { send, onBug } = this.#options;
    const abort = new AbortController();
    const queued = { urgency, abort };
    this.#queued = queued;
    send(() => this.#begin(queued), { urgency, signal: abort.signal })
      .then((outcome) => this.#answered(queued, outcome))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) {
          onBug(error);
          this.#answered(queued, { kind: 'failed', reason: 'an unexpected error' });
        }
      });
  }

  /** Its turn has come. */
  #begin(queued: Queued): PtzMove | undefined {
    if (this.#queued !== queued) {
      return undefined;
    }
    this.#queued = undefined;
    this.step({ type: 'sending' });
    return this.#state.sending;
  }

  #answered(queued: Queued, outcome: ControlOutcome): void {
    if (this.#queued === queued) {
      this.#queued = undefined;
      if (outcome.kind === 'lost') {
        this.step({ type: 'tick' });
        return;
      }
      // No session, or no room in the lane: trying again at once would only turn in circles.
      this.#tell(outcome);
      this.step({ type: 'unsent' });
      return;
    }
    if (outcome.kind === 'nothing') {
      return;
    }
    // What was lost is sent again while somebody wants it.
    if (outcome.kind !== 'lost' || !this.#state.wish) {
      this.#tell(outcome);
    }
    this.step({ type: 'answered', answer: outcome.kind });
  }

  #tell(outcome: ControlOutcome): void {
    const asking = [...this.#asking];
    this.#asking.clear();
    asking.forEach((resolve) => resolve(outcome));
  }
}

const lateWords = 'its turn did not come in time';

/** What a movement ended by, when it ended by this event. */
const endOf: Readonly<Record<DriveEvent['type'], MoveEnd>> = {
  move: 'released',
  use: 'other-command',
  take: 'taken',
  gone: 'gone',
  tick: 'silent',
  sending: 'silent',
  answered: 'refused',
  unsent: 'unsent',
  close: 'closed',
};

function isOther(before: DriveState['lease'], after: DriveState['lease']): boolean {
  return before?.driver.id !== after?.driver.id || before?.sinceMs !== after?.sinceMs;
}
