import type { Transcoding } from '@casement/contract';
import type { FfmpegStreamEnd, MediaUnit } from '@casement/media';
import type { Clock, Timer } from '../net/clock.js';
import type { LiveCamera, MediaSupply, UnitConsumer } from '../viewing/live-cameras.js';
import type { ConvertedSupply } from '../viewing/view-conversions.js';
import { ChangeListeners } from './change-listeners.js';
import type { ConversionBudget } from './conversion-budget.js';
import { ConversionOutput } from './conversion-output.js';
import type { ConversionRecipe } from './conversion-recipe.js';
import { ConversionSource } from './conversion-source.js';
import { ConversionUsers } from './conversion-users.js';
import { RestartPolicy } from './restart-policy.js';
import { RunSlot, type RunTotals } from './run-slot.js';

/** What a conversion works with. */
export type SharedConversionParts = {
  readonly camera: LiveCamera;
  readonly budget: ConversionBudget;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
};

/** Figures of a conversion since it was made. */
export type ConversionFigures = RunTotals & {
  readonly restarts: number;
};

type State = 'idle' | Transcoding['state'];

/** The budget may have room again. */
const refusedMs = 5_000;
/** ffmpeg may have been installed. */
const unavailableMs = 60_000;

/**
 * One conversion of one camera, shared by all who take what it makes: it runs while somebody takes, within the budget,
 * and starts again when its ffmpeg fails. It holds the camera itself.
 */
export class SharedConversion<
  In extends { readonly codec: string },
  Out,
> implements ConvertedSupply<Out> {
  readonly recipe: ConversionRecipe<In, Out>;
  readonly #parts: SharedConversionParts;
  readonly #output: ConversionOutput;
  readonly #policy = new RestartPolicy();
  readonly #slot: RunSlot;
  readonly #source: ConversionSource<In>;
  readonly #changes: ChangeListeners;
  readonly #users: ConversionUsers;
  #state: State = 'idle';
  #why: string | undefined;
  #format: Out | undefined;
  #sinceMs = 0;
  #runFormat: In | undefined;
  /** Differs for every run and every pause: what an older one tells is passed over. */
  #turn = 0;
  #timer: Timer | undefined;
  #stopWaiting: (() => void) | undefined;
  #restarts = 0;

  constructor(recipe: ConversionRecipe<In, Out>, parts: SharedConversionParts) {
    this.recipe = recipe;
    this.#parts = parts;
    this.#slot = new RunSlot(parts.clock);
    this.#changes = new ChangeListeners(parts.onBug);
    this.#source = new ConversionSource(parts.camera, {
      id: recipe.target,
      pick: (watch) => recipe.pick(watch),
      onChange: () => this.#sourceChanged(),
      onGone: () => this.#end(),
    });
    this.#users = new ConversionUsers({
      clock: parts.clock,
      isActive: () => this.#state !== 'idle',
      onUnused: () => this.#end(),
    });
    const { recorder, number } = parts.camera;
    this.#output = new ConversionOutput(`${recorder}/${number}/${recipe.target}`, parts.onBug);
  }

  get format(): Out | undefined {
    return this.#format;
  }

  get reason(): string | undefined {
    return this.#why ?? this.#source.reason;
  }

  get refusal(): string | undefined {
    return this.#state === 'refused' ? this.#why : undefined;
  }

  get state(): State {
    return this.#state;
  }

  /** Nobody uses it or listens to it. */
  get isUnused(): boolean {
    return this.#state === 'idle' && this.#users.count === 0 && this.#changes.size === 0;
  }

  get figures(): ConversionFigures {
    return { ...this.#slot.totals, restarts: this.#restarts };
  }

  /** The same camera as somebody else was given it: from the next beginning on. */
  use(camera: LiveCamera): void {
    this.#source.use(camera);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  ring(listener: Parameters<MediaSupply<Out>['ring']>[0]): () => void {
    return this.#take(() => this.#output.addRing(listener));
  }

  units(consumer: UnitConsumer): () => void {
    return this.#take(() => this.#output.addUnits(consumer));
  }

  /** For administrators; `undefined` while it does nothing. */
  view(): Transcoding | undefined {
    const { clock } = this.#parts;
    const { camera, format } = this.#source;
    if (this.#state === 'idle') {
      return undefined;
    }
    return {
      recorder: camera.recorder,
      camera: camera.number,
      target: this.recipe.target,
      source: (this.#runFormat ?? format)?.codec ?? 'unknown',
      state: this.#state,
      reason: this.reason ?? null,
      cpu: this.#slot.cpu ?? null,
      users: this.#users.count,
      restarts: this.#restarts,
      since: new Date(clock.wallMs() - (clock.nowMs() - this.#sinceMs)).toISOString(),
    };
  }

  /** Ends it, whoever uses it. Resolves when no process runs any more. Idempotent. */
  async close(): Promise<void> {
    this.#end();
    await this.#slot.stopped();
  }

  #take(begin: () => () => void): () => void {
    const leave = this.#users.enter();
    const end = begin();
    if (this.#state === 'idle') {
      this.#begin();
    }
    return () => {
      end();
      leave();
    };
  }

  #begin(): void {
    this.#sinceMs = this.#parts.clock.nowMs();
    this.#source.open();
    this.#listen();
  }

  #end(): void {
    if (this.#state === 'idle') {
      return;
    }
    this.#users.stopLingering();
    this.#pause('idle', undefined);
    this.#source.close();
    this.#output.forget();
  }

  /** Takes units, from the newest one at which decoding may start, until a run has begun and ended. */
  #listen(): void {
    this.#pause('starting', undefined);
    const turn = this.#turn;
    const isWanted = (): boolean => this.#turn === turn;
    this.#source.take({ unit: (unit) => this.#unit(unit, turn) }, isWanted);
  }

  /** Ends the run, if there is one. */
  #pause(state: State, why: string | undefined): void {
    this.#turn += 1;
    this.#timer?.cancel();
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#source.rest();
    const release = this.#slot.empty();
    this.#set(state, why);
    release();
  }

  #unit(unit: MediaUnit, turn: number): void {
    if (turn !== this.#turn) {
      return;
    }
    const runs = !this.#slot.isEmpty || this.#start(unit);
    if (runs && unit.codec === this.#runFormat?.codec) {
      this.#slot.push(unit);
    }
  }

  /** Begins a run with this unit; false when it cannot, or not with this one. */
  #start(unit: MediaUnit): boolean {
    const { format } = this.#source;
    if (format?.codec !== unit.codec || !unit.randomAccess) {
      return false;
    }
    const share = this.#parts.budget.admit(this.recipe.cost(format));
    if (typeof share === 'string') {
      this.#refuse(share, refusedMs);
      this.#stopWaiting = this.#parts.budget.onRelease(() => this.#listen());
      return false;
    }
    const turn = this.#turn;
    this.#runFormat = format;
    try {
      const run = this.recipe.start(format, {
        onUnit: (made) => this.#made(made, turn),
        onEnd: (end) => this.#ended(end, turn),
      });
      this.#slot.fill(run, share);
      return true;
    } catch (error) {
      share.release();
      this.#parts.onBug(error);
      this.#refuse('The conversion cannot be started.', unavailableMs);
      return false;
    }
  }

  #made(unit: MediaUnit, turn: number): void {
    if (turn !== this.#turn) {
      return;
    }
    const isNews = this.#describe(unit);
    this.#output.write(unit);
    if (this.#state !== 'running' || isNews) {
      this.#set('running', undefined);
    }
  }

  #describe(unit: MediaUnit): boolean {
    const described = unit.randomAccess ? this.recipe.describe(unit) : undefined;
    const isNews =
      described !== undefined && JSON.stringify(described) !== JSON.stringify(this.#format);
    if (isNews) {
      this.#format = described;
    }
    return isNews;
  }

  #ended({ outcome, reason }: FfmpegStreamEnd, turn: number): void {
    if (turn !== this.#turn) {
      return;
    }
    this.#restarts += 1;
    if (outcome === 'unavailable') {
      this.#refuse(`${reason}.`, unavailableMs);
      return;
    }
    const { waitMs, givenUp } = this.#policy.crashed(this.#parts.clock.nowMs());
    if (givenUp) {
      this.#refuse(`The conversion fails all the time: ${reason}.`, waitMs);
      return;
    }
    this.#pause('restarting', `The conversion starts again in ${waitMs / 1000} s: ${reason}.`);
    this.#timer = this.#parts.clock.after(waitMs, () => this.#listen());
  }

  #refuse(why: string, waitMs: number): void {
    this.#pause('refused', why);
    this.#timer = this.#parts.clock.after(waitMs, () => this.#listen());
  }

  /** Another codec or size is another run; everything else is none of the run's business. */
  #sourceChanged(): void {
    const { format } = this.#source;
    const runs = this.#runFormat;
    if (!this.#slot.isEmpty && format && runs && !this.recipe.isSame(format, runs)) {
      this.#listen();
    } else {
      this.#changes.tell();
    }
  }

  #set(state: State, why: string | undefined): void {
    this.#state = state;
    this.#why = why;
    this.#changes.tell();
  }
}
