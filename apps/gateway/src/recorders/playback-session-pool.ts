import type { PlaybackLeaseListener } from '../playback/recorder-playback.js';
import type { Clock, Timer } from '../net/clock.js';
import type { Urgency } from './command-queue.js';
import { PlaybackSlot } from './playback-slot.js';
import type { HeldUid } from './playback-slot.js';
import { causeInWords } from './session-cause.js';
import type { UidCommands } from './uid-session.js';

/** How often a full recorder is asked whether a UID is free; the question costs it nothing. */
const capacityRetryMs = 10_000;

/** The recorder was closed before a UID could be had: perhaps it is opened again with other settings. */
export class PlaybackClosedError extends Error {
  override readonly name = 'PlaybackClosedError';
}

/** Options of {@link PlaybackSessionPool}. */
export type PlaybackSessionPoolOptions = {
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly commands: UidCommands;
  /** Why no login may be tried now, in words; `undefined` when one may. */
  readonly whyNoLogin: () => string | undefined;
  /** UIDs came or went, or somebody waits. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

type Waiting = {
  readonly listener: PlaybackLeaseListener;
  readonly grant: (held: HeldUid) => void;
  readonly reject: (error: Error) => void;
  readonly urgency: Urgency;
  reason: string | undefined;
};

/**
 * The UIDs of a recorder that play back, one for each playback (design section 6). Playbacks get them in the order in
 * which they asked, one login after the other; what failed is remembered for the next, so that a recorder that evicts or
 * refuses is left in peace however many playbacks wait (E.1).
 */
export class PlaybackSessionPool {
  readonly #options: PlaybackSessionPoolOptions;
  readonly #slots = new Set<PlaybackSlot>();
  readonly #waiting: Waiting[] = [];
  #capacityRetry: Timer | undefined;
  #isClosed = false;

  constructor(options: PlaybackSessionPoolOptions) {
    this.#options = options;
  }

  /** UIDs held now, those that are kept for the next playback included. */
  get held(): number {
    return [...this.#slots].filter(({ uid }) => uid !== undefined).length;
  }

  /** Playbacks that have a UID. */
  get playing(): number {
    return [...this.#slots].filter(({ isHeld }) => isHeld).length;
  }

  /** Playbacks that wait for a UID. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a UID as long as the signal allows.
   *
   * @param urgency `later`: behind everybody who did not say so, such as downloads, for which nobody sits and waits
   * @throws the signal's reason
   * @throws {PlaybackClosedError}
   */
  async lease(
    listener: PlaybackLeaseListener,
    signal: AbortSignal,
    urgency: Urgency = 'soon',
  ): Promise<HeldUid> {
    signal.throwIfAborted();
    if (this.#isClosed) {
      throw new PlaybackClosedError('the recorder is being closed');
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        this.#serve();
      };
      const settled = (): void => signal.removeEventListener('abort', leave);
      const waiting: Waiting = {
        listener,
        grant: (held) => {
          settled();
          resolve(held);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        urgency,
        reason: undefined,
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#insert(waiting);
      this.#serve();
    });
  }

  /** How things stand with the recorder has changed: perhaps a login may be tried now. */
  poke(): void {
    this.#serve();
  }

  /** Forgets failures and tries again at once: a person asked for it. */
  reset(): void {
    for (const slot of this.#slots) {
      slot.reset();
    }
    this.#serve();
  }

  /** Gives back one UID that nobody uses; says whether there was one. */
  async giveUpSpare(): Promise<boolean> {
    const spare = [...this.#slots].find(({ isSpare }) => isSpare);
    if (spare === undefined) {
      return false;
    }
    await this.#drop(spare);
    return true;
  }

  /** Gives all UIDs back; who has one or waits for one is told. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#capacityRetry?.cancel();
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new PlaybackClosedError('the recorder is being closed'));
    }
    const slots = [...this.#slots];
    for (const slot of slots) {
      slot.tellLost({ kind: 'unexpected', detail: 'the recorder is being closed' });
    }
    await Promise.all(slots.map((slot) => this.#drop(slot)));
  }

  /** Gives what is there to who waits, and sees to it that more comes. */
  #serve(): void {
    if (this.#isClosed) {
      return;
    }
    for (const slot of this.#slots) {
      this.#giveTo(slot);
    }
    const isBeingStopped = [...this.#slots].some(
      ({ isSpare, isStopping }) => isSpare && isStopping,
    );
    if (this.#waiting.length > 0 && !(isBeingStopped && this.#isLaterNext)) {
      (this.#next() ?? this.#newSlot()).need();
    }
    this.#watchCapacity();
    this.#tellReasons();
    this.#endIdle();
    this.#options.onChange();
  }

  /** Nobody waits but those who said `later`. */
  get #isLaterNext(): boolean {
    return this.#waiting[0]?.urgency === 'later';
  }

  #insert(waiting: Waiting): void {
    const firstLater = this.#waiting.findIndex(({ urgency }) => urgency === 'later');
    if (waiting.urgency === 'later' || firstLater < 0) {
      this.#waiting.push(waiting);
    } else {
      this.#waiting.splice(firstLater, 0, waiting);
    }
  }

  #giveTo(slot: PlaybackSlot): void {
    const { uid, isSpare } = slot;
    // The first command of a playback ends the one before; a download needs a UID that does not play back (E.1).
    const isReady = isSpare && !(slot.isStopping && this.#isLaterNext);
    const waiting = isReady ? this.#waiting.shift() : undefined;
    if (waiting !== undefined && uid !== undefined) {
      waiting.grant(slot.grant(uid, waiting.listener));
    }
  }

  /** The slot whose login is under way or comes next: the one that has to wait longest, for it knows why. */
  #next(): PlaybackSlot | undefined {
    const retryAt = ({ isSigningIn, outage }: PlaybackSlot): number =>
      isSigningIn ? Infinity : (outage?.retryAtMs ?? 0);
    return [...this.#slots]
      .filter(({ uid }) => uid === undefined)
      .sort((a, b) => retryAt(b) - retryAt(a))[0];
  }

  #newSlot(): PlaybackSlot {
    const slot = new PlaybackSlot({
      ...this.#options,
      mayLogin: (asking) =>
        this.#options.whyNoLogin() === undefined &&
        this.#waiting.length > 0 &&
        this.#next() === asking,
      onChange: () => this.#serve(),
    });
    this.#slots.add(slot);
    return slot;
  }

  /** On a full recorder somebody may leave at any time, also somebody of ours. */
  #watchCapacity(): void {
    const slot = this.#waiting.length > 0 ? this.#next() : undefined;
    const kind = slot?.outage?.cause.kind;
    if (slot === undefined || (kind !== 'sessions-full' && kind !== 'own-limit')) {
      this.#capacityRetry?.cancel();
      this.#capacityRetry = undefined;
      return;
    }
    this.#capacityRetry ??= this.#options.clock.after(capacityRetryMs, () => {
      this.#capacityRetry = undefined;
      slot.reset();
      this.#serve();
    });
  }

  #tellReasons(): void {
    const reason = this.#waiting.length > 0 ? this.#reason() : '';
    for (const [before, waiting] of [...this.#waiting].entries()) {
      const place = `${before} ${before === 1 ? 'waits' : 'wait'} before this one`;
      const own = before === 0 ? reason : `${reason}; ${place}`;
      if (waiting.reason !== own) {
        waiting.reason = own;
        waiting.listener.waiting(own);
      }
    }
  }

  #reason(): string {
    const cause = this.#next()?.outage?.cause;
    return (
      this.#options.whyNoLogin() ??
      (cause ? causeInWords(cause) : 'signing in to the recorder for playback')
    );
  }

  /** What nobody holds or waits for is given up after a while; what is only remembered too. */
  #endIdle(): void {
    for (const slot of this.#slots) {
      if (slot.isHeld || (slot.uid === undefined && this.#waiting.length > 0)) {
        slot.keep();
      } else {
        slot.endSoon(() => {
          this.#drop(slot).catch(this.#options.onBug);
        });
      }
    }
  }

  async #drop(slot: PlaybackSlot): Promise<void> {
    this.#slots.delete(slot);
    await slot.close();
    this.#options.onChange();
  }
}
