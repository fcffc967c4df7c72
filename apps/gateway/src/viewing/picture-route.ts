import { choosePictures } from './choose-delivery.js';
import type { Delivery, PictureTaker, PictureTarget } from './choose-delivery.js';
import type { LiveCamera, MediaSupply, VideoFormat } from './live-cameras.js';
import { SupplySwitch } from './supply-switch.js';
import type { ConvertedSupply, MjpegOptions, ViewConversions } from './view-conversions.js';

/** What a {@link PictureRoute} leads from and to. */
export type PictureRouteOptions = {
  readonly camera: LiveCamera;
  /** What the recorder sends; somebody else holds it. */
  readonly source: MediaSupply<VideoFormat>;
  readonly taker: PictureTaker;
  readonly conversions: ViewConversions;
  /** Of converted pictures. */
  readonly height?: number | undefined;
  /** How JPEG pictures are made, where they are. */
  readonly mjpeg?: MjpegOptions | undefined;
};

/**
 * A camera's pictures as one kind of client takes them: untouched or converted, whichever the camera's codec of now
 * asks for. Takers of `supply` go on through every change.
 */
export class PictureRoute {
  readonly supply = new SupplySwitch<VideoFormat>();
  readonly #options: PictureRouteOptions;
  readonly #conversions = new Map<PictureTarget, ConvertedSupply<VideoFormat>>();
  readonly #stopHearing: () => void;
  #delivery: Delivery<PictureTarget> = { way: 'untouched' };

  constructor(options: PictureRouteOptions) {
    this.#options = options;
    this.#stopHearing = options.source.onChange(() => this.#choose());
    this.#choose();
  }

  /** What was done to the pictures, in words; null while they are untouched. */
  get converted(): string | null {
    return this.#delivery.way === 'convert' ? this.#delivery.words : null;
  }

  /** Why these pictures cannot be had at all, in words; `undefined` when they can. */
  get refusal(): string | undefined {
    const delivery = this.#delivery;
    switch (delivery.way) {
      case 'untouched':
        return undefined;
      case 'refuse':
        return delivery.words;
      case 'convert': {
        const found = this.#conversions.get(delivery.target)?.refusal;
        return found === undefined ? undefined : `${delivery.words}: not now. ${found}`;
      }
    }
  }

  /** Why no pictures come, in words; `undefined` when they come, or are about to. */
  get reason(): string | undefined {
    return this.refusal ?? this.#options.source.reason ?? this.supply.reason;
  }

  /** The format, the reason or what is done to the pictures changed. Returns what ends the listening. */
  onChange(listener: () => void): () => void {
    const stops = [this.supply.onChange(listener), this.#options.source.onChange(listener)];
    return () => stops.forEach((stop) => stop());
  }

  /** Lets go of everything. Idempotent. */
  close(): void {
    this.#stopHearing();
    this.supply.use(undefined);
  }

  #choose(): void {
    const { camera, source, taker } = this.#options;
    this.#delivery = choosePictures(source.format ?? camera.lastVideo, taker);
    switch (this.#delivery.way) {
      case 'untouched':
        this.supply.use(source);
        break;
      case 'convert':
        this.supply.use(this.#conversion(this.#delivery.target));
        break;
      case 'refuse':
        this.supply.use(undefined);
        break;
    }
  }

  #conversion(target: PictureTarget): ConvertedSupply<VideoFormat> {
    const existing = this.#conversions.get(target);
    if (existing) {
      return existing;
    }
    const { camera, source, conversions, height, mjpeg } = this.#options;
    const made =
      target === 'h264'
        ? conversions.h264(camera, source, { height })
        : conversions.mjpeg(camera, source, mjpeg);
    this.#conversions.set(target, made);
    return made;
  }
}
