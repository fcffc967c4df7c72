import { ByteReader } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import type { Fmp4Fragment } from '../fmp4/fmp4-piece.js';
import { findBox, readBoxes } from './mp4-boxes.js';
import type { Mp4Track } from './mp4-boxes.js';

/** What a fragment says of itself. */
export type FragmentFacts = Omit<Fmp4Fragment, 'kind' | 'bytes'>;

/** tf_flags (ISO/IEC 14496-12 section 8.8.7) in the order of their fields. */
const baseOffset = 0x1;
const descriptionIndex = 0x2;
const defaultDuration = 0x8;
const defaultSize = 0x10;
const defaultFlags = 0x20;

/** tr_flags (section 8.8.8). */
const dataOffset = 0x1;
const firstSampleFlags = 0x4;
const sampleDuration = 0x100;
const sampleSize = 0x200;
const sampleFlags = 0x400;
const compositionOffset = 0x800;

/** sample_is_non_sync_sample (section 8.8.3.1). */
const nonSync = 0x10000;

/** More samples than a fragment of a fraction of a second can have. */
const maxSamples = 10_000;

/**
 * Reads the time, length and first sample of a `moof` box: of its pictures, or of its sound when it has none.
 *
 * @param moof its content
 * @throws {MediaError | BytesError} when it is damaged, or of a track that nobody announced.
 */
export function readFragment(
  moof: Uint8Array,
  tracks: ReadonlyMap<number, Mp4Track>,
): FragmentFacts {
  const found = readBoxes(moof)
    .filter(({ type }) => type === 'traf')
    .map(({ content }) => readTrack(content, tracks));
  const facts = found.find(({ track }) => track === 'video') ?? found[0];
  if (facts === undefined) {
    throw new MediaError('process', 'ffmpeg writes a fragment without a track', {});
  }
  return facts;
}

function readTrack(traf: Uint8Array, tracks: ReadonlyMap<number, Mp4Track>): FragmentFacts {
  const header = readHeader(content(traf, 'tfhd'));
  const track = tracks.get(header.track);
  if (track === undefined || track.timescale === 0) {
    const known = [...tracks.keys()].join(', ');
    throw new MediaError(
      'process',
      `ffmpeg writes a fragment of track ${header.track}; expected one of ${known}`,
      { found: header.track, expected: known },
    );
  }
  const run = readRun(content(traf, 'trun'), header);
  return {
    track: track.kind,
    randomAccess: track.kind === 'audio' || (run.firstFlags & nonSync) === 0,
    timeMs: (readDecodeTime(content(traf, 'tfdt')) * 1000) / track.timescale,
    durationMs: (run.duration * 1000) / track.timescale,
  };
}

const content = (traf: Uint8Array, type: string): ByteReader =>
  new ByteReader(findBox(traf, [type]) ?? new Uint8Array(0));

type Header = { readonly track: number; readonly duration: number; readonly flags: number };

function readHeader(reader: ByteReader): Header {
  const given = reader.u32() & 0xffffff;
  const track = reader.u32();
  reader.skip((given & baseOffset ? 8 : 0) + (given & descriptionIndex ? 4 : 0));
  const duration = given & defaultDuration ? reader.u32() : 0;
  reader.skip(given & defaultSize ? 4 : 0);
  return { track, duration, flags: given & defaultFlags ? reader.u32() : 0 };
}

function readDecodeTime(reader: ByteReader): number {
  const isLong = reader.u32() >>> 24 === 1;
  return isLong ? reader.u32() * 2 ** 32 + reader.u32() : reader.u32();
}

function readRun(
  reader: ByteReader,
  header: Header,
): { readonly duration: number; readonly firstFlags: number } {
  const given = reader.u32() & 0xffffff;
  const count = reader.u32();
  if (count === 0 || count > maxSamples) {
    throw new MediaError('process', `ffmpeg writes a fragment of ${count} samples`, { count });
  }
  reader.skip(given & dataOffset ? 4 : 0);
  let firstFlags = given & firstSampleFlags ? reader.u32() : undefined;
  let duration = 0;
  for (let sample = 0; sample < count; sample += 1) {
    duration += given & sampleDuration ? reader.u32() : header.duration;
    reader.skip(given & sampleSize ? 4 : 0);
    const flags = given & sampleFlags ? reader.u32() : header.flags;
    firstFlags ??= flags;
    reader.skip(given & compositionOffset ? 4 : 0);
  }
  return { duration, firstFlags: firstFlags ?? header.flags };
}
