import { ByteReader } from '@casement/bytes';
import { Fmp4Muxer } from '@casement/media';
import type { Fmp4Init } from '@casement/media';
import { box, fields, findBoxes, fullBox } from './mp4-box.js';
import { mp4SoundTrack } from './mp4-sound.js';
import type { Mp4Sound } from './mp4-sound.js';
import {
  movieTimescale,
  mp4Time,
  runsOf,
  trackBox,
  trackDurationMs,
  unityMatrix,
} from './mp4-track.js';
import type { Mp4Track } from './mp4-track.js';

/** What a file is made of. */
export type Mp4FileOptions = {
  readonly codec: 'h264' | 'h265';
  /** Milliseconds since 1970 of its first picture. */
  readonly startMs: number;
  readonly sound: Mp4Sound | undefined;
};

/** A picture in the order of the stream: NAL units, and when it was taken. */
export type Mp4Picture = { readonly epochMs: number; readonly data: readonly Uint8Array[] };

type Sample = { readonly epochMs: number; readonly bytes: number; readonly isSync: boolean };
type Chunk = { readonly offset: number; readonly samples: number };

const videoTimescale = 90_000;
const ticksPerMs = videoTimescale / 1_000;
const sampleDescriptionPath = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'];

/**
 * A plain MP4 file (ISO/IEC 14496-12) with one `mdat`, made in memory: pictures untouched, with their true times. The
 * same pictures give the same bytes: nothing in it depends on when it was made.
 */
export class Mp4File {
  readonly #options: Mp4FileOptions;
  readonly #muxer: Fmp4Muxer;
  #init: Fmp4Init | undefined;
  readonly #data: Uint8Array[] = [];
  #dataBytes = 0;
  readonly #samples: Sample[] = [];
  readonly #pictureChunks: Chunk[] = [];
  readonly #soundChunks: Chunk[] = [];
  readonly #soundFrames: number[] = [];

  constructor(options: Mp4FileOptions) {
    this.#options = options;
    this.#muxer = new Fmp4Muxer({ video: true, audio: options.sound?.format ?? false });
  }

  /** Bytes of pictures and sound so far. */
  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Adds a GOP and the sound beside it. Pictures without the parameter sets that they need are left out. */
  add(pictures: readonly Mp4Picture[], sound: readonly Uint8Array[]): void {
    const offset = this.#dataBytes;
    const before = this.#samples.length;
    pictures.forEach((picture, index) => this.#addPicture(picture, index === 0));
    const added = this.#samples.length - before;
    this.#pictureChunks.push(...(added > 0 ? [{ offset, samples: added }] : []));
    if (sound.length > 0) {
      this.#soundChunks.push({ offset: this.#dataBytes, samples: sound.length });
      this.#soundFrames.push(...sound.map(({ length }) => length));
      sound.forEach((frame) => this.#append(frame));
    }
  }

  /**
   * The whole file, in pieces.
   *
   * @param endMs where its last picture ends, milliseconds since 1970
   */
  finish(endMs: number): readonly Uint8Array[] {
    const tracks = this.#tracks(endMs);
    const type = box(
      'ftyp',
      fields((to) => to.ascii('mp42').u32(0).ascii('isom').ascii('mp42')),
    );
    // Where the data begins changes no length.
    const size = this.#movie(tracks, 0).length;
    const header = fields((to) => to.u32(8 + this.#dataBytes).ascii('mdat'));
    const movie = this.#movie(tracks, type.length + size + header.length);
    return [type, movie, header, ...this.#data];
  }

  #addPicture({ epochMs, data }: Mp4Picture, isSync: boolean): void {
    const { codec, startMs } = this.#options;
    const timeMs = Math.max(0, epochMs - startMs);
    const pieces = this.#muxer.push(
      {
        codec,
        parts: data,
        timestamp: timeMs * ticksPerMs,
        clockRateHz: videoTimescale,
        channels: 0,
        arrivalMs: 0,
        randomAccess: isSync,
        discontinuity: false,
      },
      timeMs,
    );
    for (const piece of pieces) {
      if (piece.kind === 'init') {
        this.#init ??= piece;
      } else {
        const sample = piece.bytes.subarray(new ByteReader(piece.bytes).u32() + 8);
        this.#samples.push({ epochMs, bytes: sample.length, isSync });
        this.#append(sample);
      }
    }
  }

  #append(bytes: Uint8Array): void {
    this.#data.push(bytes);
    this.#dataBytes += bytes.length;
  }

  #tracks(endMs: number): readonly Mp4Track[] {
    if (this.#init === undefined) {
      return [];
    }
    const [pictures, muxedSound] = findBoxes(this.#init.bytes, sampleDescriptionPath);
    const { sound, startMs } = this.#options;
    return [
      ...(pictures === undefined ? [] : [this.#pictureTrack(pictures, endMs)]),
      ...(sound === undefined || this.#soundFrames.length === 0
        ? []
        : [
            mp4SoundTrack(sound, {
              sampleDescription: muxedSound,
              startMs,
              frameBytes: this.#soundFrames,
              chunks: this.#soundChunks,
            }),
          ]),
    ];
  }

  /**
   * Decoding times are the times of presentation in their order; pictures that are presented later than they are
   * decoded have the difference as their offset, moved so that none is negative.
   */
  #pictureTrack(sampleDescription: Uint8Array, endMs: number): Mp4Track {
    const presented = this.#samples.map(({ epochMs }) => epochMs);
    const decoded = [...presented].sort((one, other) => one - other);
    const ends = [...decoded.slice(1), Math.max(endMs, (decoded.at(-1) ?? 0) + 1)];
    const early = decoded.map((ms, index) => ms - (presented[index] ?? ms));
    const move = early.reduce((most, ms) => Math.max(most, ms), 0);
    return {
      kind: 'video',
      timescale: videoTimescale,
      sampleDescription,
      width: this.#init?.width ?? 0,
      height: this.#init?.height ?? 0,
      durations: runsOf(ends.map((ms, index) => (ms - (decoded[index] ?? ms)) * ticksPerMs)),
      offsets: move === 0 ? [] : early.map((ms) => (move - ms) * ticksPerMs),
      sizes: this.#samples.map(({ bytes }) => bytes),
      syncSamples: this.#samples.flatMap(({ isSync }, index) => (isSync ? [index + 1] : [])),
      chunks: this.#pictureChunks,
      delayMs: 0,
      mediaStart: move * ticksPerMs,
    };
  }

  #movie(tracks: readonly Mp4Track[], dataAt: number): Uint8Array {
    const { startMs } = this.#options;
    const time = mp4Time(startMs);
    const durationMs = Math.max(
      0,
      ...tracks.map((track) => track.delayMs + trackDurationMs(track)),
    );
    const head = fields((to) =>
      unityMatrix(
        to
          .u32(time)
          .u32(time)
          .u32(movieTimescale)
          .u32(durationMs)
          .u32(0x0001_0000)
          .u16(0x0100)
          .zeros(10),
      )
        .zeros(24)
        .u32(tracks.length + 1),
    );
    return box(
      'moov',
      fullBox('mvhd', 0, 0, head),
      ...tracks.map((track, index) => trackBox(track, index + 1, dataAt, startMs)),
    );
  }
}
