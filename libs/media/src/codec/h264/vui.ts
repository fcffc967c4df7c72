import { BytesError } from '@casement/bytes';
import type { BitReader } from '@casement/bytes';

/** The parts of the video usability information that a gateway needs (ITU-T H.264 annex E). */
export type Vui = {
  /** Width to height of one pixel; absent when unspecified. */
  readonly pixelAspectRatio?: { readonly width: number; readonly height: number };
  /** Pictures per second if every picture is a frame; absent without (sensible) timing information. */
  readonly fps?: number;
  /** Pictures that may precede a picture in decoding order and follow it in output order. */
  readonly maxNumReorderFrames?: number;
  readonly maxDecFrameBuffering?: number;
};

/** Table E-1, index 1..16. */
const pixelAspectRatios: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

const extendedSar = 255;

/** Beyond this the camera filled the fields with something else. */
const maxFps = 1000;

/** E.2.1: cpb_cnt_minus1 is 0 to 31. */
const maxCpbCount = 32;

/** A.3.1: a decoded picture buffer never holds more than 16 frames. */
const maxDpbFrames = 16;

type MutableVui = { -readonly [Field in keyof Vui]: Vui[Field] };

/**
 * Parses vui_parameters() (ITU-T H.264 E.1.1). Some cameras cut it short: what was read up to there is
 * kept, because nothing in it is needed to decode. Never throws because of the bytes.
 */
export function parseVui(reader: BitReader): Vui {
  const vui: MutableVui = {};
  try {
    readPixelAspectRatio(reader, vui);
    skipVideoSignal(reader);
    readTiming(reader, vui);
    if (skipHrds(reader)) {
      readBitstreamRestriction(reader, vui);
    }
  } catch (error) {
    if (!(error instanceof BytesError)) {
      throw error;
    }
  }
  return vui;
}

function readPixelAspectRatio(reader: BitReader, vui: MutableVui): void {
  if (reader.bit() === 0) {
    return;
  }
  const index = reader.bits(8);
  const [width, height] =
    index === extendedSar
      ? [reader.bits(16), reader.bits(16)]
      : (pixelAspectRatios[index - 1] ?? [0, 0]);
  if (width > 0 && height > 0) {
    vui.pixelAspectRatio = { width, height };
  }
}

function skipVideoSignal(reader: BitReader): void {
  if (reader.bit() === 1) {
    reader.bit(); // overscan_appropriate_flag
  }
  if (reader.bit() === 1) {
    reader.bits(4); // video_format, video_full_range_flag
    if (reader.bit() === 1) {
      reader.bits(24); // colour_primaries, transfer_characteristics, matrix_coefficients
    }
  }
  if (reader.bit() === 1) {
    reader.ue(); // chroma_sample_loc_type_top_field
    reader.ue(); // chroma_sample_loc_type_bottom_field
  }
}

function readTiming(reader: BitReader, vui: MutableVui): void {
  if (reader.bit() === 0) {
    return;
  }
  const numUnitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  reader.bit(); // fixed_frame_rate_flag
  // A tick is the time of a field, and a frame has two of them (E.2.1, num_units_in_tick).
  const fps = timeScale / (2 * numUnitsInTick);
  if (fps > 0 && fps <= maxFps) {
    vui.fps = fps;
  }
}

/** False when the buffer models make no sense, so that what follows cannot be found. */
function skipHrds(reader: BitReader): boolean {
  let present = false;
  for (let model = 0; model < 2; model += 1) {
    if (reader.bit() === 1) {
      present = true;
      if (!skipHrd(reader)) {
        return false;
      }
    }
  }
  if (present) {
    reader.bit(); // low_delay_hrd_flag
  }
  reader.bit(); // pic_struct_present_flag
  return true;
}

/** hrd_parameters() (E.1.2). */
function skipHrd(reader: BitReader): boolean {
  const cpbCount = reader.ue() + 1;
  if (cpbCount > maxCpbCount) {
    return false;
  }
  reader.bits(8); // bit_rate_scale, cpb_size_scale
  for (let cpb = 0; cpb < cpbCount; cpb += 1) {
    reader.ue(); // bit_rate_value_minus1
    reader.ue(); // cpb_size_value_minus1
    reader.bit(); // cbr_flag
  }
  reader.bits(20); // four lengths of 5 bits
  return true;
}

function readBitstreamRestriction(reader: BitReader, vui: MutableVui): void {
  if (reader.bit() === 0) {
    return;
  }
  reader.bit(); // motion_vectors_over_pic_boundaries_flag
  reader.ue(); // max_bytes_per_pic_denom
  reader.ue(); // max_bits_per_mb_denom
  reader.ue(); // log2_max_mv_length_horizontal
  reader.ue(); // log2_max_mv_length_vertical
  const maxNumReorderFrames = reader.ue();
  const maxDecFrameBuffering = reader.ue();
  if (maxNumReorderFrames <= maxDecFrameBuffering && maxDecFrameBuffering <= maxDpbFrames) {
    vui.maxNumReorderFrames = maxNumReorderFrames;
    vui.maxDecFrameBuffering = maxDecFrameBuffering;
  }
}
