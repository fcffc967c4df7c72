import type { ByteWriter } from '@casement/bytes';
import { box, fields, fullBox, table } from './mp4-box.js';

/** So many samples of one duration, in ticks of the track. */
export type DurationRun = { readonly count: number; readonly ticks: number };

/** One track of a file, as its boxes describe it. */
export type Mp4Track = {
  readonly kind: 'video' | 'sound';
  /** Ticks per second. */
  readonly timescale: number;
  /** The contents of `stsd`. */
  readonly sampleDescription: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly durations: readonly DurationRun[];
  /** Presentation minus decoding of each sample; empty: none. */
  readonly offsets: readonly number[];
  /** Bytes of each sample, or of all alike. */
  readonly sizes: readonly number[] | { readonly each: number; readonly count: number };
  /** Where decoding may start, counted from 1; `undefined`: everywhere. */
  readonly syncSamples: readonly number[] | undefined;
  /** Where runs of samples lie behind the start of the data. */
  readonly chunks: readonly { readonly offset: number; readonly samples: number }[];
  /** How much later than the file it begins. */
  readonly delayMs: number;
  /** Where in the media it begins: what composition offsets move it by. */
  readonly mediaStart: number;
};

/** Ticks per second of the whole file: milliseconds. */
export const movieTimescale = 1_000;

/** When something was made, in seconds since 1904 (ISO/IEC 14496-12 section 8.2.2). */
export function mp4Time(epochMs: number): number {
  const from1904To1970 = 2_082_844_800;
  return Math.floor(epochMs / 1000) + from1904To1970;
}

/** The unity matrix (section 8.2.2). */
export function unityMatrix(to: ByteWriter): ByteWriter {
  return to.u32(0x0001_0000).zeros(12).u32(0x0001_0000).zeros(12).u32(0x4000_0000);
}

/** Milliseconds of a track, without its delay. */
export function trackDurationMs({ durations, timescale }: Mp4Track): number {
  return Math.round((totalTicks(durations) * movieTimescale) / timescale);
}

/**
 * The `trak` of a track (ISO/IEC 14496-12 section 8.3).
 *
 * @param dataAt where the data begins in the file
 * @param createdMs milliseconds since 1970
 */
export function trackBox(
  track: Mp4Track,
  id: number,
  dataAt: number,
  createdMs: number,
): Uint8Array {
  const time = mp4Time(createdMs);
  return box('trak', trackHeader(track, id, time), editList(track), media(track, dataAt, time));
}

function trackHeader(track: Mp4Track, id: number, time: number): Uint8Array {
  const enabledInMovieAndPreview = 7;
  const head = fields((to) =>
    to
      .u32(time)
      .u32(time)
      .u32(id)
      .u32(0)
      .u32(track.delayMs + trackDurationMs(track)),
  );
  const volume = track.kind === 'sound' ? 0x0100 : 0;
  const tail = fields((to) =>
    unityMatrix(to.zeros(8).u32(0).u16(volume).u16(0))
      .u32(track.width * 0x1_0000)
      .u32(track.height * 0x1_0000),
  );
  return fullBox('tkhd', 0, enabledInMovieAndPreview, head, tail);
}

/** Nothing for as long as the delay is, then the media from its start (section 8.6.6). */
function editList(track: Mp4Track): Uint8Array {
  const { delayMs, mediaStart } = track;
  const nothing = 0xffff_ffff;
  const normalRate = 0x0001_0000;
  const edits = [
    ...(delayMs > 0 ? [delayMs, nothing, normalRate] : []),
    ...[trackDurationMs(track), mediaStart, normalRate],
  ];
  return box('edts', fullBox('elst', 0, 0, table(edits, 3)));
}

function media(track: Mp4Track, dataAt: number, time: number): Uint8Array {
  const undetermined = 0x55c4; // "und", three letters of five bits
  const isSound = track.kind === 'sound';
  const ticks = totalTicks(track.durations);
  return box(
    'mdia',
    fullBox(
      'mdhd',
      0,
      0,
      fields((to) =>
        to.u32(time).u32(time).u32(track.timescale).u32(ticks).u16(undetermined).u16(0),
      ),
    ),
    fullBox(
      'hdlr',
      0,
      0,
      fields((to) =>
        to
          .u32(0)
          .ascii(isSound ? 'soun' : 'vide')
          .zeros(12)
          .ascii(isSound ? 'Sound' : 'Video')
          .u8(0),
      ),
    ),
    box(
      'minf',
      isSound ? fullBox('smhd', 0, 0, new Uint8Array(4)) : fullBox('vmhd', 0, 1, new Uint8Array(8)),
      box('dinf', fullBox('dref', 0, 0, references())),
      sampleTable(track, dataAt),
    ),
  );
}

/** The data is in this very file (section 8.7.2). */
function references(): Uint8Array {
  const inThisFile = fullBox('url ', 0, 1);
  return fields((to) => to.u32(1).bytes(inThisFile));
}

function sampleTable(track: Mp4Track, dataAt: number): Uint8Array {
  const { sizes, offsets, syncSamples, chunks, durations } = track;
  return box(
    'stbl',
    box('stsd', track.sampleDescription),
    fullBox(
      'stts',
      0,
      0,
      table(
        durations.flatMap(({ count, ticks }) => [count, ticks]),
        2,
      ),
    ),
    ...(offsets.length === 0 ? [] : [fullBox('ctts', 0, 0, offsetTable(offsets))]),
    ...(syncSamples === undefined ? [] : [fullBox('stss', 0, 0, table(syncSamples))]),
    fullBox('stsc', 0, 0, chunkTable(chunks)),
    fullBox('stsz', 0, 0, sizeTable(sizes)),
    fullBox('stco', 0, 0, table(chunks.map(({ offset }) => dataAt + offset))),
  );
}

function sizeTable(sizes: Mp4Track['sizes']): Uint8Array {
  return 'each' in sizes
    ? fields((to) => to.u32(sizes.each).u32(sizes.count))
    : fields((to) => to.u32(0).bytes(table(sizes)));
}

function offsetTable(offsets: readonly number[]): Uint8Array {
  return table(
    runsOf(offsets).flatMap(({ count, ticks }) => [count, ticks]),
    2,
  );
}

/** A line wherever the number of samples in a chunk changes (section 8.7.4). */
function chunkTable(chunks: Mp4Track['chunks']): Uint8Array {
  const lines = chunks.flatMap(({ samples }, index) =>
    samples === chunks[index - 1]?.samples ? [] : [index + 1, samples, 1],
  );
  return table(lines, 3);
}

/** Equal numbers in a row, counted. */
export function runsOf(values: readonly number[]): readonly DurationRun[] {
  const runs: { count: number; ticks: number }[] = [];
  for (const ticks of values) {
    const last = runs.at(-1);
    if (last?.ticks === ticks) {
      last.count += 1;
    } else {
      runs.push({ count: 1, ticks });
    }
  }
  return runs;
}

function totalTicks(durations: readonly DurationRun[]): number {
  return durations.reduce((sum, { count, ticks }) => sum + count * ticks, 0);
}
