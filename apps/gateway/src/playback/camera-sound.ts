import type { Clock } from '../net/clock.js';
import type { KeptSound } from './playback-output.js';
import type { PlaybackLease, SoundAnswer } from './recorder-playback.js';

/** What the sound of a camera is made of. */
export type CameraSoundOptions = {
  readonly camera: number;
  readonly clock: Clock;
  /** The UID while it plays; `epoch` grows with each command. */
  readonly recorder: () => { readonly lease: PlaybackLease | undefined; readonly epoch: number };
  /** Gives it to those who listen. */
  readonly deliver: (sound: KeptSound) => void;
  /** Sends the recorder to a time, because its sound is of another one. */
  readonly goTo: (atMs: number) => void;
  readonly failed: (error: unknown) => void;
};

/** At most so much is asked for ahead of the clock. */
const aheadMs = 2_000;
/** Where the recorder's sound is further ahead than this, it is of another place. */
const astrayMs = 6_000;
const maxBehind = 6;
const againMs = 1_000;
/** GOTODATE for sound: seldom, it takes the recorder's time. */
const goToPauseMs = 15_000;

/**
 * The sound of one camera, about a second at a time: asked for after pictures came, only while the clock goes forward at speed
 * 1 and somebody listens, and aligned by its own times (NVR v1.4R1 3.2.2, E.3).
 */
export class CameraSound {
  readonly #options: CameraSoundOptions;
  #isAsking = false;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #goToNotBeforeMs = Number.NEGATIVE_INFINITY;
  #aheadMs: number | undefined;
  #behind = 0;
  #codec: KeptSound['codec'] | null = null;

  constructor(options: CameraSoundOptions) {
    this.#options = options;
  }

  /** Codec of the sound that came last. */
  get codec(): KeptSound['codec'] | null {
    return this.#codec;
  }

  /** The clock was put elsewhere. */
  reset(): void {
    this.#aheadMs = undefined;
    this.#behind = 0;
  }

  /**
   * Asks for more when it is time. `shownFromMs`, `shownToMs`: from where to where there are pictures around the clock: sound
   * is never given for a time without pictures.
   */
  pump(positionMs: number, shownFromMs: number, shownToMs: number): void {
    const { clock, recorder } = this.#options;
    const { lease, epoch } = recorder();
    const isFull = this.#aheadMs !== undefined && this.#aheadMs >= positionMs + aheadMs;
    if (this.#isAsking || !lease || isFull || clock.nowMs() < this.#notBeforeMs) {
      return;
    }
    this.#isAsking = true;
    const askedMs = clock.nowMs();
    void lease
      .sound(this.#options.camera)
      .then(
        (answer) => {
          this.#isAsking = false;
          if (recorder().epoch === epoch) {
            const atMs = positionMs + (clock.nowMs() - askedMs);
            this.#answered(answer, atMs, shownFromMs, shownToMs);
          }
        },
        () => {
          // The pictures tell why the recorder does not answer.
          this.#isAsking = false;
          this.#notBeforeMs = clock.nowMs() + againMs;
        },
      )
      .catch(this.#options.failed);
  }

  #answered(answer: SoundAnswer, positionMs: number, shownFromMs: number, shownToMs: number): void {
    const nowMs = this.#options.clock.nowMs();
    if (answer.kind === 'nothing') {
      this.#notBeforeMs = nowMs + againMs;
      return;
    }
    const { body } = answer;
    const endMs = body.endMs > body.startMs ? body.endMs : body.startMs + 1_000;
    const { camera } = this.#options;
    this.#codec = body.codec;
    if (body.camera !== camera || body.frames.length === 0) {
      this.#notBeforeMs = nowMs + againMs;
    } else if (endMs <= positionMs) {
      this.#behind += 1;
      if (this.#behind > maxBehind) {
        this.#realign(positionMs);
      }
    } else if (body.startMs > positionMs + astrayMs) {
      this.#notBeforeMs = nowMs + againMs;
      this.#realign(positionMs);
    } else {
      this.#behind = 0;
      this.#aheadMs = endMs;
      if (endMs > shownFromMs && body.startMs < shownToMs + aheadMs) {
        const { codec, startMs, frames } = body;
        this.#options.deliver({ camera, codec, startMs, endMs, frames });
      }
    }
  }

  #realign(positionMs: number): void {
    const nowMs = this.#options.clock.nowMs();
    this.#behind = 0;
    if (nowMs >= this.#goToNotBeforeMs) {
      this.#goToNotBeforeMs = nowMs + goToPauseMs;
      this.#options.goTo(positionMs);
    }
  }
}
