import { JpegRingSink, PacketRingReader, PacketRingWriter, UnitStreamer } from '@casement/media';
import type {
  GrowingUnitSink,
  GrowingUnitStart,
  JpegPictureInfo,
  SharedRing,
} from '@casement/media';
import { parseRecorderInformation, type RecorderFields } from '@casement/protocol';
import type { RecorderSecond } from './messages.js';

/** What a ring sink tells, within a packet's turn. */
export type RingSinkEvents = {
  /** A picture at which decoding may start is complete. */
  randomAccess(): void;
};

/** Which of the two receivers of a camera a picture came through: each has a timeline of its own. */
type Path = 'packets' | 'jpeg';

/**
 * Writes a camera's pictures into its ring, in whatever codec they come, and remembers when that was. NAL units
 * are written while their packets arrive, JPEGs as a whole.
 */
export class RingSink implements GrowingUnitSink {
  readonly #writer: PacketRingWriter;
  readonly #streamer: UnitStreamer;
  readonly #jpegs: JpegRingSink;
  readonly #reader: PacketRingReader;
  readonly #events: RingSinkEvents;
  #isRandomAccess = false;
  #newestPictureMs: number | undefined;
  #recorderSecond: RecorderSecond | undefined;
  #path: Path | undefined;
  #newestTimestamp90k = 0;
  /** From the timeline of the path to that of the ring. */
  #shift90k = 0;

  constructor(ring: SharedRing, events: RingSinkEvents) {
    this.#writer = new PacketRingWriter(ring);
    this.#streamer = new UnitStreamer(this.#writer);
    this.#jpegs = new JpegRingSink(this.#writer);
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

  /** Whether the newest picture is a JPEG. */
  get isJpeg(): boolean {
    return this.#path === 'jpeg';
  }

  begin(unit: GrowingUnitStart): void {
    this.#isRandomAccess = unit.randomAccess;
    const timestamp90k = this.#place('packets', unit.timestamp90k, unit.arrivalMs);
    this.#streamer.begin(this.#shift90k === 0 ? unit : { ...unit, timestamp90k });
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
      this.noteTime(parseRecorderInformation(extension));
    }
    if (this.#isRandomAccess) {
      this.#events.randomAccess();
    }
  }

  abandon(): void {
    this.#streamer.abandon();
  }

  /** Takes a whole JPEG, of which nothing is needed after the call. */
  picture(bytes: Uint8Array, info: JpegPictureInfo): void {
    if (this.#path === 'packets') {
      // What was growing never gets its end.
      this.#streamer.abandon();
    }
    const timestamp90k = this.#place('jpeg', info.timestamp90k, info.arrivalMs);
    this.#jpegs.picture(bytes, this.#shift90k === 0 ? info : { ...info, timestamp90k });
    this.#events.randomAccess();
  }

  /** The picture that came last shows this second of the recorder's clock, in this zone. */
  noteTime({ timeEpochS: epochS, timeZoneMinutes, summerTime }: RecorderFields): void {
    if (epochS !== undefined && epochS !== this.#recorderSecond?.epochS) {
      const zone = {
        ...(timeZoneMinutes === undefined ? {} : { timeZoneMinutes }),
        ...(summerTime === undefined ? {} : { summerTime }),
      };
      this.#recorderSecond = { epochS, arrivalMs: this.#newestPictureMs ?? 0, zone };
    }
  }

  /** The stream stopped: late viewers start with the next random access picture. */
  forget(): void {
    this.#writer.forget();
  }

  /** Where a picture is on the timeline of the ring, which goes on when the path changes. */
  #place(path: Path, timestamp90k: number, arrivalMs: number): number {
    if (path !== this.#path) {
      if (this.#path !== undefined) {
        const passedMs = Math.max(1, arrivalMs - (this.#newestPictureMs ?? arrivalMs));
        this.#shift90k = this.#newestTimestamp90k + Math.round(passedMs * 90) - timestamp90k;
      }
      this.#path = path;
    }
    this.#newestPictureMs = arrivalMs;
    this.#newestTimestamp90k = timestamp90k + this.#shift90k;
    return this.#newestTimestamp90k;
  }
}
