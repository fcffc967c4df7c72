import { PacketRingReader, PacketRingWriter, UnitStreamer } from '@casement/media';
import type { GrowingUnitSink, GrowingUnitStart, SharedRing } from '@casement/media';
import { parseRecorderInformation } from '@casement/protocol';
import type { RecorderSecond } from './messages.js';

/** What a ring sink tells, within a packet's turn. */
export type RingSinkEvents = {
  /** A picture at which decoding may start is complete. */
  randomAccess(): void;
};

/** Writes a camera's pictures into its ring while their packets arrive, and remembers when that was. */
export class RingSink implements GrowingUnitSink {
  readonly #writer: PacketRingWriter;
  readonly #streamer: UnitStreamer;
  readonly #reader: PacketRingReader;
  readonly #events: RingSinkEvents;
  #isRandomAccess = false;
  #newestPictureMs: number | undefined;
  #recorderSecond: RecorderSecond | undefined;

  constructor(ring: SharedRing, events: RingSinkEvents) {
    this.#writer = new PacketRingWriter(ring);
    this.#streamer = new UnitStreamer(this.#writer);
    this.#reader = new PacketRingReader(ring);
    this.#events = events;
  }

  /** Grows, and wraps, with every packet that viewers can read. */
  get head(): number {
    return this.#reader.head();
  }

  /** When the newest picture began, in milliseconds, monotonic. */
  get newestPictureMs(): number | undefined {
    return this.#newestPictureMs;
  }

  get recorderSecond(): RecorderSecond | undefined {
    return this.#recorderSecond;
  }

  begin(unit: GrowingUnitStart): void {
    this.#isRandomAccess = unit.randomAccess;
    this.#newestPictureMs = unit.arrivalMs;
    this.#streamer.begin(unit);
  }

  append(bytes: Uint8Array): void {
    this.#streamer.append(bytes);
  }

  endNalUnit(): void {
    this.#streamer.endNalUnit();
  }

  end(extension: Uint8Array | undefined): void {
    this.#streamer.end();
    if (extension !== undefined) {
      this.#noteTime(parseRecorderInformation(extension).timeEpochS);
    }
    if (this.#isRandomAccess) {
      this.#events.randomAccess();
    }
  }

  abandon(): void {
    this.#streamer.abandon();
  }

  /** The stream stopped: late viewers start with the next random access picture. */
  forget(): void {
    this.#writer.forget();
  }

  #noteTime(epochS: number | undefined): void {
    if (epochS !== undefined && epochS !== this.#recorderSecond?.epochS) {
      this.#recorderSecond = { epochS, arrivalMs: this.#newestPictureMs ?? 0 };
    }
  }
}
