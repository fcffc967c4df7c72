import { CommonClock, Fmp4Muxer } from '@casement/media';
import type { Fmp4Piece, MediaUnit } from '@casement/media';
import type { Clock, Timer } from '../../net/clock.js';
import type { LiveCamera, LiveWatch } from '../live-cameras.js';
import { PictureRoute } from '../picture-route.js';
import { SoundRoute } from '../sound-route.js';
import type { ViewConversions } from '../view-conversions.js';
import type { HlsQuery } from './hls-query.js';

/** What a {@link PieceSource} is made of. */
export type PieceSourceOptions = {
  readonly camera: LiveCamera;
  readonly watch: LiveWatch;
  readonly conversions: ViewConversions;
  readonly query: Pick<HlsQuery, 'audio' | 'video'>;
  readonly clock: Clock;
  readonly onPiece: (piece: Fmp4Piece) => void;
  /** Nothing can be made of the stream. */
  readonly onFailure: (error: unknown) => void;
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
  readonly #clock = new CommonClock();
  #stopPictures = doNothing;
  #stopSound = doNothing;
  #muxer: Fmp4Muxer | undefined;
  #timer: Timer | undefined;
  #isOver = false;

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
    const sound = this.#sound;
    if (sound === undefined) {
      this.#begin(false);
      return;
    }
    const { audio } = this.#options.watch;
    const stopHearing = audio.onChange(() => this.#lookAtSound());
    this.#stopPictures = this.pictures.supply.units({ unit: () => this.#saw() });
    const stopSound = sound.supply.units({ unit: (unit) => this.#heard(unit) });
    this.#stopSound = () => {
      stopHearing();
      stopSound();
      sound.close();
    };
    this.#lookAtSound();
  }

  /** Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#stopPictures();
    this.#stopSound();
    this.pictures.close();
  }

  #heard(unit: MediaUnit): void {
    if (unit.codec !== 'aac') {
      return;
    }
    if (this.#muxer === undefined) {
      this.#begin(true);
    }
    this.#push(unit);
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

  #begin(audio: boolean): void {
    if (this.#muxer !== undefined || this.#isOver) {
      return;
    }
    this.#timer?.cancel();
    this.#muxer = new Fmp4Muxer({ video: true, audio });
    if (!audio) {
      this.#stopSound();
    }
    // Once more: what came since the newest key picture was let pass until now.
    const stopBefore = this.#stopPictures;
    this.#stopPictures = this.pictures.supply.units({ unit: (unit) => this.#push(unit) });
    stopBefore();
  }

  #push(unit: MediaUnit): void {
    const { query, onPiece, onFailure } = this.#options;
    const isPicture = unit.channels === 0;
    if (this.#isOver || (isPicture && !query.video.some((codec) => codec === unit.codec))) {
      return;
    }
    try {
      for (const piece of this.#muxer?.push(unit, this.#clock.place(unit)) ?? []) {
        onPiece(piece);
      }
    } catch (error) {
      this.close();
      onFailure(error);
    }
  }
}
