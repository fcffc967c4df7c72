import type { NewPlayback, Playback } from '@casement/contract';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import { retryDelayMs } from '../api/retry-delay.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';
import { isoInstant } from './playback-link.js';

/** Why a recorder plays nothing yet. */
export type LineProblem = { readonly words: string; readonly retryAtMs: number };

export type PlaybackLineOptions = {
  readonly api: {
    create(wanted: NewPlayback): Promise<Playback>;
    remove(id: string): Promise<void>;
    leave(id: string): void;
  };
  /** Where the first playback begins: milliseconds since 1970. */
  readonly positionMs: () => number;
  readonly onChange: () => void;
  readonly nowMs?: () => number;
};

/**
 * One playback per recorder for the cameras that are wanted, all on one clock: the first makes the clock, the others are
 * made `with` it. Cameras cannot be changed within a playback, so another choice is another playback on the same clock,
 * made before the old one ends. What a recorder refuses is tried again.
 */
export class PlaybackLine {
  readonly #options: PlaybackLineOptions;
  readonly #nowMs: () => number;
  readonly #playbacks = new Map<string, Playback>();
  readonly #problems = new Map<string, LineProblem>();
  #failures = 0;
  #wanted = new Map<string, number[]>();
  #working = false;
  #rounds = 0;
  #open = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PlaybackLineOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? ((): number => Date.now());
  }

  /** By recorder, the one that gets the commands first. */
  get playbacks(): ReadonlyMap<string, Playback> {
    return this.#playbacks;
  }

  get problems(): ReadonlyMap<string, LineProblem> {
    return this.#problems;
  }

  /** Something is being opened or closed. */
  get working(): boolean {
    return this.#working;
  }

  /** These cameras, and no others. */
  want(cameras: readonly CameraId[]): void {
    const wanted = new Map<string, number[]>();
    for (const camera of cameras) {
      const numbers = wanted.get(recorderOf(camera)) ?? [];
      wanted.set(recorderOf(camera), [...numbers, numberOf(camera)]);
    }
    this.#wanted = wanted;
    void this.#work();
  }

  /** The gateway told of a playback. False: it is none of ours. */
  heard(playback: Playback): boolean {
    if (this.#playbacks.get(playback.recorder)?.id !== playback.id) {
      return false;
    }
    this.#playbacks.set(playback.recorder, playback);
    if (playback.state === 'stopped') {
      this.lost(playback.id);
    }
    return true;
  }

  /** The gateway knows a playback no more: it is opened anew. */
  lost(id: string): void {
    const found = [...this.#playbacks.values()].find((one) => one.id === id);
    if (found) {
      this.#playbacks.delete(found.recorder);
      this.#failed(found.recorder, new Error('The playback has ended; opening it again.'));
      this.#options.onChange();
    }
  }

  /** Opens again what failed, now. */
  retry(): void {
    for (const { id, recorder, state } of [...this.#playbacks.values()]) {
      if (state === 'failed') {
        this.#playbacks.delete(recorder);
        this.#end(id);
      }
    }
    this.#problems.clear();
    void this.#work();
  }

  /** Ends all playbacks; nothing is opened afterwards. */
  close(leaving: boolean): void {
    this.#open = false;
    clearTimeout(this.#timer);
    for (const { id } of this.#playbacks.values()) {
      if (leaving) {
        this.#options.api.leave(id);
      } else {
        this.#end(id);
      }
    }
    this.#playbacks.clear();
  }

  /** One round at a time; what is asked for meanwhile gets another round. */
  async #work(): Promise<void> {
    this.#rounds += 1;
    if (this.#working) {
      return;
    }
    this.#working = true;
    for (let done = 0; done < this.#rounds && this.#open;) {
      done = this.#rounds;
      for (const [recorder, cameras] of this.#wanted) {
        await this.#provide(recorder, cameras);
      }
      this.#endUnwanted();
    }
    this.#working = false;
    this.#tryLater();
    this.#options.onChange();
  }

  async #provide(recorder: string, cameras: readonly number[]): Promise<void> {
    const before = this.#playbacks.get(recorder);
    const waits = (this.#problems.get(recorder)?.retryAtMs ?? 0) > this.#nowMs();
    if (!this.#open || waits || (before && plays(before, cameras))) {
      return;
    }
    try {
      const made = await this.#options.api.create({
        recorder,
        cameras: [...cameras],
        at: isoInstant(this.#options.positionMs()),
        ...this.#sharedClock(),
      });
      this.#made(made, before);
    } catch (error) {
      this.#failed(recorder, error);
    }
    this.#options.onChange();
  }

  #made(made: Playback, before: Playback | undefined): void {
    if (!this.#open) {
      this.#end(made.id);
      return;
    }
    this.#failures = 0;
    this.#problems.delete(made.recorder);
    this.#playbacks.set(made.recorder, made);
    if (before) {
      this.#end(before.id);
    }
  }

  #sharedClock(): { readonly with?: string } {
    const [first] = this.#playbacks.values();
    return first ? { with: first.id } : {};
  }

  #endUnwanted(): void {
    for (const [recorder, { id }] of [...this.#playbacks]) {
      if (!this.#wanted.has(recorder)) {
        this.#playbacks.delete(recorder);
        this.#end(id);
      }
    }
    for (const recorder of [...this.#problems.keys()]) {
      if (!this.#wanted.has(recorder)) {
        this.#problems.delete(recorder);
      }
    }
  }

  #failed(recorder: string, error: unknown): void {
    const asked = error instanceof ApiProblem ? error.retryAfterMs : null;
    const delayMs = asked ?? retryDelayMs(this.#failures, Math.random());
    this.#failures += 1;
    this.#problems.set(recorder, { words: wordsOf(error), retryAtMs: this.#nowMs() + delayMs });
    this.#tryLater();
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    const dueMs = Math.min(...[...this.#problems.values()].map(({ retryAtMs }) => retryAtMs));
    if (this.#open && Number.isFinite(dueMs)) {
      // A little later than told, so that the clock has reached it.
      const waitMs = Math.max(0, dueMs - this.#nowMs()) + 20;
      this.#timer = setTimeout(() => void this.#work(), waitMs);
    }
  }

  /** The gateway ends what nobody watches, so a failure here costs nothing but time. */
  #end(id: string): void {
    this.#options.api.remove(id).catch(() => undefined);
  }
}

function plays(playback: Playback, cameras: readonly number[]): boolean {
  const has = playback.cameras.map(({ number }) => number);
  return has.length === cameras.length && cameras.every((number) => has.includes(number));
}
