import { ProtocolError } from '../protocol-error.js';
import { DefectList } from './defect-list.js';
import { splitJpegPart } from './live-jpeg.js';
import type { PlaybackBody, RecordedPicture } from './playback-body.js';
import { splitInformation } from './playback-information.js';
import { chunkIds, layout, u16At } from './playback-layout.js';
import { readPacket, readStreamHeader, searchUnit, unitAt } from './playback-units.js';
import type { UnitPlace } from './playback-units.js';
import { parseRecorderInformation } from './recorder-information.js';
import type { RecorderFields } from './recorder-fields.js';
import type { RecorderInformation } from './recorder-information.js';

const END_OF_IMAGE = Uint8Array.of(0xff, 0xd9);
const MS_PER_HUNDREDTH = 10;

type Read = Pick<PlaybackBody, 'information' | 'pictures' | 'isTruncated'>;

/**
 * Reads a body with one JPEG: SOI, a COM segment with the length of everything up to the picture, in it what stands in
 * front of a GOP and its first picture, then the picture (NVR v1.4R1 3.3.1.3, layout B.8, B25).
 *
 * @throws ProtocolError `playback-body` for a picture without that segment: nothing tells its time
 */
export function parsePlaybackJpeg(body: Uint8Array): PlaybackBody {
  if (u16At(body, 2) !== chunkIds.jpegComment) {
    throw ProtocolError.unexpected('playback-body', {
      found: 'a JPEG without recorder information',
      expected: '0xffd8 0xfffe',
      where: 'byte 2 of a playback body',
    });
  }
  const defects = new DefectList();
  const { information, pictures, isTruncated } = readJpeg(body, defects);
  const isPresent = information.imagePresent !== false;
  if (isPresent && pictures.length === 0) {
    defects.add('no picture');
  }
  if (body.length % layout.bodyAlignment !== 0) {
    defects.add(`${String(body.length)} bytes; expected a multiple of 4096`);
  }
  return {
    codec: 'jpeg',
    information,
    isPresent,
    pictures,
    isTruncated,
    defects: defects.toArray(),
  };
}

function readJpeg(body: Uint8Array, defects: DefectList): Read {
  const place = unitAt(body, layout.jpegChunkHeader, false);
  if (place === 'cut') {
    defects.add('the body ends within the headers of its picture');
    const information = readInformation(body, defects);
    return { information, pictures: [], isTruncated: true };
  }
  const unit = place ?? searchUnit(body, layout.jpegChunkHeader);
  return unit === undefined ? readWithoutUnit(body, defects) : readUnit(body, unit, defects);
}

function readUnit(body: Uint8Array, unit: UnitPlace, defects: DefectList): Read {
  const { recorder, camera } = splitInformation(unit.informationBytes);
  defects.add(...recorder.defects);
  const packet = readPacket(body, unit.packetAt);
  if (packet.kind !== 'picture') {
    defects.add(packet.defect);
    return { information: recorder, pictures: [], isTruncated: true };
  }
  defects.add(...(packet.defect === undefined ? [] : [packet.defect]));
  const data = picturePart(body, packet.data, packet.end, defects);
  if (data === undefined || unit.streamAt === undefined) {
    return { information: recorder, pictures: [], isTruncated: false };
  }
  const { epochMs, start, end, defects: odd } = readStreamHeader(body, unit.streamAt);
  defects.add(...odd);
  const picture = { epochMs, data, gop: { start, end }, cameraInformation: camera };
  return { information: recorder, pictures: [picture], isTruncated: false };
}

/** No stream header at all: what a live picture has in front is enough for a picture with a time (B26). */
function readWithoutUnit(body: Uint8Array, defects: DefectList): Read {
  const { jpeg, recorder, camera } = splitJpegPart(body);
  const information = recorder ?? readInformation(body, defects);
  const seconds = information.timeEpochS;
  const data = information.imagePresent === false ? undefined : wholeJpeg(jpeg, defects);
  // The first SOI is that of the chunk itself, when nothing was behind it.
  const isPicture = data !== undefined && jpeg.byteOffset > body.byteOffset;
  if (!isPicture || seconds === undefined) {
    return { information, pictures: [], isTruncated: isCut(body, information) };
  }
  defects.add('no stream header: the time is that of the recorder information');
  const picture: RecordedPicture = {
    epochMs: seconds * 1000 + (information.hundredths ?? 0) * MS_PER_HUNDREDTH,
    data,
    gop: undefined,
    cameraInformation: camera ?? [],
  };
  return { information, pictures: [picture], isTruncated: false };
}

/** The picture in the packet; where none begins there, at the places that the length may mean (B25). */
function picturePart(
  body: Uint8Array,
  data: Uint8Array,
  end: number,
  defects: DefectList,
): Uint8Array | undefined {
  if (u16At(data, 0) === chunkIds.jpeg) {
    return wholeJpeg(data, defects);
  }
  const length = u16At(body, 4) ?? 0;
  const at = [2 + length, length, 4 + length].find(
    (place) =>
      place > layout.jpegChunkHeader && place < end && u16At(body, place) === chunkIds.jpeg,
  );
  if (at === undefined) {
    defects.add('no SOI at the begin of the packet');
    return undefined;
  }
  defects.add(`SOI at byte ${String(at)}, not at the begin of the packet`);
  return wholeJpeg(body.subarray(at, end), defects);
}

/** From SOI to the last EOI. */
function wholeJpeg(data: Uint8Array, defects: DefectList): Uint8Array | undefined {
  if (u16At(data, 0) !== chunkIds.jpeg) {
    return undefined;
  }
  const end = Buffer.from(data.buffer, data.byteOffset, data.length).lastIndexOf(END_OF_IMAGE);
  if (end > 0) {
    return data.subarray(0, end + END_OF_IMAGE.length);
  }
  defects.add('JPEG without EOI');
  return data;
}

/** The TLVs behind the chunk header, up to the end that its length tells. */
function readInformation(body: Uint8Array, defects: DefectList): RecorderInformation {
  const end = Math.min(2 + (u16At(body, 4) ?? 0), body.length);
  const from = Math.min(layout.jpegChunkHeader, end);
  const information = parseRecorderInformation(body.subarray(from, end));
  defects.add(...information.defects);
  return information;
}

/** The chunk is longer than the body, or there is neither a picture nor the padding behind one. */
function isCut(body: Uint8Array, { imagePresent }: RecorderFields): boolean {
  const lacksAll = imagePresent !== false && body.length % layout.bodyAlignment !== 0;
  return lacksAll || 2 + (u16At(body, 4) ?? 0) > body.length;
}
