import type { DeliveryWay, Viewing as ViewingReport } from '@casement/contract';
import { BlockedWays } from './blocked-ways.js';
import type { DeliveryChoice } from './choose-delivery.js';
import { awayError, quietError } from './contest-errors.js';
import { ContestField } from './contest-field.js';
import { lossOf } from './contest-loss.js';
import { type ContestOptions, contestTimes } from './contest-options.js';
import { ContestRivals } from './contest-rivals.js';
import type { ContestRunner } from './contest-runner.js';
import { ContestSound } from './contest-sound.js';
import { ContestTimers } from './contest-timers.js';
import type { PictureElement } from './player.js';
import type { RawStatistics } from './raw-statistics.js';
import { forgiveAfterMs } from './way-ledger.js';
import { WayError } from './way-error.js';

/**
 * Finds the way for one tile: starts the best one, in an unknown network the next one shortly after it, keeps the first that
 * shows a picture, goes down when nothing comes, and tries upward again. While one way shows pictures another may be
 * tried behind it; the picture changes over only when the other one moves.
 */
export class WayContest {
  readonly #options: ContestOptions;
  readonly #field: ContestField;
  readonly #timers: ContestTimers;
  readonly #blocked: BlockedWays;
  readonly #rivals: ContestRivals;
  readonly #sound: ContestSound;
  #current: ContestRunner | undefined;
  #offered: readonly DeliveryWay[] | null = null;
  #connected = false;
  #cancelUpward: (() => void) | undefined;

  constructor(options: ContestOptions) {
    this.#options = options;
    this.#timers = new ContestTimers(options);
    this.#blocked = new BlockedWays(options.memory);
    this.#field = new ContestField(options, {
      onConnected: (runner) => this.#onConnected(runner),
      onPicture: (runner, intervalMs) => this.#onPicture(runner, intervalMs),
      onView: (runner) => this.#tellView(runner),
      onNote: (runner) => this.#onNote(runner),
      onEnded: (runner, error) => this.#onEnded(runner, error),
    });
    this.#rivals = new ContestRivals({
      ...options,
      field: this.#field,
      timers: this.#timers,
      plan: () => this.#plan(),
      isShown: () => this.#current !== undefined,
      run: (choice) => this.#run(choice),
    });
    this.#sound = new ContestSound({
      ...options,
      timers: this.#timers,
      current: () => this.#current,
      reopen: (current) => {
        this.#field.removeAllBut([current]);
        this.#run(current.choice);
      },
    });
  }

  /** Begins with the best way. May end at once. */
  begin(): void {
    const [first, ...others] = this.#plan();
    if (!first) {
      this.#options.ledger.forgive();
      this.#end(new WayError('unsupported', this.#options.whyNoWay()));
      return;
    }
    this.#run(first);
    const rival = ContestRivals.of(first, others);
    if (this.#timers.closed) {
      return;
    }
    if (rival && !this.#options.forced && !this.#options.memory.works(first.way)) {
      this.#rivals.startLater(first, rival);
    }
    this.#timers.after(contestTimes.tick, () => this.#tick());
  }

  /** The element that shows the picture; undefined before the first. */
  get element(): PictureElement | undefined {
    return this.#current?.player?.element;
  }

  get choice(): DeliveryChoice | undefined {
    return this.#current?.choice;
  }

  /** Of the way that shows the picture, else of the first that tries. */
  async statistics(): Promise<RawStatistics | undefined> {
    return this.#foremost?.player?.statistics();
  }

  async report(): Promise<ViewingReport | null> {
    return (await this.#foremost?.player?.report()) ?? null;
  }

  decoded(framesDecoded: number, drawn: boolean): void {
    this.#foremost?.player?.decoded(framesDecoded, drawn);
  }

  soundLevel(): number | null {
    return this.#current?.player?.soundLevel() ?? null;
  }

  /** See {@link ContestSound.listen}. */
  listen(listening: boolean, volume: number | null): void {
    this.#sound.listen(listening, volume);
  }

  /** The camera sends something else, or another way was found to work or to fail: is there a better way now? */
  reconsider(options: { readonly forgiving: boolean }): void {
    const [best] = this.#options.plan({ forgiving: options.forgiving, offered: this.#offered });
    const current = this.#current;
    if (this.#timers.closed || !current || !best || best.way === current.choice.way) {
      return;
    }
    if (!this.#field.find(best.way)) {
      this.#run(best);
    }
  }

  /** Ends everything. Idempotent. */
  close(): void {
    this.#timers.close();
    this.#field.close();
  }

  get #foremost(): ContestRunner | undefined {
    return this.#current ?? this.#field.runners[0];
  }

  #plan(): readonly DeliveryChoice[] {
    return this.#options.plan({ forgiving: false, offered: this.#offered });
  }

  #run(choice: DeliveryChoice): void {
    const confirms = this.#current === undefined;
    this.#field.start(choice, { listening: this.#sound.listening, confirms });
  }

  #onConnected(runner: ContestRunner): void {
    runner.connected = true;
    if (!this.#connected) {
      this.#connected = true;
      this.#options.onConnected();
    }
  }

  #onNote(runner: ContestRunner): void {
    if (runner === this.#foremost) {
      this.#options.onNote(runner.note);
    }
  }

  #onPicture(runner: ContestRunner, intervalMs: number | null): void {
    runner.quietMs = 0;
    runner.connected = true;
    if (runner !== this.#current) {
      this.#takeOver(runner);
    }
    this.#options.onPicture(intervalMs);
  }

  /** A way shows its first picture: it is the one from now on. */
  #takeOver(runner: ContestRunner): void {
    const before = this.#current;
    this.#current = runner;
    runner.player?.hear(this.#sound.volume);
    if (runner.player) {
      this.#options.onShown(runner.player.element, runner.choice.way);
    }
    if (before) {
      this.#field.remove(before);
    }
    const order = this.#plan().map(({ way }) => way);
    const better = this.#field.betterThan(runner, order);
    this.#field.removeAllBut([runner, ...better]);
    for (const other of better) {
      this.#timers.after(contestTimes.grace, () => this.#giveUp(other));
    }
    this.#blocked.proveBy(runner.choice.way);
    this.#describe(runner);
    this.#tryUpwardLater();
    // What the camera sends may have become known while nothing was shown yet.
    this.reconsider({ forgiving: false });
    this.#timers.after(contestTimes.healthy, () => {
      if (this.#current === runner) {
        this.#options.ledger.forgive(runner.choice.way);
      }
    });
    // Somebody began to listen while this way was still being opened.
    if (this.#sound.listening) {
      this.#sound.follow();
    }
  }

  /** A better way had its time beside one that shows pictures already. */
  #giveUp(runner: ContestRunner): void {
    if (this.#timers.closed || runner === this.#current || !this.#field.has(runner)) {
      return;
    }
    this.#lost(runner, quietError(runner));
  }

  #onEnded(runner: ContestRunner, error: WayError): void {
    if (runner === this.#current) {
      this.#offered = error.ways ?? this.#offered;
      this.#options.ledger.broke(runner.choice.way, error.message);
      this.#end(error);
      return;
    }
    this.#lost(runner, error);
  }

  /** A way is out before it showed anything: the next one, unless another is still running. */
  #lost(runner: ContestRunner, error: WayError): void {
    const { way } = runner.choice;
    this.#field.remove(runner);
    if (error.kind === 'signed-out') {
      this.#end(error);
      return;
    }
    this.#offered = error.ways ?? this.#offered;
    const { isForever, isBlocked, words } = lossOf(runner, error, this.#options.gatewayReachable());
    const current = this.#current;
    if (current?.choice.way === way) {
      // It was opened anew only for its sound: the picture goes on without.
      current.sound = this.#sound.listening ? 'none' : 'off';
      this.#tellView(current);
      return;
    }
    if (isForever) {
      this.#options.ledger.showedNothing(way, words);
    }
    if (isBlocked) {
      this.#blocked.note(way, words, current !== undefined);
    }
    if (current) {
      this.#describe(current);
      return;
    }
    if (this.#field.runners.length === 0) {
      this.#next(this.#options.gatewayReachable() ? error : awayError(error), isForever);
    } else if (isForever && this.#field.runners.every(({ connected }) => !connected)) {
      this.#rivals.replace(error.kind === 'transport' ? way : undefined);
    }
  }

  #next(error: WayError, isForever: boolean): void {
    const next = this.#plan().find(({ way }) => !this.#field.hasTried(way));
    // A gateway that is busy or away is so for every way.
    if (!isForever || this.#options.forced || !next) {
      if (!next) {
        this.#options.ledger.forgive();
      }
      this.#end(error);
      return;
    }
    this.#connected = false;
    this.#options.onNextWay();
    this.#run(next);
  }

  #tick(): void {
    for (const runner of [...this.#field.runners]) {
      const beside = this.#current !== undefined;
      const waits = runner !== this.#current && runner.begun;
      if (waits && runner.tick({ cameraPlays: this.#options.cameraPlays(), beside })) {
        this.#lost(runner, quietError(runner));
      }
    }
    if (!this.#timers.closed) {
      this.#timers.after(contestTimes.tick, () => this.#tick());
    }
  }

  /** The reasons may have changed: what was tried behind the picture failed. */
  #describe(runner: ContestRunner): void {
    const found = this.#plan().find(({ way }) => way === runner.choice.way);
    if (found) {
      runner.choice = found;
    }
    this.#tellView(runner);
  }

  #tellView(runner: ContestRunner): void {
    if (runner === this.#current) {
      const { choice, converted, sound } = runner;
      this.#options.onView({ choice, converted, sound });
    }
  }

  #tryUpwardLater(): void {
    this.#cancelUpward?.();
    this.#cancelUpward = this.#timers.after(forgiveAfterMs, () => {
      this.reconsider({ forgiving: true });
      this.#tryUpwardLater();
    });
  }

  #end(error: WayError): void {
    if (!this.#timers.closed) {
      this.#options.onEnded(error);
    }
  }
}
