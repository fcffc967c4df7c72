import { chooseSound } from './choose-delivery.js';
import type { Delivery, SoundTarget } from './choose-delivery.js';
import type { AudioFormat, LiveCamera, MediaSupply } from './live-cameras.js';
import { SupplySwitch } from './supply-switch.js';
import type { ConvertedSupply, ViewConversions } from './view-conversions.js';

/** What a {@link SoundRoute} leads from and to. */
export type SoundRouteOptions = {
  readonly camera: LiveCamera;
  /** What the recorder sends; it is asked for sound while somebody takes. */
  readonly source: MediaSupply<AudioFormat>;
  /** What the client takes, what it likes best first. */
  readonly codecs: readonly string[];
  readonly conversions: ViewConversions;
};

/** A camera's sound as one kind of client takes it; as for pictures, see `PictureRoute`. */
export class SoundRoute {
  readonly supply = new SupplySwitch<AudioFormat>();
  readonly #options: SoundRouteOptions;
  readonly #conversions = new Map<SoundTarget, ConvertedSupply<AudioFormat>>();
  readonly #stopHearing: () => void;
  #delivery: Delivery<SoundTarget> = { way: 'untouched' };

  constructor(options: SoundRouteOptions) {
    this.#options = options;
    this.#stopHearing = options.source.onChange(() => this.#choose());
    this.#choose();
  }

  /** What was done to the sound, in words; null while it is untouched. */
  get converted(): string | null {
    return this.#delivery.way === 'convert' ? this.#delivery.words : null;
  }

  /** Lets go of everything. Idempotent. */
  close(): void {
    this.#stopHearing();
    this.supply.use(undefined);
  }

  #choose(): void {
    const { source, codecs } = this.#options;
    this.#delivery = chooseSound(source.format?.codec, codecs);
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

  #conversion(target: SoundTarget): ConvertedSupply<AudioFormat> {
    const existing = this.#conversions.get(target);
    if (existing) {
      return existing;
    }
    const { camera, source, conversions } = this.#options;
    const made =
      target === 'opus' ? conversions.opus(camera, source) : conversions.aac(camera, source);
    this.#conversions.set(target, made);
    return made;
  }
}
