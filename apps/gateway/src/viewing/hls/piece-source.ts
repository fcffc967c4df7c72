import type { Clock, Timer } from '../../net/clock.js';
import type { LiveCamera, LiveWatch } from '../live-cameras.js';
import { PictureRoute } from '../picture-route.js';
import { SoundRoute } from '../sound-route.js';
import type { PieceListener, ViewConversions } from '../view-conversions.js';
import type { HlsQuery } from './hls-query.js';

/** What a {@link PieceSource} is made of. */
export type PieceSourceOptions = {
  readonly camera: LiveCamera;
  readonly watch: LiveWatch;
  readonly conversions: ViewConversions;
  readonly query: Pick<HlsQuery, 'audio' | 'video'>;
  readonly clock: Clock;
  readonly listener: PieceListener;
};

/** Sound is asked for after the pictures and with the recorder's pause between commands; so long it is worth waiting. */
const soundMs = 4_500;

const doNothing = (): void => undefined;

/**
 * A camera as fragmented MP4 for HLS. Players decide at the beginning whether there is sound, so the beginning waits
 * a little for it; sound that comes later than that is for the next output.
 */
export class PieceSource {
  readonly pictures: PictureRoute;
  readonly #options: PieceSourceOptions;
  readonly #sound: SoundRoute | undefined;
  #stopWaiting = doNothing;
  #end = doNothing;
  #timer: Timer | undefined;
  #state: 'new' | 'waiting' | 'begun' | 'over' = 'new';

  constructor(options: PieceSourceOptions) {
    this.#options = options;
    const { camera, watch, conversions, query } = options;
    this.pictures = new PictureRoute({
      camera,
      source: watch.video,
      taker: { codecs: new Set(query.video), reorders: true },
      conversions,
    });
    this.#sound =
      (query.audio ?? camera.hasAudio !== 'no')
        ? new SoundRoute({ camera, source: watch.audio, codecs: ['aac'], conversions })
        : undefined;
  }

  open(): void {
    this.#state = 'waiting';
    if (this.#sound === undefined) {
      this.#begin(false);
      return;
    }
    const { audio } = this.#options.watch;
    const stops = [
      audio.onChange(() => this.#lookAtSound()),
      this.pictures.supply.units({ unit: () => this.#saw() }),
      this.#sound.supply.units({
        unit: ({ codec }) => {
          if (codec === 'aac') {
            this.#begin(true);
          }
        },
      }),
    ];
    this.#stopWaiting = () => stops.splice(0).forEach((stop) => stop());
    if (this.#isWaiting) {
      this.#lookAtSound();
    } else {
      this.#stopWaiting();
    }
  }

  get #isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  get #isOver(): boolean {
    return this.#state === 'over';
  }

  /** Idempotent. */
  close(): void {
    this.#state = 'over';
    this.#timer?.cancel();
    this.#stopWaiting();
    this.#end();
    this.pictures.close();
    this.#sound?.close();
  }

  /** Sound is asked for when there are pictures. */
  #saw(): void {
    this.#timer ??= this.#options.clock.after(soundMs, () => this.#begin(false));
  }

  /** No sound will come: there is a reason why. */
  #lookAtSound(): void {
    if (this.#options.watch.audio.reason !== undefined) {
      this.#begin(false);
    }
  }

  /** What came since the newest key picture was let pass until now, and comes once more. */
  #begin(withSound: boolean): void {
    if (!this.#isWaiting) {
      return;
    }
    this.#state = 'begun';
    this.#timer?.cancel();
    const { camera, conversions, listener } = this.#options;
    const audio = withSound ? this.#sound?.supply : undefined;
    this.#end = conversions.remux(camera, { video: this.pictures.supply, audio }, listener);
    this.#stopWaiting();
    if (!withSound) {
      this.#sound?.close();
    }
    if (this.#isOver) {
      // It ended with its first picture, before there was anything to end.
      this.#end();
    }
  }
}
