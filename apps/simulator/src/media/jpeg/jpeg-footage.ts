import { ByteWriter } from '@casement/bytes';
import type { BandLayout } from '../band/band-layout.js';
import { macroblockPixels, separatorPixels } from '../band/band-layout.js';
import type { DotPanel } from '../band/dot-panel.js';
import { FootageError } from '../footage-error.js';
import { JpegBandWriter } from './jpeg-band-writer.js';
import type { JpegBitWriter } from './jpeg-bit-writer.js';
import type { JpegSegment } from './jpeg-segments.js';
import { jpegMarkers, splitJpeg, splitJpegStream } from './jpeg-segments.js';
import { readJpegTables } from './jpeg-tables.js';

/** Rows of macroblocks of the dark line between band and scene. */
const separatorRows = separatorPixels / macroblockPixels;

/** JPEGs of a scene, each cut so that a band can be put in front. */
export type JpegFootage = {
  /** Everything up to the scan: the same for all pictures. */
  readonly head: Uint8Array;
  /** Of each picture: the restart intervals of the scene, and the end of the image. */
  readonly tails: readonly Uint8Array[];
  readonly segments: readonly JpegSegment[];
};

/**
 * Reads a stream of JPEGs of the scene alone, with a restart interval per row of macroblocks.
 *
 * @throws FootageError `encoder` when it is something else: less than a second, other tables in a later picture,
 * another number of rows
 */
export function parseJpegFootage(
  stream: Uint8Array,
  layout: BandLayout,
  picturesPerSecond: number,
): JpegFootage {
  const pictures = splitJpegStream(stream).map(splitJpeg);
  const whole = pictures.slice(0, pictures.length - (pictures.length % picturesPerSecond));
  const [first] = whole;
  if (first === undefined) {
    throw new FootageError(
      'encoder',
      `The footage has ${String(pictures.length)} JPEGs; expected at least one second, ${String(picturesPerSecond)}`,
      { pictures: pictures.length, picturesPerSecond },
    );
  }
  const head = writeHead(first.segments, layout);
  const bandRows = layout.bandHeightInMbs + separatorRows;
  const rows = Math.ceil(layout.height / macroblockPixels) - bandRows;
  return {
    head,
    segments: first.segments,
    tails: whole.map(({ segments, intervals }, index) => {
      if (intervals.length !== rows || !sameBytes(writeHead(segments, layout), head)) {
        throw new FootageError(
          'encoder',
          `JPEG ${String(index)} of the footage has ${String(intervals.length)} restart intervals or other tables than the first one; expected ${String(rows)}`,
          { index, rows },
        );
      }
      return writeTail(intervals, bandRows);
    }),
  };
}

/** Puts bands in front of the scenes of a footage. */
export class JpegComposer {
  readonly #footage: JpegFootage;
  readonly #bandWriter: JpegBandWriter;

  /** @param writer may be shared */
  constructor(footage: JpegFootage, layout: BandLayout, writer: JpegBitWriter) {
    this.#footage = footage;
    const tables = readJpegTables(footage.segments);
    this.#bandWriter = new JpegBandWriter(layout.widthInMbs, tables, writer);
  }

  /** Picture `index` as a whole JPEG, a new array; it must be there. */
  compose(index: number, panel: DotPanel): Uint8Array {
    const band = this.#bandWriter.write(panel, separatorRows);
    const tail = this.#footage.tails[index] ?? new Uint8Array();
    const { head } = this.#footage;
    return new ByteWriter(head.length + band.length + tail.length)
      .bytes(head)
      .bytes(band)
      .bytes(tail)
      .toBytes();
  }
}

/** The header of the whole picture: the scene's, with another height (SOF0, ITU-T T.81 B.2.2). */
function writeHead(segments: readonly JpegSegment[], { width, height }: BandLayout): Uint8Array {
  const writer = new ByteWriter().u16(0xff00 + jpegMarkers.soi);
  for (const { marker, data } of segments) {
    const changed = marker === jpegMarkers.sof0 ? withHeight(data, width, height) : data;
    writer
      .u16(0xff00 + marker)
      .u16(changed.length + 2)
      .bytes(changed);
  }
  return writer.toBytes();
}

function withHeight(sof: Uint8Array, width: number, height: number): Uint8Array {
  const found = ((sof[3] ?? 0) << 8) | (sof[4] ?? 0);
  const sampling = sof[7];
  if (found !== width || sof[5] !== 3 || sampling !== 0x22) {
    throw new FootageError(
      'encoder',
      `A JPEG of the footage is ${String(found)} pixels wide with ${String(sof[5])} components; expected ${String(width)}, 3 in 4:2:0`,
      { width: found },
    );
  }
  // Not `slice`: that of a Buffer is a view of the same memory.
  const copy = new Uint8Array(sof);
  new DataView(copy.buffer).setUint16(1, height);
  return copy;
}

/** The markers count on from the band's: RSTn with n = interval modulo 8 (T.81 E.1.4). */
function writeTail(intervals: readonly Uint8Array[], bandRows: number): Uint8Array {
  const writer = new ByteWriter();
  for (const [index, interval] of intervals.entries()) {
    writer.bytes(interval);
    const isLast = index === intervals.length - 1;
    writer.u16(0xff00 + (isLast ? jpegMarkers.eoi : jpegMarkers.rst0 + ((bandRows + index) & 7)));
  }
  return writer.toBytes();
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
