import { box, bytes } from './boxes.js';

/** 72 dpi as 16.16, what everybody writes. */
const resolution = 0x0048_0000;
const compressorNameBytes = 32;
const depth24 = 0x18;

/** Width to height of one pixel. */
export type PixelAspectRatio = { readonly width: number; readonly height: number };

/**
 * A VisualSampleEntry (ISO/IEC 14496-12 section 12.1.3) with its configuration box, and with `pasp` when pixels
 * are not square.
 */
export function visualSampleEntry(
  type: 'avc1' | 'hvc1',
  size: { readonly width: number; readonly height: number },
  configuration: Uint8Array,
  pixels: PixelAspectRatio | undefined,
): Uint8Array {
  const fields = bytes((to) =>
    to
      .zeros(6)
      .u16(1) // data_reference_index
      .zeros(16)
      .u16(size.width)
      .u16(size.height)
      .u32(resolution)
      .u32(resolution)
      .u32(0)
      .u16(1) // frame_count
      .zeros(compressorNameBytes)
      .u16(depth24)
      .u16(0xffff),
  );
  const isSquare = pixels === undefined || pixels.width === pixels.height;
  const aspect = isSquare
    ? []
    : [
        box(
          'pasp',
          bytes((to) => to.u32(pixels.width).u32(pixels.height)),
        ),
      ];
  return box(type, fields, configuration, ...aspect);
}
