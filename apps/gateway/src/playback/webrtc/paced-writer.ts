import { JpegRingSink, PacketRingWriter, UnitStreamer, splitAnnexB } from '@casement/media';
import type { SharedRing } from '@casement/media';
import type { KeptPicture } from '../playback-output.js';
import type { RecordedCodec } from '@casement/protocol';

/** When and how a picture is written. */
export type PacedPicture = {
  readonly codec: RecordedCodec;
  readonly picture: KeptPicture;
  /** When it is to be shown, in milliseconds on the clock of the ring; later than that of the picture before. */
  readonly outMs: number;
  /** Now, on the monotonic clock. */
  readonly nowMs: number;
  /** It does not follow the picture that was written before. */
  readonly isJump: boolean;
};

/** Writes recorded pictures into a ring, as the live ones come into it: cut into RTP payloads once for all viewers. */
export class PacedWriter {
  readonly #streamer: UnitStreamer;
  readonly #jpegs: JpegRingSink;
  #pictures = 0;

  constructor(ring: SharedRing) {
    const writer = new PacketRingWriter(ring);
    this.#streamer = new UnitStreamer(writer);
    this.#jpegs = new JpegRingSink(writer);
  }

  /** Pictures that were written. */
  get pictures(): number {
    return this.#pictures;
  }

  write({ codec, picture, outMs, nowMs: arrivalMs, isJump }: PacedPicture): void {
    const timestamp90k = Math.round(outMs * 90);
    this.#pictures += 1;
    if (codec === 'jpeg') {
      this.#jpegs.picture(picture.data, { timestamp90k, arrivalMs });
      return;
    }
    const discontinuity = isJump && picture.key;
    this.#streamer.begin({
      codec,
      timestamp90k,
      arrivalMs,
      randomAccess: picture.key,
      discontinuity,
    });
    for (const unit of splitAnnexB(picture.data)) {
      this.#streamer.append(unit);
      this.#streamer.endNalUnit();
    }
    this.#streamer.end();
  }
}
