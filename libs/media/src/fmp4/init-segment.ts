import { concatBytes } from '@casement/bytes';
import { box, bytes, fullBox } from './boxes.js';
import type { Fmp4Init } from './fmp4-piece.js';
import type { AudioConfig, VideoConfig } from './track-config.js';

/** Track numbers. */
export const videoTrackId = 1;
export const audioTrackId = 2;

/** Ticks per second of the pictures' track; that of sound has its sample rate. */
export const videoTimescale = 90_000;

const movieTimescale = 1_000;

/** Enabled, in the movie, in the preview. */
const trackFlags = 7;

const fixedOne = 0x0001_0000;

/**
 * The initialisation segment of the given tracks.
 *
 * @throws {RangeError} when there is none.
 */
export function initSegment(
  video: VideoConfig | undefined,
  audio: AudioConfig | undefined,
): Fmp4Init {
  const codecs = [video?.codecString, audio?.codecString].filter((codec) => codec !== undefined);
  if (codecs.length === 0) {
    throw new RangeError('an initialisation segment needs a track');
  }
  const tracks = [...(video ? [videoTrack(video)] : []), ...(audio ? [audioTrack(audio)] : [])];
  const ids = [...(video ? [videoTrackId] : []), ...(audio ? [audioTrackId] : [])];
  const type = box(
    'ftyp',
    bytes((to) => to.ascii('iso6').u32(1).ascii('iso6').ascii('mp41')),
  );
  const movie = box('moov', movieHeader(), ...tracks, box('mvex', ...ids.map(trackExtends)));
  return {
    kind: 'init',
    bytes: concatBytes([type, movie]),
    mimeType: `${video ? 'video' : 'audio'}/mp4; codecs="${codecs.join(',')}"`,
    video: video?.codecString ?? null,
    audio: audio?.codecString ?? null,
    width: video?.width ?? null,
    height: video?.height ?? null,
  };
}

function matrix(): Uint8Array {
  return bytes((to) => to.u32(fixedOne).zeros(12).u32(fixedOne).zeros(12).u32(0x4000_0000));
}

/** Without a duration: it is not known (ISO/IEC 14496-12 section 8.2.2). */
function movieHeader(): Uint8Array {
  const nextTrack = audioTrackId + 1;
  return fullBox(
    'mvhd',
    0,
    0,
    bytes((to) => to.zeros(8).u32(movieTimescale).u32(0).u32(fixedOne).u16(0x0100).zeros(10)),
    matrix(),
    bytes((to) => to.zeros(24).u32(nextTrack)),
  );
}

function trackHeader(id: number, volume: number, width: number, height: number): Uint8Array {
  return fullBox(
    'tkhd',
    0,
    trackFlags,
    bytes((to) => to.zeros(8).u32(id).zeros(4).u32(0).zeros(8).zeros(4).u16(volume).u16(0)),
    matrix(),
    bytes((to) => to.u32(width * fixedOne).u32(height * fixedOne)),
  );
}

function videoTrack({ width, height, sampleEntry }: VideoConfig): Uint8Array {
  const header = fullBox('vmhd', 0, 1, new Uint8Array(8));
  return box(
    'trak',
    trackHeader(videoTrackId, 0, width, height),
    media(videoTimescale, 'vide', 'Pictures', header, sampleEntry),
  );
}

function audioTrack({ sampleRateHz, sampleEntry }: AudioConfig): Uint8Array {
  const header = fullBox('smhd', 0, 0, new Uint8Array(4));
  return box(
    'trak',
    trackHeader(audioTrackId, 0x0100, 0, 0),
    media(sampleRateHz, 'soun', 'Sound', header, sampleEntry),
  );
}

function media(
  timescale: number,
  handler: string,
  name: string,
  mediaHeader: Uint8Array,
  sampleEntry: Uint8Array,
): Uint8Array {
  const undetermined = 0x55c4; // "und", three letters of five bits
  const empty = new Uint8Array(4);
  return box(
    'mdia',
    fullBox(
      'mdhd',
      0,
      0,
      bytes((to) => to.zeros(8).u32(timescale).u32(0).u16(undetermined).u16(0)),
    ),
    fullBox(
      'hdlr',
      0,
      0,
      bytes((to) => to.u32(0).ascii(handler).zeros(12).ascii(name).u8(0)),
    ),
    box(
      'minf',
      mediaHeader,
      box(
        'dinf',
        fullBox(
          'dref',
          0,
          0,
          bytes((to) => to.u32(1)),
          fullBox('url ', 0, 1),
        ),
      ),
      box(
        'stbl',
        fullBox(
          'stsd',
          0,
          0,
          bytes((to) => to.u32(1)),
          sampleEntry,
        ),
        fullBox('stts', 0, 0, empty),
        fullBox('stsc', 0, 0, empty),
        fullBox('stsz', 0, 0, new Uint8Array(8)),
        fullBox('stco', 0, 0, empty),
      ),
    ),
  );
}

function trackExtends(id: number): Uint8Array {
  return fullBox(
    'trex',
    0,
    0,
    bytes((to) => to.u32(id).u32(1).u32(0).u32(0).u32(0)),
  );
}
