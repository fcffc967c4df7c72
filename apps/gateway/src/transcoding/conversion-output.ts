import {
  PacketRingWriter,
  UnitStreamer,
  createSharedRing,
  createSoundRing,
  writeWholeUnit,
} from '@casement/media';
import type { MediaUnit, SharedRing } from '@casement/media';
import type { MediaSupply, UnitConsumer } from '../viewing/live-cameras.js';

type RingListener = Parameters<MediaSupply<unknown>['ring']>[0];

/** Pictures are kept for who comes late; key frames come every second. */
const maxKeptUnits = 512;

/** Made pictures have at most some Mbit/s; a ring of this size holds several seconds of them. */
const pictureRingBytes = 4 * 1024 * 1024;
const pictureRingPackets = 4_096;

let rings = 0;

/**
 * What a conversion made, on its way to those who take it: in a ring for viewers on a plane, in whatever thread, and
 * as units for all others. The ring is replaced when times go back or the format changes, which a ring does not bear.
 */
export class ConversionOutput {
  readonly #name: string;
  readonly #onBug: (error: unknown) => void;
  readonly #ringListeners = new Set<RingListener>();
  readonly #consumers = new Set<UnitConsumer>();
  #kept: MediaUnit[] = [];
  #ring: SharedRing | undefined;
  #writer: PacketRingWriter | undefined;
  #streamer: UnitStreamer | undefined;
  #newest: MediaUnit | undefined;

  /** @param name of its rings, which are numbered */
  constructor(name: string, onBug: (error: unknown) => void) {
    this.#name = name;
    this.#onBug = onBug;
  }

  addRing(listener: RingListener): () => void {
    const own: RingListener = (ring, catchUp) => listener(ring, catchUp);
    this.#ringListeners.add(own);
    this.#guarded(() => own(this.#ring, 'compressed'));
    return () => {
      this.#ringListeners.delete(own);
    };
  }

  addUnits(consumer: UnitConsumer): () => void {
    const own: UnitConsumer = { unit: (unit) => consumer.unit(unit) };
    this.#consumers.add(own);
    for (const unit of [...this.#kept]) {
      this.#give(own, unit);
    }
    return () => {
      this.#consumers.delete(own);
    };
  }

  /** A unit was made. */
  write(unit: MediaUnit): void {
    const isNew = this.#needsRing(unit);
    if (isNew) {
      this.#makeRing(unit);
    }
    this.#newest = unit;
    this.#keep(unit);
    this.#intoRing(unit);
    if (isNew) {
      this.#tellRing();
    }
    for (const consumer of [...this.#consumers]) {
      this.#give(consumer, unit);
    }
  }

  /** Nothing comes for the time being: whoever comes now is not shown what is of the past. */
  forget(): void {
    this.#kept = [];
    this.#newest = undefined;
    if (this.#ring !== undefined) {
      this.#ring = undefined;
      this.#writer = undefined;
      this.#streamer = undefined;
      this.#tellRing();
    }
  }

  #needsRing({ timestamp, clockRateHz, channels }: MediaUnit): boolean {
    const newest = this.#newest;
    return (
      this.#ring === undefined ||
      newest === undefined ||
      timestamp <= newest.timestamp ||
      clockRateHz !== newest.clockRateHz ||
      channels !== newest.channels
    );
  }

  #makeRing({ clockRateHz, channels }: MediaUnit): void {
    rings += 1;
    const id = `${this.#name}/${rings}`;
    const ring =
      channels > 0
        ? createSoundRing(id, { sampleRateHz: clockRateHz, channels })
        : createSharedRing(id, { maxBytes: pictureRingBytes, maxPackets: pictureRingPackets });
    this.#ring = ring;
    this.#writer = new PacketRingWriter(ring);
    this.#streamer = new UnitStreamer(this.#writer);
  }

  #intoRing(unit: MediaUnit): void {
    const { codec, parts, timestamp: timestamp90k, arrivalMs, randomAccess, discontinuity } = unit;
    const ringUnit = { timestamp90k, arrivalMs, randomAccess, discontinuity };
    if (codec === 'h264' || codec === 'h265') {
      this.#streamer?.begin({ ...ringUnit, codec });
      for (const nalUnit of parts) {
        this.#streamer?.append(nalUnit);
        this.#streamer?.endNalUnit();
      }
      this.#streamer?.end();
    } else if (this.#writer !== undefined && parts[0] !== undefined) {
      writeWholeUnit(this.#writer, { ...ringUnit, codec }, parts[0]);
    }
  }

  /** Sound is always taken at its live end. */
  #keep(unit: MediaUnit): void {
    if (unit.channels > 0) {
      return;
    }
    if (unit.randomAccess) {
      this.#kept = [unit];
    } else if (this.#kept.length > 0 && this.#kept.length < maxKeptUnits) {
      this.#kept.push(unit);
    } else {
      this.#kept = [];
    }
  }

  #tellRing(): void {
    for (const listener of [...this.#ringListeners]) {
      this.#guarded(() => listener(this.#ring, 'compressed'));
    }
  }

  #give(consumer: UnitConsumer, unit: MediaUnit): void {
    try {
      consumer.unit(unit);
    } catch (error) {
      this.#consumers.delete(consumer);
      this.#onBug(error);
    }
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#onBug(error);
    }
  }
}
