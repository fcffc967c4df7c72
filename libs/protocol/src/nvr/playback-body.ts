import { ProtocolError } from '../protocol-error.js';
import { DefectList } from './defect-list.js';
import { splitInformation } from './playback-information.js';
import { parsePlaybackJpeg } from './playback-jpeg.js';
import { MAX_PLAYBACK_BODY_BYTES, chunkIds, layout, u16At } from './playback-layout.js';
import { PictureCollector } from './picture-collector.js';
import { searchUnit, unitAt } from './playback-units.js';
import type { UnitPlace } from './playback-units.js';
import type { RecordedTime } from './recorded-time.js';
import { parseRecorderInformation } from './recorder-information.js';
import type { RecorderInformation } from './recorder-information.js';
import type { Tlv } from './tlv.js';

export type { RecordedTime } from './recorded-time.js';

/** Codec of a recorded picture, told by the chunk: 0xFF15, 0xFF16, 0xFFD8 (B38). */
export type RecordedCodec = 'h264' | 'h265' | 'jpeg';

/** One recorded picture. */
export type RecordedPicture = {
  /** PIC time: milliseconds since 1970 (UTC), a multiple of 10. */
  readonly epochMs: number;
  /** Annex B, 4-byte start codes, or a JPEG from SOI to EOI. A view of the body. */
  readonly data: Uint8Array;
  /** GOP information beside this picture; `undefined` for a bare 0xFF05 (B32). */
  readonly gop: { readonly start: RecordedTime; readonly end: RecordedTime } | undefined;
  /** Ids of another namespace than the recorder's (finding 7): kept raw. */
  readonly cameraInformation: readonly Tlv[];
};

/** The answer of `camera.cgi`: one GOP, or one JPEG (NVR v1.4R1 3.3.1, layouts B.6 and B.8). */
export type PlaybackBody = {
  readonly codec: RecordedCodec;
  readonly information: RecorderInformation;
  /** False: TLV 0x000C says that there is no picture, a gap (B36). */
  readonly isPresent: boolean;
  /** In the order of the body, which is that of recording. */
  readonly pictures: readonly RecordedPicture[];
  /**
   * The body ends within a picture, at one whose length makes no sense, or without padding before all pictures are there;
   * those before are whole (PB06, PB07).
   */
  readonly isTruncated: boolean;
  /** What was odd, in words; never a reason to stop. */
  readonly defects: readonly string[];
};

/**
 * Reads the answer of `camera.cgi` (B25 to B43). Copies nothing: the pictures are views of `bytes`.
 *
 * @throws ProtocolError `playback-empty` for a body without a byte; `playback-body` for one of more than 64 MiB, for an
 * unknown chunk, for pictures without start codes (B35) and for a JPEG without information
 */
export function parsePlaybackBody(bytes: Uint8Array): PlaybackBody {
  if (bytes.length === 0) {
    throw refused('playback-empty', 'no byte', 'a chunk', 'playback body');
  }
  if (bytes.length > MAX_PLAYBACK_BODY_BYTES) {
    throw refused(
      'playback-body',
      `${String(bytes.length)} bytes`,
      `at most ${String(MAX_PLAYBACK_BODY_BYTES)}`,
      'playback body',
    );
  }
  const id = u16At(bytes, 0);
  if (id === chunkIds.jpeg) {
    return parsePlaybackJpeg(bytes);
  }
  if (id === chunkIds.h264 || id === chunkIds.h265) {
    return parseGop(bytes, id === chunkIds.h264 ? 'h264' : 'h265');
  }
  throw refused(
    'playback-body',
    id === undefined ? '1 byte' : `chunk 0x${id.toString(16).padStart(4, '0')}`,
    '0xff15, 0xff16 or 0xffd8',
    'byte 0 of a playback body',
  );
}

function parseGop(body: Uint8Array, codec: 'h264' | 'h265'): PlaybackBody {
  const defects = new DefectList();
  const { information, unit, isCut, cameraInformation } = readHead(body, defects);
  if (information.startCodes === false) {
    throw refused('playback-body', 'TLV 0x0027 = 0', 'pictures with start codes', 'recorder info');
  }
  if (information.compression !== undefined && information.compression !== codec) {
    defects.add(`TLV 0x0005 says ${information.compression}; expected ${codec} as the chunk says`);
  }
  const collector = new PictureCollector(body, information, defects);
  if (isCut) {
    collector.cut('the body ends within the headers of its first picture');
  } else if (unit !== undefined) {
    collector.collect(unit, cameraInformation);
  }
  const { pictures, isTruncated } = collector.finish();
  if (body.length % layout.bodyAlignment !== 0) {
    defects.add(`${String(body.length)} bytes; expected a multiple of 4096`);
  }
  return {
    codec,
    information,
    isPresent: information.imagePresent !== false,
    pictures,
    isTruncated,
    defects: defects.toArray(),
  };
}

type Head = {
  readonly information: RecorderInformation;
  readonly unit: UnitPlace | undefined;
  readonly isCut: boolean;
  /** Of the first picture, where its information could not be told by lengths alone. */
  readonly cameraInformation?: readonly Tlv[];
};

/** Recorder information and the first unit; the length is believed where a unit follows it (B29, B31, PB17). */
function readHead(body: Uint8Array, defects: DefectList): Head {
  const length = u16At(body, 2) ?? 0;
  const isInside = length >= layout.chunkHeader && length <= body.length;
  if (!isInside) {
    defects.add(`chunk length ${String(length)}; expected 4 to ${String(body.length)}`);
  }
  const unit = isInside ? unitAt(body, length, false) : undefined;
  if (unit === 'cut') {
    return { ...readInformation(body, length, defects), unit: undefined, isCut: true };
  }
  if (unit !== undefined && unit.informationBytes.length > 0) {
    return { ...readInformation(body, length, defects), unit, isCut: false };
  }
  if (unit !== undefined) {
    const split = splitInformation(body.subarray(layout.chunkHeader, length));
    defects.add(...split.recorder.defects);
    return {
      information: split.recorder,
      unit,
      isCut: false,
      cameraInformation: split.camera,
    };
  }
  return searchHead(body, isInside ? length : undefined, defects);
}

/** No unit where one should be: nothing recorded, a cut, or lengths that lie. */
function searchHead(body: Uint8Array, length: number | undefined, defects: DefectList): Head {
  const declared =
    length === undefined ? undefined : readInformation(body, length, new DefectList()).information;
  const found = declared?.imagePresent === false ? undefined : searchUnit(body, layout.chunkHeader);
  if (found === undefined) {
    return {
      ...readInformation(body, length ?? body.length, defects),
      unit: undefined,
      isCut: length === undefined,
    };
  }
  defects.add(`first picture at byte ${String(found.packetAt)}, where no lengths lead to`);
  const end = layout.chunkHeader + found.informationBytes.length;
  if (length !== undefined && length <= end) {
    const unit = { ...found, informationBytes: body.subarray(length, end) };
    return { ...readInformation(body, length, defects), unit, isCut: false };
  }
  const split = splitInformation(found.informationBytes);
  defects.add(...split.recorder.defects);
  return {
    information: split.recorder,
    unit: found,
    isCut: false,
    cameraInformation: split.camera,
  };
}

function readInformation(
  body: Uint8Array,
  end: number,
  defects: DefectList,
): { readonly information: RecorderInformation } {
  const last = Math.min(end, layout.chunkHeader + 0xffff, body.length);
  const information = parseRecorderInformation(
    body.subarray(layout.chunkHeader, Math.max(last, layout.chunkHeader)),
  );
  defects.add(...information.defects);
  return { information };
}

function refused(
  kind: 'playback-body' | 'playback-empty',
  found: string,
  expected: string,
  where: string,
): ProtocolError {
  return ProtocolError.unexpected(kind, { found, expected, where });
}
