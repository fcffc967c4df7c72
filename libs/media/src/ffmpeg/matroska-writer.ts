import { ByteWriter, concatBytes } from '@casement/bytes';

/** What one Matroska stream carries: pictures or sound of one codec. */
export type MatroskaTrack =
  | {
      readonly codec: 'h264' | 'h265' | 'jpeg';
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly codec: 'pcmu' | 'pcma' | 'g726' | 'aac';
      readonly sampleRateHz: number;
      readonly channels: number;
    };

/** Elements of EBML (RFC 8794 section 11) and Matroska (RFC 9559), as their four, three, two or one bytes. */
const ids = {
  ebml: 0x1a45dfa3,
  ebmlVersion: 0x4286,
  ebmlReadVersion: 0x42f7,
  ebmlMaxIdLength: 0x42f2,
  ebmlMaxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  clusterTimestamp: 0xe7,
  simpleBlock: 0xa3,
} as const;

const codecIds = {
  h264: 'V_MPEG4/ISO/AVC',
  h265: 'V_MPEGH/ISO/HEVC',
  jpeg: 'V_MJPEG',
  pcmu: 'A_MS/ACM',
  pcma: 'A_MS/ACM',
  g726: 'A_MS/ACM',
  aac: 'A_AAC',
} as const;

/** wFormatTag and wBitsPerSample of a WAVEFORMATEX (RFC 2361). */
const waveFormats = {
  pcmu: { tag: 7, bits: 8 },
  pcma: { tag: 6, bits: 8 },
  g726: { tag: 0x45, bits: 4 },
} as const;

/** samplingFrequencyIndex of ISO/IEC 14496-3, table 1.18. */
const aacRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
];

/** The segment is as long as the stream. */
const unknownSize = Uint8Array.of(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

const millisecondsNs = 1_000_000;

/**
 * What stands in front of the units of a live Matroska stream (RFC 9559). ffmpeg reads it without waiting for
 * what follows: each unit says how long it is, so that none has to wait for the start of the next one, and each
 * has its own time. H.264 and H.265 travel as Annex B with parameter sets in the stream, which decoders take
 * where there is no CodecPrivate.
 */
export function matroskaHeader(track: MatroskaTrack): Uint8Array {
  const head = element(
    ids.ebml,
    number(ids.ebmlVersion, 1),
    number(ids.ebmlReadVersion, 1),
    number(ids.ebmlMaxIdLength, 4),
    number(ids.ebmlMaxSizeLength, 8),
    text(ids.docType, 'matroska'),
    number(ids.docTypeVersion, 4),
    number(ids.docTypeReadVersion, 2),
  );
  const info = element(
    ids.info,
    number(ids.timestampScale, millisecondsNs),
    text(ids.muxingApp, 'casement'),
    text(ids.writingApp, 'casement'),
  );
  const tracks = element(ids.tracks, trackEntry(track));
  return concatBytes([head, idBytes(ids.segment), unknownSize, info, tracks]);
}

/** When and what a block of a Matroska stream is. */
export type MatroskaBlock = {
  /** In whole milliseconds, from 0. */
  readonly timeMs: number;
  /** Decoding may start here. */
  readonly keyFrame: boolean;
};

const startCode = Uint8Array.of(0, 0, 0, 1);

/**
 * One unit as a cluster of its own. The bytes are copied.
 *
 * @param parts NAL units without start codes, or the whole unit in one piece
 * @param annexB whether a start code belongs in front of each part
 * @throws {RangeError} for a negative or fractional time.
 */
export function matroskaCluster(
  parts: readonly Uint8Array[],
  annexB: boolean,
  { timeMs, keyFrame }: MatroskaBlock,
): Uint8Array {
  const payload = parts.reduce(
    (sum, { length }) => sum + length + (annexB ? startCode.length : 0),
    0,
  );
  const time = number(ids.clusterTimestamp, timeMs);
  // Track 1, no time beside the cluster's, flags: key frame, no lacing.
  const blockHead = Uint8Array.of(0x81, 0, 0, keyFrame ? 0x80 : 0);
  const block = concatBytes([
    idBytes(ids.simpleBlock),
    size(blockHead.length + payload),
    blockHead,
  ]);
  const writer = new ByteWriter(payload + 64)
    .bytes(idBytes(ids.cluster))
    .bytes(size(time.length + block.length + payload))
    .bytes(time)
    .bytes(block);
  for (const part of parts) {
    if (annexB) {
      writer.bytes(startCode);
    }
    writer.bytes(part);
  }
  return writer.toBytes();
}

/**
 * AudioSpecificConfig of AAC-LC (ISO/IEC 14496-3 section 1.6.2.1): object type 2, rate and channels. A rate that
 * has no index is written as it is.
 */
function aacConfig(sampleRateHz: number, channels: number): Uint8Array {
  const index = aacRates.indexOf(sampleRateHz);
  if (index >= 0) {
    const bits = (2 << 11) | (index << 7) | (channels << 3);
    return Uint8Array.of(bits >> 8, bits & 0xff);
  }
  // 5 bits type, 4 bits escape, 24 bits rate, 4 bits channels, 3 bits of zero.
  const high = (2 << 4) | 0xf;
  const bits = high * 2 ** 31 + sampleRateHz * 2 ** 7 + channels * 2 ** 3;
  const bytes = new Uint8Array(5);
  for (let at = 4, rest = bits; at >= 0; at -= 1, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256;
  }
  return bytes;
}

function trackEntry(track: MatroskaTrack): Uint8Array {
  const isVideo = 'width' in track;
  return element(
    ids.trackEntry,
    number(ids.trackNumber, 1),
    number(ids.trackUid, 1),
    number(ids.trackType, isVideo ? 1 : 2),
    number(ids.flagLacing, 0),
    text(ids.codecId, codecIds[track.codec]),
    ...(isVideo ? [videoEntry(track.width, track.height)] : soundEntries(track)),
  );
}

const videoEntry = (width: number, height: number): Uint8Array =>
  element(ids.video, number(ids.pixelWidth, width), number(ids.pixelHeight, height));

function soundEntries(track: Extract<MatroskaTrack, { sampleRateHz: number }>): Uint8Array[] {
  const { codec, sampleRateHz, channels } = track;
  const rate = new Uint8Array(8);
  new DataView(rate.buffer).setFloat64(0, sampleRateHz);
  const config = codec === 'aac' ? aacConfig(sampleRateHz, channels) : waveFormat(track);
  return [
    element(ids.codecPrivate, config),
    element(
      ids.audio,
      concatBytes([idBytes(ids.samplingFrequency), size(8), rate]),
      number(ids.channels, channels),
    ),
  ];
}

/** WAVEFORMATEX, little-endian. */
function waveFormat(track: Extract<MatroskaTrack, { sampleRateHz: number }>): Uint8Array {
  const { codec, sampleRateHz, channels } = track;
  const { tag, bits } = codec === 'aac' ? { tag: 0xff, bits: 16 } : waveFormats[codec];
  const bytes = new Uint8Array(18);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRateHz, true);
  view.setUint32(8, (sampleRateHz * channels * bits) / 8, true);
  view.setUint16(12, Math.max(1, (channels * bits) >> 3), true);
  view.setUint16(14, bits, true);
  return bytes;
}

const element = (id: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const body = concatBytes(content);
  return concatBytes([idBytes(id), size(body.length), body]);
};

const text = (id: number, value: string): Uint8Array =>
  element(id, new ByteWriter().ascii(value).toBytes());

const number = (id: number, value: number): Uint8Array => element(id, bigEndian(value));

/** As few bytes as the value needs, at least one. @throws {RangeError} when it is no whole number from 0. */
function bigEndian(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`A number of a Matroska stream is ${value}; expected a whole one from 0`);
  }
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Uint8Array.from(bytes);
}

/** An element's id with the marker bit that it contains anyway. */
const idBytes = (id: number): Uint8Array => bigEndian(id);

/** A length as a variable-size integer of five bytes: up to 32 GiB (RFC 8794 section 4). */
function size(length: number): Uint8Array {
  const low = length >>> 0;
  return Uint8Array.of(0x08 | Math.floor(length / 2 ** 32), low >>> 24, low >>> 16, low >>> 8, low);
}
