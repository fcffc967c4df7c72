import { ByteWriter } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import type { RecordedCodec } from './playback-body.js';
import { chunkIds, layout } from './playback-layout.js';
import { writeHundredths, writeRecordedTime } from './recorded-time.js';
import type { RecordedTime } from './recorded-time.js';
import type { RecorderFields } from './recorder-fields.js';
import { writeRecorderTlvs } from './recorder-information.js';
import { serializeTlvs } from './tlv.js';
import type { Tlv } from './tlv.js';

/** One picture to be written. */
export type PlaybackPictureInput = {
  /** PIC time: milliseconds since 1970 (UTC), cut down to 10 ms. */
  readonly epochMs: number;
  /** Annex B with 4-byte start codes, or a JPEG. */
  readonly data: Uint8Array;
  /** Written in front of the picture; default none. */
  readonly cameraInformation?: readonly Tlv[];
};

/** What `writePlaybackBody` writes. */
export type PlaybackBodyInput = {
  readonly codec: RecordedCodec;
  /**
   * Recorder information. What is not given and follows from the pictures is filled in: `compression`, `dataBytes`,
   * `frameCount`, `imagePresent`, `startCodes`.
   */
  readonly information: RecorderFields;
  /** Of the GOP, in every stream header. */
  readonly start: RecordedTime;
  readonly end: RecordedTime;
  /** In the order of recording. None: nothing recorded here (PB04). JPEG: one at most. */
  readonly pictures: readonly PlaybackPictureInput[];
};

/** Where documents leave room, how to write it. */
export type PlaybackBodyStyle = {
  /** Information of the camera and stream header in front of every picture (B32); false: only of the first. Default true. */
  readonly repeatUnits?: boolean;
  /** Zeros up to a multiple of 4 KiB (B33). Default true. */
  readonly padTo4K?: boolean;
  /** The chunk's length covers the first information of the camera too, as it must not (PB17). Default false. */
  readonly lengthCoversCamera?: boolean;
};

const STREAM_LENGTH = 0x0044;
const MAX_U16 = 0xffff;

/**
 * Writes the answer of `camera.cgi`: a GOP of H.264 or H.265, or one JPEG (NVR v1.4R1 3.3.1, layouts B.6 and B.8).
 *
 * @throws ProtocolError `playback-body` for a time that does not fit, for two JPEGs and for more than 64 KiB of information;
 * `recorder-information` for a value that does not fit into its TLV
 */
export function writePlaybackBody(
  input: PlaybackBodyInput,
  style: PlaybackBodyStyle = {},
): Uint8Array {
  const { repeatUnits = true, padTo4K = true, lengthCoversCamera = false } = style;
  const bytes = input.pictures.reduce((sum, { data }) => sum + data.length + 256, 0);
  const writer = new ByteWriter(bytes + 2 * layout.bodyAlignment);
  writeHead(writer, input, lengthCoversCamera);
  input.pictures.forEach((picture, index) => {
    if (index === 0 || repeatUnits) {
      writeUnitHead(writer, input, picture);
    }
    if (index === 0 && input.codec === 'jpeg') {
      setLength(writer, layout.jpegChunkHeader, writer.length + layout.packetHeader - 2);
    }
    writePacket(writer, picture.data);
  });
  return padTo4K ? padded(writer) : writer.toBytes();
}

function writeHead(
  writer: ByteWriter,
  { codec, information, pictures }: PlaybackBodyInput,
  lengthCoversCamera: boolean,
): void {
  const tlvs = writeRecorderTlvs({ ...derivedFields(codec, pictures), ...information });
  if (codec === 'jpeg') {
    if (pictures.length > 1) {
      throw doesNotFit(`${String(pictures.length)} JPEGs`, 'one at most');
    }
    writer.u16(chunkIds.jpeg).u16(chunkIds.jpegComment).u16(0).bytes(tlvs);
    setLength(writer, layout.jpegChunkHeader, writer.length - 2);
    return;
  }
  const covered = lengthCoversCamera
    ? serializeTlvs(pictures[0]?.cameraInformation ?? []).length
    : 0;
  writer.u16(chunkIds[codec]).u16(0).bytes(tlvs);
  setLength(writer, layout.chunkHeader, writer.length + covered);
}

function derivedFields(
  codec: RecordedCodec,
  pictures: readonly PlaybackPictureInput[],
): RecorderFields {
  return {
    ...(codec === 'jpeg' ? {} : { compression: codec, startCodes: true }),
    dataBytes: pictures.reduce((sum, { data }) => sum + data.length, 0),
    frameCount: pictures.length,
    imagePresent: pictures.length > 0,
  };
}

/** Information of the camera, 12 reserved bytes, GOP and PIC information. */
function writeUnitHead(
  writer: ByteWriter,
  { start, end }: PlaybackBodyInput,
  { epochMs, cameraInformation = [] }: PlaybackPictureInput,
): void {
  writer.bytes(serializeTlvs(cameraInformation)).zeros(layout.reserved);
  writer.u16(chunkIds.stream).u16(STREAM_LENGTH).zeros(16);
  writeRecordedTime(writer, end);
  writeRecordedTime(writer, start);
  writer.zeros(16);
  writeHundredths(writer, epochMs);
  writer.zeros(3 + 8);
}

function writePacket(writer: ByteWriter, data: Uint8Array): void {
  const padding = -data.length & (layout.pictureAlignment - 1);
  writer
    .u16(chunkIds.packet)
    .u16(padding)
    .u32(layout.packetHeader + data.length + padding)
    .zeros(16)
    .bytes(data)
    .zeros(padding);
}

function padded(writer: ByteWriter): Uint8Array {
  return writer.zeros(-writer.length & (layout.bodyAlignment - 1)).toBytes();
}

/** Writes the length into the last two bytes of a chunk header of that size. */
function setLength(writer: ByteWriter, headerBytes: number, length: number): void {
  if (length > MAX_U16) {
    throw doesNotFit(`${String(length)} bytes of information`, `at most ${String(MAX_U16)}`);
  }
  writer.setU16(headerBytes - 2, length);
}

function doesNotFit(found: string, expected: string): ProtocolError {
  return ProtocolError.unexpected('playback-body', { found, expected, where: 'playback body' });
}
