/** What a JPEG picture says of itself. */
export type JpegDescription = {
  readonly width: number;
  readonly height: number;
  /** Sent in several passes of growing detail; not every browser's hardware takes it. */
  readonly isProgressive: boolean;
};

const markerPrefix = 0xff;
const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;

/** What may stand behind the EOI marker: padding to whole disk blocks of 4 KiB (decision B.8). */
const maxTrailingBytes = 4_096;

/** Smaller in both directions there is no picture of a camera: "no image" of a recorder has 39 x 37 (B27). */
const smallestPicture = 64;

/** Twice what any camera has, and as for H.265. A header may claim 65,535 in both directions: 12 GB when decoded. */
const largestPicture = 16_384;

/**
 * Reads the size from the frame header of a JPEG picture (ITU-T T.81 B.2.2). The picture may be cut short behind
 * it. `undefined` when it does not begin as a JPEG, or when no size comes before its image data.
 */
export function describeJpeg(bytes: Uint8Array): JpegDescription | undefined {
  if (bytes[0] !== markerPrefix || bytes[1] !== startOfImage) {
    return undefined;
  }
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === markerPrefix) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === markerPrefix) {
      at += 1; // a fill byte
    } else if (isAlone(marker)) {
      at += 2;
    } else if (isStartOfFrame(marker)) {
      return readFrameHeader(bytes, at);
    } else if (marker === startOfScan || marker === endOfImage) {
      return undefined;
    } else {
      at += 2 + Math.max(2, u16(bytes, at + 2));
    }
  }
  return undefined;
}

/** The picture without what follows its EOI marker; `undefined` when the marker is missing. */
export function withoutJpegTrailer(bytes: Uint8Array): Uint8Array | undefined {
  const first = Math.max(0, bytes.length - 2 - maxTrailingBytes);
  for (let at = bytes.length - 2; at >= first; at -= 1) {
    if (bytes[at] === markerPrefix && bytes[at + 1] === endOfImage) {
      return bytes.subarray(0, at + 2);
    }
  }
  return undefined;
}

/** Whether a picture claims to be larger than any camera's: whoever decodes it would run out of memory. */
export function isOversizedPicture({
  width,
  height,
}: Pick<JpegDescription, 'width' | 'height'>): boolean {
  return width > largestPicture || height > largestPicture;
}

/** Whether a picture is so small that it stands for "no image" (decision B27). */
export function isPlaceholderSize({
  width,
  height,
}: Pick<JpegDescription, 'width' | 'height'>): boolean {
  return width < smallestPicture && height < smallestPicture;
}

/** SOF0 to SOF15 without the three other markers in this range (DHT, JPG, DAC). */
function isStartOfFrame(marker: number): boolean {
  return (marker & 0xf0) === 0xc0 && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: TEM, RST0 to RST7, SOI. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= startOfImage);
}

function readFrameHeader(bytes: Uint8Array, at: number): JpegDescription | undefined {
  const height = u16(bytes, at + 5);
  const width = u16(bytes, at + 7);
  const isWhole = at + 9 <= bytes.length;
  const isProgressive = ((bytes[at + 1] ?? 0) & 0x03) === 2;
  return isWhole && width > 0 && height > 0 ? { width, height, isProgressive } : undefined;
}

/** Big-endian; 0 beyond the end. */
function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
