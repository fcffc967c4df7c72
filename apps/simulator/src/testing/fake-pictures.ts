import { BitWriter, concatBytes } from '@casement/bytes';
import type { PictureSource } from '../nvr/live/camera-source.js';

/** What pictures a fake camera has. */
export type FakePicturesOptions = {
  /** A multiple of 16. Default 64. */
  readonly width?: number;
  readonly fps?: number;
  readonly picturesPerGop?: number;
  /** Bytes of an IDR slice; default 5,000, so it becomes several packets. */
  readonly idrBytes?: number;
};

/** Baseline, level 3, picture order count type 2, 64 lines (ITU-T H.264 7.3.2.1.1). */
function writeSps(width: number): Uint8Array {
  const bits = new BitWriter().bits(66, 8).bits(0xc0, 8).bits(30, 8);
  bits.ue(0).ue(0).ue(2).ue(1).bit(0);
  bits.ue(width / 16 - 1).ue(3);
  bits.bit(1).bit(1).bit(0).bit(0).rbspTrailingBits();
  return concatBytes([Uint8Array.of(0x67), bits.toBytes()]);
}

/** One slice group, CAVLC (7.3.2.2). */
function writePps(): Uint8Array {
  const bits = new BitWriter().ue(0).ue(0).bit(0).bit(0).ue(0).ue(0).ue(0).bit(0).bits(0, 2);
  bits.se(0).se(0).se(0).bit(0).bit(0).bit(0).rbspTrailingBits();
  return concatBytes([Uint8Array.of(0x68), bits.toBytes()]);
}

/** A slice with a real header and a body that tells the picture: no start code, no emulation in it. */
function writeSlice(isIdr: boolean, number: number, size: number): Uint8Array {
  const head = new BitWriter()
    .ue(0)
    .ue(isIdr ? 7 : 5)
    .ue(0)
    .bits(number % 16, 4);
  if (isIdr) {
    head.ue(number % 2);
  }
  head.bits(0x55, 8).rbspTrailingBits();
  const body = Uint8Array.from({ length: size }, (_, at) => 0x40 + ((number * 7 + at) % 0x3f));
  return concatBytes([Uint8Array.of(isIdr ? 0x65 : 0x41), head.toBytes(), body]);
}

/** Fake pictures, and all that were asked for so far. */
export type FakePictures = PictureSource & { readonly taken: (readonly Uint8Array[])[] };

/** A camera whose pictures cost nothing to make and can be told from each other by their bytes. */
export function createFakePictures({
  width = 64,
  fps = 25,
  picturesPerGop = 5,
  idrBytes = 5_000,
}: FakePicturesOptions = {}): FakePictures {
  const delimiter = Uint8Array.of(9, 0xf0);
  const sei = Uint8Array.of(6, 5, 1, 0x42, 0x80);
  const parameterSets = [writeSps(width), writePps()];
  const taken: (readonly Uint8Array[])[] = [];
  return {
    taken,
    fps,
    picturesPerGop,
    pictureCount: picturesPerGop * 2,
    picture: (index, _wallClockMs, counter) => {
      const isIdr = index % picturesPerGop === 0;
      const slice = writeSlice(isIdr, counter, isIdr ? idrBytes : 300);
      const nalUnits = isIdr ? [delimiter, ...parameterSets, sei, slice] : [delimiter, slice];
      taken.push(nalUnits);
      return nalUnits;
    },
  };
}
