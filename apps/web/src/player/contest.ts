import type { DeliveryWay, Viewing as ViewingReport } from '@casement/contract';
import { carriesSound, type DeliveryChoice } from './choose-delivery.js';
import { awayError, quietError } from './contest-errors.js';
import { type ContestOptions, contestTimes } from './contest-options.js';
import { ContestRunner } from './contest-runner.js';
import type { PictureElement } from './player.js';
import type { RawStatistics } from './raw-statistics.js';
import { forgiveAfterMs } from './way-ledger.js';
import { WayError } from './way-error.js';
import { transportOf } from './way-transport.js';
import { blockedWords } from './way-words.js';

/**
 * Finds the way for one tile: starts the best one, in an unknown network the next one shortly after it, keeps the first that
 * shows a picture, goes down when nothing comes, and tries upward again. While one way shows pictures another may be
 * tried behind it; the picture changes over only when the other one moves.
 */
export class WayContest {
  readonly #options: ContestOptions;
  readonly #runners: ContestRunner[] = [];
  readonly #tried = new Set<DeliveryWay>();
  /** What got no connection; believed only when another way brings a picture. */
  readonly #blocked = new Map<DeliveryWay, string>();
  readonly #timers = new Set<number>();
  #current: ContestRunner | undefined;
  #offered: readonly DeliveryWay[] | null = null;
  #listening: boolean;
  #volume: number | null;
  #connected = false;
  #closed = false;
  #upwardTimer: number | undefined;

  constructor(options: ContestOptions) {
    this.#options = options;
    this.#listening = options.listening;
    this.#volume = options.volume;
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
    const rival = others.find(({ way }) => transportOf(way) !== transportOf(first.way));
    if (this.#closed) {
      return;
    }
    if (rival && !this.#options.forced && !this.#options.memory.works(first.way)) {
      this.#startRivalLater(first, rival);
    }
    this.#after(contestTimes.tick, () => this.#tick());
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

  /** Whether somebody wants to hear the camera. A way without sound goes on until its successor with sound shows a picture. */
  listen(listening: boolean, volume: number | null): void {
    this.#listening = listening;
    this.#volume = volume;
    const current = this.#current;
    current?.player?.hear(volume);
    if (current?.listening === true && !listening) {
      this.#after(contestTimes.mute, () => this.#followListening());
    } else {
      this.#followListening();
    }
  }

  /** The camera sends something else, or another way was found to work or to fail: is there a better way now? */
  reconsider(options: { readonly forgiving: boolean }): void {
    const [best] = this.#options.plan({ forgiving: options.forgiving, offered: this.#offered });
    const current = this.#current;
    if (this.#closed || !current || !best || best.way === current.choice.way) {
      return;
    }
    if (!this.#runners.some(({ choice }) => choice.way === best.way)) {
      this.#run(best);
    }
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    for (const timer of this.#timers) {
      this.#options.clearTimeout(timer);
    }
    this.#timers.clear();
    for (const runner of this.#runners.splice(0)) {
      this.#dispose(runner);
    }
  }

  get #foremost(): ContestRunner | undefined {
    return this.#current ?? this.#runners[0];
  }

  #plan(): readonly DeliveryChoice[] {
    return this.#options.plan({ forgiving: false, offered: this.#offered });
  }

  /** Opens the way in use anew when it has sound that nobody hears, or none that somebody wants to hear. */
  #followListening(): void {
    const current = this.#current;
    if (current && current.listening !== this.#listening && carriesSound(current.choice.way)) {
      this.#endOthers();
      this.#run(current.choice);
    }
  }

  #startRivalLater(first: DeliveryChoice, rival: DeliveryChoice): void {
    const startMs = this.#options.nowMs();
    const look = (): void => {
      const runner = this.#runners.find(({ choice }) => choice.way === first.way);
      const isBeaten = runner?.connected === true || this.#options.memory.works(first.way);
      if (this.#current || isBeaten || this.#tried.has(rival.way)) {
        return;
      }
      const waits = runner?.begun === false;
      if (waits && this.#options.nowMs() - startMs < contestTimes.turn) {
        this.#after(contestTimes.rival, look);
      } else {
        this.#run(rival);
      }
    };
    this.#after(first.way === 'webrtc' ? contestTimes.rival : contestTimes.rivalOfHttp, look);
  }

  #run(choice: DeliveryChoice): void {
    this.#tried.add(choice.way);
    const runner = new ContestRunner(choice, this.#listening);
    this.#runners.push(runner);
    const ifRunning = (act: () => void): void => {
      if (!this.#closed && this.#runners.includes(runner)) {
        act();
      }
    };
    try {
      const player = this.#options.open(
        choice,
        { listening: this.#listening, confirms: this.#current === undefined },
        {
          onBegun: () => {
            runner.begun = true;
          },
          onAnswered: () => {
            runner.answered = true;
          },
          onConnected: () => ifRunning(() => this.#onConnected(runner)),
          onPicture: (intervalMs) => ifRunning(() => this.#onPicture(runner, intervalMs)),
          onConverted: (words) =>
            ifRunning(() => {
              runner.converted = words;
              this.#tellView(runner);
            }),
          onNote: (words) => ifRunning(() => this.#onNote(runner, words)),
          onSound: (state) =>
            ifRunning(() => {
              runner.sound = state;
              this.#tellView(runner);
            }),
          onEnded: (error) => ifRunning(() => this.#onEnded(runner, error)),
        },
      );
      runner.player = player;
      player.hear(null);
      this.#options.mount(player.element);
    } catch (error) {
      this.#onEnded(runner, WayError.from(error));
    }
  }

  #onConnected(runner: ContestRunner): void {
    runner.connected = true;
    if (!this.#connected) {
      this.#connected = true;
      this.#options.onConnected();
    }
  }

  #onNote(runner: ContestRunner, words: string | null): void {
    runner.note = words;
    if (runner === this.#foremost) {
      this.#options.onNote(words);
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
    const { memory } = this.#options;
    const before = this.#current;
    this.#current = runner;
    runner.player?.hear(this.#volume);
    if (runner.player) {
      this.#options.onShown(runner.player.element, runner.choice.way);
    }
    if (before) {
      this.#remove(before);
    }
    const order = this.#plan().map(({ way }) => way);
    const better = this.#runners.filter(
      (other) =>
        other !== runner &&
        order.indexOf(other.choice.way) < order.indexOf(runner.choice.way) &&
        order.includes(other.choice.way),
    );
    for (const other of this.#runners.filter((one) => one !== runner && !better.includes(one))) {
      this.#remove(other);
    }
    for (const other of better) {
      this.#after(contestTimes.grace, () => this.#giveUp(other));
    }
    memory.noteWorks(runner.choice.way);
    for (const [way, words] of this.#blocked) {
      memory.noteFailed(way, words);
    }
    this.#blocked.clear();
    this.#describe(runner);
    this.#tryUpwardLater();
    // What the camera sends may have become known while nothing was shown yet.
    this.reconsider({ forgiving: false });
    this.#after(contestTimes.healthy, () => {
      if (this.#current === runner) {
        this.#options.ledger.forgive(runner.choice.way);
      }
    });
    // Somebody began to listen while this way was still being opened.
    if (this.#listening) {
      this.#followListening();
    }
  }

  /** A better way had its time beside one that shows pictures already. */
  #giveUp(runner: ContestRunner): void {
    if (this.#closed || runner === this.#current || !this.#runners.includes(runner)) {
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
    this.#remove(runner);
    if (error.kind === 'signed-out') {
      this.#end(error);
      return;
    }
    this.#offered = error.ways ?? this.#offered;
    const isForever =
      error.kind !== 'busy' && error.kind !== 'refused' && this.#options.gatewayReachable();
    const isBlocked =
      isForever && error.kind === 'transport' && runner.answered && !runner.connected;
    const words = isBlocked ? blockedWords(way) : error.message;
    const current = this.#current;
    if (current?.choice.way === way) {
      // It was opened anew only for its sound: the picture goes on without.
      current.sound = this.#listening ? 'none' : 'off';
      this.#tellView(current);
      return;
    }
    if (isForever) {
      this.#options.ledger.showedNothing(way, words);
    }
    if (isBlocked) {
      this.#noteBlocked(way, words);
    }
    if (current) {
      this.#describe(current);
      return;
    }
    if (this.#runners.length === 0) {
      this.#next(this.#options.gatewayReachable() ? error : awayError(error), isForever);
    } else if (isForever && this.#runners.every(({ connected }) => !connected)) {
      this.#replaceRival(error.kind === 'transport' ? way : undefined);
    }
  }

  /** What is left has no connection either: the next way that goes another way through the network joins it. */
  #replaceRival(lost: DeliveryWay | undefined): void {
    const taken = [...this.#runners.map(({ choice }) => choice.way), ...(lost ? [lost] : [])];
    const transports = new Set(taken.map(transportOf));
    const rival = this.#plan().find(
      ({ way }) => !this.#tried.has(way) && !transports.has(transportOf(way)),
    );
    if (rival) {
      this.#run(rival);
    }
  }

  #noteBlocked(way: DeliveryWay, words: string): void {
    if (this.#current) {
      this.#options.memory.noteFailed(way, words);
    } else {
      this.#blocked.set(way, words);
    }
  }

  #next(error: WayError, isForever: boolean): void {
    const next = this.#plan().find(({ way }) => !this.#tried.has(way));
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
    for (const runner of [...this.#runners]) {
      if (runner !== this.#current && runner.begun && this.#isLate(runner)) {
        this.#lost(runner, quietError(runner));
      }
    }
    if (!this.#closed) {
      this.#after(contestTimes.tick, () => this.#tick());
    }
  }

  /** Without a connection the network is to blame; with one a camera that has nothing to show may be. */
  #isLate(runner: ContestRunner): boolean {
    if (!runner.connected || (this.#options.cameraPlays() && runner.note === null)) {
      runner.quietMs += contestTimes.tick;
    }
    if (!runner.answered) {
      return runner.quietMs >= contestTimes.unanswered;
    }
    return runner.quietMs >= (this.#current ? contestTimes.grace : contestTimes.quiet);
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
    if (this.#upwardTimer !== undefined) {
      this.#options.clearTimeout(this.#upwardTimer);
      this.#timers.delete(this.#upwardTimer);
    }
    this.#upwardTimer = this.#after(forgiveAfterMs, () => {
      this.reconsider({ forgiving: true });
      this.#tryUpwardLater();
    });
  }

  #endOthers(): void {
    for (const other of this.#runners.filter((one) => one !== this.#current)) {
      this.#remove(other);
    }
  }

  #remove(runner: ContestRunner): void {
    const index = this.#runners.indexOf(runner);
    if (index >= 0) {
      this.#runners.splice(index, 1);
      this.#dispose(runner);
    }
  }

  #dispose({ player }: ContestRunner): void {
    if (player) {
      player.close();
      this.#options.unmount(player.element);
    }
  }

  #end(error: WayError): void {
    if (!this.#closed) {
      this.#options.onEnded(error);
    }
  }

  #after(delayMs: number, act: () => void): number {
    const timer = this.#options.setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) {
        act();
      }
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }
}
