import type { GopHeader } from '@casement/contract';
import { sizeOf } from '../../player/picture-canvas.js';
import { ClockFollower, type ClockState } from './clock-follower.js';
import { GopStore } from './gop-store.js';
import type { PictureStatistics } from './gop-worker-messages.js';
import { HeldGop } from './held-gop.js';
import { LagWatch } from './lag-watch.js';
import { paceFor } from './pace.js';
import type { OpenPicture } from './picture-shelf.js';
import { PictureSupply, type PictureSupplyOptions } from './picture-supply.js';
import { everyPicture, type PictureRef, PictureWalk, timeOf } from './picture-walk.js';
import { Presenter, type PresentView } from './presenter.js';

export type PictureEngineOptions = PictureSupplyOptions & {
  /** Puts a picture on the screen; must not keep it. */
  readonly draw: (picture: OpenPicture) => void;
  /** Empties the screen. */
  readonly clear: () => void;
  /** Calls when what was drawn is on the screen. */
  readonly afterDrawing: (callback: () => void) => void;
};

/** A wait is told when it lasts this long, in milliseconds. */
const waitingMs = 300;

/** How often the counters are told at most, in milliseconds. */
const statisticsMs = 500;

/** The decoder is trusted with this share of what it was measured to do. */
const trustedShare = 0.85;

/** Faster than any decoder, in milliseconds. */
const shortestPictureMs = 0.1;

/**
 * Shows the recorded pictures of one camera by a clock: holds the GOPs, has them decoded ahead of the clock, draws. Everything
 * but the browser; runs in a worker. `wake` asks for `tick` with the next picture of the screen.
 */
export class PictureEngine {
  readonly #options: PictureEngineOptions;
  readonly #clock = new ClockFollower();
  readonly #store = new GopStore();
  readonly #supply: PictureSupply;
  readonly #presenter: Presenter;
  readonly #lag = new LagWatch();
  #gap = false;
  #intervalMs: number | null = null;
  #pace = everyPicture;
  #waitingSinceMs: number | undefined;
  #toldWaiting: 'gop' | 'decoder' | null = null;
  #toldBehind: number | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  #toldStatistics = '';
  #shown = 0;

  constructor(options: PictureEngineOptions) {
    this.#options = options;
    const walk = new PictureWalk(this.#store);
    this.#supply = new PictureSupply(walk, options);
    this.#presenter = new Presenter(walk, this.#supply.shelf);
  }

  get statistics(): PictureStatistics {
    const { decoded, damaged, pictureMs, shelf } = this.#supply;
    return {
      decoded,
      shown: this.#shown,
      skipped: this.#presenter.skipped,
      damaged,
      openFrames: shelf.open,
      mostOpenFrames: shelf.mostOpen,
      bufferedGops: this.#store.count,
      bufferedBytes: this.#store.bytes,
      pictureMs,
    };
  }

  /** The gateway's clock. @param atMs when the message came, on the clock of `nowMs` */
  clock(state: ClockState, gap: boolean, atMs: number): void {
    this.#clock.take(state, atMs);
    this.#gap = gap;
    this.#options.wake();
  }

  gop(header: GopHeader, data: Uint8Array<ArrayBuffer>): void {
    const gop = new HeldGop(header, data);
    const count = gop.pictures.length;
    if (gop.order.length === 0) {
      this.#supply.refuse(count, null);
      return;
    }
    if (gop.pictures[0]?.key !== true) {
      this.#supply.refuse(count, 'The recording here begins without a key picture');
      return;
    }
    if (this.#store.add(gop)) {
      const { direction } = this.#clock.state;
      this.#store.trim(this.#clock.positionMs(this.#options.nowMs()), direction);
      void this.#supply.ask(gop.codec);
    }
    this.#options.wake();
  }

  /** @param pixels how many pixels of decoded pictures may be held */
  budget(pixels: number): void {
    this.#supply.budget(pixels);
    this.#options.wake();
  }

  /** Once for each picture of the screen. @returns whether it is to be called again without being woken */
  tick(): boolean {
    const nowMs = this.#options.nowMs();
    const view = this.#view(nowMs);
    const presentation = this.#presenter.step(view);
    if (presentation.kind === 'show') {
      this.#show(presentation.ref, presentation.lagMs);
    } else if (presentation.kind === 'blank') {
      this.#options.clear();
      this.#options.tell({ kind: 'blank' });
    }
    const isWaiting = presentation.kind === 'waiting';
    this.#tellWaiting(isWaiting, nowMs);
    this.#tellBehind(nowMs);
    const { focus, shown, leavesOut } = this.#presenter;
    this.#supply.tick({ clock: view.clock, pace: view.pace, focus, shown, leavesOut });
    const isCounting = this.#tellStatistics(nowMs);
    return view.clock.running || isWaiting || isCounting || this.#supply.isBusy;
  }

  /** Closes everything that is open. Idempotent. */
  close(): void {
    this.#supply.close();
  }

  #view(nowMs: number): PresentView {
    const clock = this.#clock.state;
    this.#intervalMs = this.#presenter.focus?.gop.intervalMs ?? this.#intervalMs;
    this.#pace = paceFor({
      speed: clock.speed,
      intervalMs: this.#intervalMs,
      decodedPerSecond: (1000 * trustedShare) / Math.max(shortestPictureMs, this.#supply.pictureMs),
      before: this.#pace,
    });
    const positionMs = this.#clock.positionMs(nowMs);
    return { clock, positionMs, gap: this.#gap, pace: this.#pace };
  }

  #show(ref: PictureRef, lagMs: number): void {
    const picture = this.#supply.shelf.get(ref);
    if (picture === undefined) {
      return;
    }
    this.#options.draw(picture);
    this.#shown += 1;
    const drawn = { kind: 'picture', timeMs: timeOf(ref), ...sizeOf(picture), lagMs } as const;
    this.#options.afterDrawing(() => this.#options.tell(drawn));
  }

  #tellWaiting(isWaiting: boolean, nowMs: number): void {
    this.#waitingSinceMs = isWaiting ? (this.#waitingSinceMs ?? nowMs) : undefined;
    const isLong = this.#waitingSinceMs !== undefined && nowMs - this.#waitingSinceMs >= waitingMs;
    const what = !isLong ? null : this.#presenter.focus === undefined ? 'gop' : 'decoder';
    if (what !== this.#toldWaiting) {
      this.#toldWaiting = what;
      this.#options.tell({ kind: 'waiting', what });
    }
  }

  #tellBehind(nowMs: number): void {
    const { running, generation } = this.#clock.state;
    const { behindMs } = this.#presenter;
    const seconds = this.#lag.see({ running, generation, behindMs, nowMs });
    if (seconds !== this.#toldBehind) {
      this.#toldBehind = seconds;
      this.#options.tell({ kind: 'behind', seconds });
    }
  }

  /** @returns whether something may be left to tell */
  #tellStatistics(nowMs: number): boolean {
    if (nowMs - this.#toldMs < statisticsMs) {
      return true;
    }
    const { statistics } = this;
    const text = JSON.stringify(statistics);
    if (text === this.#toldStatistics) {
      return false;
    }
    this.#toldMs = nowMs;
    this.#toldStatistics = text;
    this.#options.tell({ kind: 'statistics', ...statistics });
    return true;
  }
}
