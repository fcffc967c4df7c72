import type { Clock } from '../net/clock.js';
import type { CursorKeeper } from './cursor-keeper.js';
import { driveFailure } from './drive-failure.js';
import type { GopCache } from './gop-cache.js';
import { gopOfBody } from './gop-of-body.js';
import type { GopSeeker } from './gop-seeker.js';
import type { GopNeed } from './recorder-cursor.js';
import type { GopAnswer, PlaybackLease } from './recorder-playback.js';
import type { TrackView } from './track-window.js';

/** What pulls are made with. */
export type GopPullsOptions = {
  /** The recorder's id. */
  readonly recorder: string;
  readonly keeper: CursorKeeper;
  readonly cache: GopCache;
  readonly clock: Clock;
  readonly view: () => TrackView;
  /** The recorder answered, whatever it was, and the seeker was told. */
  readonly answered: (camera: number) => void;
  /** The request failed, and the seeker was told. */
  readonly failed: () => void;
  readonly onBug: (error: unknown) => void;
  /** What was odd about an answer, for the log: each thing once in a row. */
  readonly onOdd: (camera: number, text: string) => void;
};

/** The requests for GOPs that are under way, one per camera (E.3), and where their answers go. */
export class GopPulls {
  readonly #options: GopPullsOptions;
  readonly #running = new Map<number, AbortController>();
  /** What was odd last, by camera. */
  readonly #odd = new Map<number, string>();
  /** How often the clock was put elsewhere. */
  #moves = 0;

  constructor(options: GopPullsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#running.size;
  }

  has(camera: number): boolean {
    return this.#running.has(camera);
  }

  /** Asks for the next GOP of a camera for which nothing is under way. */
  start(lease: PlaybackLease, seeker: GopSeeker, need: GopNeed): void {
    const { camera } = seeker;
    const { keeper, cache, onBug } = this.#options;
    const asked = { epoch: keeper.epoch, moves: this.#moves };
    const abort = new AbortController();
    this.#running.set(camera, abort);
    cache.countMiss();
    /** False when nobody waits for it any more. */
    const ended = (): boolean => {
      const isOurs = this.#running.get(camera) === abort;
      if (isOurs) {
        this.#running.delete(camera);
      }
      return isOurs;
    };
    void lease
      .gop(camera, { signal: abort.signal })
      .then(
        (answer) => {
          if (ended()) {
            this.#answered(answer, seeker, need, asked);
          }
        },
        (error: unknown) => {
          if (ended()) {
            this.#failed(error, seeker, asked);
          }
        },
      )
      .catch(onBug);
  }

  /** The clock was put elsewhere: what comes now says where the recorder stands, and is no answer to what is needed. */
  moved(): void {
    this.#moves += 1;
  }

  /** The session is over: nobody waits for any of them. */
  endAll(): void {
    for (const abort of this.#running.values()) {
      abort.abort(new Error('the session with the recorder is over'));
    }
    this.#running.clear();
  }

  #answered(
    answer: GopAnswer,
    seeker: GopSeeker,
    need: GopNeed,
    asked: { readonly epoch: number; readonly moves: number },
  ): void {
    const { recorder, keeper, clock, view, answered } = this.#options;
    const { camera } = seeker;
    const nowMs = clock.nowMs();
    const stale = keeper.isStale(asked.epoch, camera, answer.body?.information.state);
    const isOutdated = stale || asked.moves !== this.#moves;
    if (answer.kind === 'nothing') {
      // Only TLV 0x000C says that there is nothing; an answer without pictures may have been of any place.
      const isSure = answer.body?.isPresent === false;
      if (!isSure && !stale) {
        keeper.cameWithout(camera);
      }
      this.#tellOdd(camera, answer.body?.defects ?? []);
      if (!isOutdated) {
        seeker.nothing(need, view(), { nowMs, isSure });
      }
    } else {
      const result = gopOfBody(answer.body, { recorder, camera });
      this.#tellOdd(camera, result.defects);
      seeker.received(result, need, keeper.cursor, { nowMs, stale: isOutdated });
      const span = result.kind === 'gop' ? result.gop : result.span;
      if (!stale && span) {
        keeper.came(camera, span, answer.body.information.speedStep);
      } else if (!stale) {
        keeper.cameUnknown(camera);
      }
    }
    answered(camera);
  }

  /** A recorder often does the same with each GOP: the log has it once. */
  #tellOdd(camera: number, defects: readonly string[]): void {
    const text = defects.join('; ');
    if (text !== '' && text !== this.#odd.get(camera)) {
      this.#options.onOdd(camera, text);
    }
    this.#odd.set(camera, text);
  }

  #failed(error: unknown, seeker: GopSeeker, asked: { readonly epoch: number }): void {
    const { keeper, clock, failed, onBug } = this.#options;
    if (asked.epoch === keeper.epoch) {
      keeper.cameUnknown(seeker.camera);
    }
    const { reason, detail, pauseMs, isBug } = driveFailure(error);
    this.#tellOdd(seeker.camera, detail === undefined ? [] : [detail]);
    if (isBug) {
      onBug(error);
    }
    seeker.failed(reason, clock.nowMs(), pauseMs);
    failed();
  }
}
