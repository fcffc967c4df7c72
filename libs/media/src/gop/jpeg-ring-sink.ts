import type { JpegPictureInfo } from '../ingest/jpeg-sink.js';
import type { PacketRingWriter } from './packet-ring-writer.js';
import { writeWholeUnit } from './whole-unit.js';

/** Writes JPEG pictures into the ring of a camera's pictures. Decoding may start at each. */
export class JpegRingSink {
  readonly #writer: PacketRingWriter;

  constructor(writer: PacketRingWriter) {
    this.#writer = writer;
  }

  /** Writes a whole picture, from SOI to EOI. The bytes are copied. */
  picture(
    bytes: Uint8Array,
    { timestamp90k, arrivalMs }: Pick<JpegPictureInfo, 'timestamp90k' | 'arrivalMs'>,
  ): void {
    const unit = { codec: 'jpeg', timestamp90k, arrivalMs, randomAccess: true } as const;
    writeWholeUnit(this.#writer, { ...unit, discontinuity: false }, bytes);
  }
}
