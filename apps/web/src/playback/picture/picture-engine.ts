import type { GopHeader } from '@casement/contract';
import { ClockFollower, type ClockState } from './clock-follower.js';
import { decodeAim, type PlanView, wantedPictures } from './decode-plan.js';
import { type GopDecoder, type PictureDecoder, VideoGopDecoder } from './gop-decoder.js';
import { GopStore } from './gop-store.js';
import type { FromGopWorker, PictureStatistics } from './gop-worker-messages.js';
import { HeldGop } from './held-gop.js';
import { JpegDecoder } from './jpeg-decoder.js';
import { capacityFor, type OpenPicture, PictureShelf, shelfLimits } from './picture-shelf.js';
import {
  compareRefs,
  everyPicture,
  indexOf,
  isSame,
  type PictureRef,
  PictureWalk,
  timeOf,
} from './picture-walk.js';
import { paceFor, Presenter, type PresentView } from './presenter.js';

export type PictureEngineOptions = {
  readonly createDecoder: (init: VideoDecoderInit) => PictureDecoder;
  readonly createChunk: (init: EncodedVideoChunkInit) => EncodedVideoChunk;
  readonly createBitmap: (jpeg: Blob) => Promise<ImageBitmap>;
  /** Whether this browser decodes a codec. Never rejects. */
  readonly isSupported: (codec: string) => Promise<boolean>;
  /** Puts a picture on the screen; must not keep it. */
  readonly draw: (picture: OpenPicture) => void;
  /** Empties the screen. */
  readonly clear: () => void;
  readonly tell: (message: FromGopWorker) => void;
  /** Something happened: `tick` is to be called with the next picture of the screen. */
  readonly wake: () => void;
  /** Calls when what was drawn is on the screen. */
  readonly afterDrawing: (callback: () => void) => void;
  readonly nowMs: () => number;
};

/** A wait is told when it lasts this long, in milliseconds. */
const waitingMs = 300;

/** How often the counters are told at most, in milliseconds. */
const statisticsMs = 500;

/** Pictures just shown stay for a step back. */
const keptBehind = 4;

/** After so many GOPs in a row without one picture ever, the browser counts as unable. */
const hopelessGops = 3;

/** The decoder is trusted with this share of what it was measured to do. */
const trustedShare = 0.85;

/**
 * Shows the recorded pictures of one camera by a clock: holds the GOPs, has them decoded ahead of the clock, draws. Everything
 * but the browser; runs in a worker.
 */
export class PictureEngine {
  readonly #options: PictureEngineOptions;
  readonly #clock = new ClockFollower();
  readonly #store = new GopStore();
  readonly #walk = new PictureWalk(this.#store);
  readonly #shelf = new PictureShelf();
  readonly #presenter = new Presenter(this.#walk, this.#shelf);
  readonly #support = new Map<string, boolean | null>();
  #decoder: GopDecoder | undefined;
  #decoderKind: 'video' | 'jpeg' | undefined;
  #wanted = new Map<HeldGop, Set<number>>();
  #aimGeneration: number | undefined;
  #gap = false;
  #pixels: number = shelfLimits.pixels;
  /** How many pictures the decoder lets be held, learned by its stalls. */
  #mostHeld: number = shelfLimits.pictures;
  #intervalMs: number | null = null;
  #pace = everyPicture;
  #waitingSinceMs: number | undefined;
  #toldWaiting: 'gop' | 'decoder' | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  #toldStatistics = '';
  #decoded = 0;
  #shown = 0;
  #damaged = 0;
  #hopeless = 0;

  constructor(options: PictureEngineOptions) {
    this.#options = options;
  }

  get statistics(): PictureStatistics {
    return {
      decoded: this.#decoded,
      shown: this.#shown,
      skipped: this.#presenter.skipped,
      damaged: this.#damaged,
      openFrames: this.#shelf.open,
      mostOpenFrames: this.#shelf.mostOpen,
      bufferedGops: this.#store.count,
      bufferedBytes: this.#store.bytes,
      pictureMs: this.#decoder?.pictureMs ?? 0,
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
    if (gop.order.length === 0) {
      this.#damaged += gop.pictures.length;
      return;
    }
    if (gop.pictures[0]?.key !== true) {
      this.#damaged += gop.pictures.length;
      this.#options.tell({
        kind: 'failed',
        words: 'The recording here begins without a key picture',
      });
      return;
    }
    if (this.#store.add(gop)) {
      const { direction } = this.#clock.state;
      this.#store.trim(this.#clock.positionMs(this.#options.nowMs()), direction);
      void this.#ask(gop.codec);
    }
    this.#options.wake();
  }

  /** @param pixels how many pixels of decoded pictures may be held */
  budget(pixels: number): void {
    this.#pixels = pixels;
    this.#options.wake();
  }

  /** Once for each picture of the screen. @returns whether it is to be called again without being woken */
  tick(): boolean {
    const nowMs = this.#options.nowMs();
    const view = this.#view(nowMs);
    const presentation = this.#presenter.step(view);
    switch (presentation.kind) {
      case 'show':
        this.#show(presentation.ref, presentation.lagMs);
        break;
      case 'blank':
        this.#options.clear();
        this.#options.tell({ kind: 'blank' });
        break;
      case 'waiting':
      case 'nothing':
        break;
    }
    const isWaiting = presentation.kind === 'waiting';
    this.#wait(isWaiting, nowMs);
    this.#decoder?.tick();
    this.#plan(view);
    const isCounting = this.#tellStatistics(nowMs);
    return view.clock.running || isWaiting || isCounting || this.#decoder?.isBusy === true;
  }

  /** Closes everything that is open. Idempotent. */
  close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#shelf.keepOnly(() => false);
  }

  #view(nowMs: number): PresentView {
    const clock = this.#clock.state;
    this.#intervalMs = this.#presenter.focus?.gop.intervalMs ?? this.#intervalMs;
    this.#pace = paceFor({
      speed: clock.speed,
      intervalMs: this.#intervalMs,
      decodedPerSecond: (1000 * trustedShare) / Math.max(0.1, this.#decoder?.pictureMs ?? 0.1),
      before: this.#pace,
    });
    return {
      clock,
      positionMs: this.#clock.positionMs(nowMs),
      gap: this.#gap,
      pace: this.#pace,
    };
  }

  #show(ref: PictureRef, lagMs: number): void {
    const picture = this.#shelf.get(ref);
    if (picture === undefined) {
      return;
    }
    this.#options.draw(picture);
    this.#shown += 1;
    const { width, height } = sizeOf(picture);
    const drawn = { kind: 'picture', timeMs: timeOf(ref), width, height, lagMs } as const;
    this.#options.afterDrawing(() => this.#options.tell(drawn));
  }

  #wait(isWaiting: boolean, nowMs: number): void {
    this.#waitingSinceMs = isWaiting ? (this.#waitingSinceMs ?? nowMs) : undefined;
    const isLong = this.#waitingSinceMs !== undefined && nowMs - this.#waitingSinceMs >= waitingMs;
    const what = !isLong ? null : this.#presenter.focus === undefined ? 'gop' : 'decoder';
    if (what !== this.#toldWaiting) {
      this.#toldWaiting = what;
      this.#options.tell({ kind: 'waiting', what });
    }
  }

  /** Has decoded what is wanted, and closes what is not. */
  #plan({ clock, pace }: PresentView): void {
    const { focus, shown } = this.#presenter;
    if (focus === undefined) {
      this.#shelf.keepOnly((ref) => isSame(ref, shown));
      return;
    }
    const { width, height } = focus.gop;
    const most = Math.min(this.#mostHeld, capacityFor(width, height, this.#pixels));
    const plan: PlanView = {
      focus,
      running: clock.running,
      direction: clock.direction,
      pace,
      capacity: Math.max(shelfLimits.fewest, most - keptBehind),
    };
    const wanted = wantedPictures(this.#walk, plan);
    this.#wanted = setOf(wanted);
    const behind = setOf(this.#behind(shown, clock));
    this.#shelf.keepOnly((ref) => isIn(this.#wanted, ref) || isIn(behind, ref));
    const aim = decodeAim(wanted, (ref) => this.#shelf.has(ref), plan);
    const [first] = aim?.indexes ?? [];
    if (!aim || first === undefined || this.#support.get(aim.gop.codec) !== true) {
      return;
    }
    const decoder = this.#decoderFor(aim.gop.codec);
    const goesOn = decoder.gop === aim.gop && decoder.isComing(first);
    // While the clock runs, what is being decoded is let finish: a slow decoder would never give anything otherwise.
    const interrupts = aim.urgent && (!clock.running || this.#aimGeneration !== clock.generation);
    if (goesOn || !decoder.isBusy || interrupts) {
      this.#aimGeneration = clock.generation;
      decoder.aim(aim);
    }
  }

  #behind(shown: PictureRef | undefined, { direction }: ClockState): readonly PictureRef[] {
    const kept: PictureRef[] = [];
    let ref = shown;
    while (ref !== undefined && kept.length < keptBehind) {
      kept.push(ref);
      ref = this.#walk.next(ref, direction === 1 ? -1 : 1, everyPicture);
    }
    return kept;
  }

  #decoderFor(codec: string): GopDecoder {
    const kind = codec === 'jpeg' ? 'jpeg' : 'video';
    if (this.#decoder && this.#decoderKind === kind) {
      return this.#decoder;
    }
    this.#decoder?.close();
    this.#decoderKind = kind;
    const { createDecoder, createChunk, createBitmap, nowMs, wake } = this.#options;
    const handlers = {
      onPicture: (gop: HeldGop, index: number, picture: OpenPicture) =>
        this.#onPicture(gop, index, picture),
      onLost: (gop: HeldGop, indexes: readonly number[], words: string | null) =>
        this.#onLost(gop, indexes, words),
      onStalled: (gop: HeldGop) => this.#onStalled(gop),
      onIdle: wake,
    };
    this.#decoder =
      kind === 'jpeg'
        ? new JpegDecoder({ ...handlers, createBitmap, nowMs })
        : new VideoGopDecoder({ ...handlers, createDecoder, createChunk, nowMs });
    return this.#decoder;
  }

  #onPicture(gop: HeldGop, index: number, picture: OpenPicture): void {
    this.#decoded += 1;
    this.#hopeless = 0;
    const ref = { gop, place: gop.order.indexOf(index) };
    if (ref.place >= 0 && (isIn(this.#wanted, ref) || this.#isNews(ref))) {
      this.#shelf.put(ref, picture);
      this.#options.wake();
    } else {
      picture.close();
    }
  }

  /** Too late to be wanted, and still newer than what is on the screen. */
  #isNews(ref: PictureRef): boolean {
    const { focus, shown } = this.#presenter;
    const { running, direction } = this.#clock.state;
    return (
      running &&
      shown !== undefined &&
      focus !== undefined &&
      compareRefs(ref, shown) * direction > 0 &&
      compareRefs(ref, focus) * direction < 0
    );
  }

  #onLost(gop: HeldGop, indexes: readonly number[], words: string | null): void {
    const lost = indexes.filter((index) => !gop.lost.has(index));
    lost.forEach((index) => gop.lost.add(index));
    this.#damaged += lost.length;
    if (gop.order.every((index) => gop.lost.has(index))) {
      this.#hopeless += 1;
      const why = words ?? 'the decoder gave no picture';
      this.#options.tell(
        this.#hopeless >= hopelessGops && this.#decoded === 0
          ? { kind: 'unsupported', words: `This browser cannot decode the recording (${why})` }
          : { kind: 'failed', words: `The recording here cannot be decoded (${why})` },
      );
    }
    this.#options.wake();
  }

  #onStalled(gop: HeldGop): void {
    // Some decoders have only so many pictures, and wait until one is given back.
    const held = this.#shelf.open;
    if (held > shelfLimits.fewest) {
      this.#mostHeld = Math.max(shelfLimits.fewest, Math.floor(held / 2));
      return;
    }
    this.#onLost(
      gop,
      gop.pictures.map((_, index) => index),
      'the decoder stands still',
    );
  }

  async #ask(codec: string): Promise<void> {
    if (this.#support.has(codec)) {
      return;
    }
    this.#support.set(codec, null);
    const isSupported = await this.#options.isSupported(codec);
    this.#support.set(codec, isSupported);
    if (!isSupported) {
      const words = `This browser does not decode ${codec}`;
      this.#options.tell({ kind: 'unsupported', words });
    }
    this.#options.wake();
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

function sizeOf(picture: OpenPicture): { readonly width: number; readonly height: number } {
  return 'displayWidth' in picture
    ? { width: picture.displayWidth, height: picture.displayHeight }
    : picture;
}

function setOf(refs: readonly PictureRef[]): Map<HeldGop, Set<number>> {
  const set = new Map<HeldGop, Set<number>>();
  for (const ref of refs) {
    const indexes = set.get(ref.gop) ?? new Set<number>();
    set.set(ref.gop, indexes);
    indexes.add(indexOf(ref));
  }
  return set;
}

function isIn(set: ReadonlyMap<HeldGop, ReadonlySet<number>>, ref: PictureRef): boolean {
  return set.get(ref.gop)?.has(indexOf(ref)) === true;
}
