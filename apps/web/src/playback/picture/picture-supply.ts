import type { ClockState } from './clock-follower.js';
import { type DecodeAim, decodeAim, wantedPictures } from './decode-plan.js';
import type { GopDecoder } from './gop-decoder.js';
import type { FromGopWorker } from './gop-worker-messages.js';
import type { HeldGop } from './held-gop.js';
import { JpegDecoder } from './jpeg-decoder.js';
import { capacityFor, type OpenPicture, PictureShelf, shelfLimits } from './picture-shelf.js';
import {
  compareRefs,
  everyPicture,
  indexOf,
  isSame,
  type Pace,
  type PictureRef,
  type PictureWalk,
} from './picture-walk.js';
import { type PictureDecoder, VideoGopDecoder } from './video-decoder.js';

export type PictureSupplyOptions = {
  readonly createDecoder: (init: VideoDecoderInit) => PictureDecoder;
  readonly createChunk: (init: EncodedVideoChunkInit) => EncodedVideoChunk;
  readonly createBitmap: (jpeg: Blob) => Promise<ImageBitmap>;
  /** Whether this browser decodes a codec. Never rejects. */
  readonly isSupported: (codec: string) => Promise<boolean>;
  readonly tell: (message: FromGopWorker) => void;
  /** A picture came, or something else that may be waited for. */
  readonly wake: () => void;
  readonly nowMs: () => number;
};

/** What is on the screen and what is needed next. */
export type SupplyView = {
  readonly clock: ClockState;
  readonly pace: Pace;
  /** The picture that is needed first; undefined: none is known. */
  readonly focus: PictureRef | undefined;
  readonly shown: PictureRef | undefined;
  /** What lies before the focus is given up, also what is being decoded of it. */
  readonly leavesOut: boolean;
};

/** Pictures just shown stay for a step back. */
const keptBehind = 4;

/** After so many GOPs in a row without one picture ever, the browser counts as unable. */
const hopelessGops = 3;

/** Has pictures decoded before they are needed, and closes those that are not needed any more. */
export class PictureSupply {
  readonly shelf = new PictureShelf();
  readonly #options: PictureSupplyOptions;
  readonly #walk: PictureWalk;
  readonly #support = new Map<string, boolean | null>();
  #decoder: GopDecoder | undefined;
  #decoderKind: 'video' | 'jpeg' | undefined;
  #view: SupplyView | undefined;
  #wanted: PictureSet = new Map();
  #aimGeneration: number | undefined;
  #pixels: number = shelfLimits.pixels;
  /** How many pictures the decoder lets be held, learned by its stalls. */
  #mostHeld: number = shelfLimits.pictures;
  #decoded = 0;
  #damaged = 0;
  #hopeless = 0;

  constructor(walk: PictureWalk, options: PictureSupplyOptions) {
    this.#walk = walk;
    this.#options = options;
  }

  /** Pictures that came out of the decoder. */
  get decoded(): number {
    return this.#decoded;
  }

  /** Pictures that cannot be decoded. */
  get damaged(): number {
    return this.#damaged;
  }

  /** How long decoding a picture takes, in milliseconds; 0 while nothing was decoded. */
  get pictureMs(): number {
    return this.#decoder?.pictureMs ?? 0;
  }

  get isBusy(): boolean {
    return this.#decoder?.isBusy === true;
  }

  /** @param pixels how many pixels of decoded pictures may be held */
  budget(pixels: number): void {
    this.#pixels = pixels;
  }

  /** Pictures came that cannot be decoded, in words; null: there is nothing to say. */
  refuse(pictures: number, words: string | null): void {
    this.#damaged += pictures;
    if (words !== null) {
      this.#options.tell({ kind: 'failed', words });
    }
  }

  /** Finds out, once, whether a codec is decoded here. */
  async ask(codec: string): Promise<void> {
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

  /** Once for each picture of the screen: has decoded what is wanted, and closes what is not. */
  tick(view: SupplyView): void {
    this.#view = view;
    this.#decoder?.tick();
    const { focus, shown, clock, pace } = view;
    if (focus === undefined) {
      this.shelf.keepOnly((ref) => isSame(ref, shown));
      return;
    }
    const capacity = this.#capacity(focus);
    const plan = { focus, running: clock.running, direction: clock.direction, pace, capacity };
    const wanted = wantedPictures(this.#walk, plan);
    this.#wanted = setOf(wanted);
    const behind = setOf(this.#behind(shown, clock));
    this.shelf.keepOnly((ref) => isIn(this.#wanted, ref) || isIn(behind, ref));
    const aim = decodeAim(wanted, (ref) => this.shelf.has(ref), plan);
    if (aim && this.#support.get(aim.gop.codec) === true) {
      this.#pursue(aim, view);
    }
  }

  /** Closes everything that is open. Idempotent. */
  close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.shelf.keepOnly(() => false);
  }

  #capacity({ gop }: PictureRef): number {
    const most = Math.min(this.#mostHeld, capacityFor(gop.width, gop.height, this.#pixels));
    return Math.max(shelfLimits.fewest, most - keptBehind);
  }

  #pursue(aim: DecodeAim, { clock, leavesOut }: SupplyView): void {
    const decoder = this.#decoderFor(aim.gop.codec);
    const [first = 0] = aim.indexes;
    const goesOn = decoder.gop === aim.gop && decoder.isComing(first);
    // While the clock runs, what is being decoded is let finish: a slow decoder would never give anything otherwise.
    const isOld = leavesOut ? decoder.gop !== aim.gop : this.#aimGeneration !== clock.generation;
    const interrupts = aim.urgent && (!clock.running || isOld);
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
      this.shelf.put(ref, picture);
      this.#options.wake();
    } else {
      picture.close();
    }
  }

  /** Too late to be wanted, and still newer than what is on the screen. */
  #isNews(ref: PictureRef): boolean {
    const { focus, shown, clock } = this.#view ?? {};
    return (
      clock?.running === true &&
      shown !== undefined &&
      focus !== undefined &&
      compareRefs(ref, shown) * clock.direction > 0 &&
      compareRefs(ref, focus) * clock.direction < 0
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
    const held = this.shelf.open;
    if (held > shelfLimits.fewest) {
      this.#mostHeld = Math.max(shelfLimits.fewest, Math.floor(held / 2));
      return;
    }
    const all = gop.pictures.map((_, index) => index);
    this.#onLost(gop, all, 'the decoder stands still');
  }
}

/** Pictures by GOP and index in decoding order. */
type PictureSet = ReadonlyMap<HeldGop, ReadonlySet<number>>;

function setOf(refs: readonly PictureRef[]): PictureSet {
  const set = new Map<HeldGop, Set<number>>();
  for (const ref of refs) {
    const indexes = set.get(ref.gop) ?? new Set<number>();
    set.set(ref.gop, indexes);
    indexes.add(indexOf(ref));
  }
  return set;
}

function isIn(set: PictureSet, ref: PictureRef): boolean {
  return set.get(ref.gop)?.has(indexOf(ref)) === true;
}
