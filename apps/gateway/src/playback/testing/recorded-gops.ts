import { concatBytes, fromHex } from '@casement/bytes';
import type { PlaybackBody, RecordedPicture } from '@casement/protocol';
import type { KeptGop } from '../playback-output.js';

/** SPS (high profile, 1280x720), PPS. */
const startCode = Uint8Array.of(0, 0, 0, 1);
export const testSps = fromHex(
  '6764001facd9405005bb011000003e90000ea60604000f424001e84e4c30078c18cb',
);
export const testPps = fromHex('68ce3c80');

/** A GOP of a recording. */
export type RecordedGop = {
  readonly startMs: number;
  /** Times of its pictures. */
  readonly timesMs: readonly number[];
};

/** Recordings of equal GOPs from one time up to another. */
export function recordedSpan(
  fromMs: number,
  toMs: number,
  { gopMs = 1_000, pictures = 5 }: { readonly gopMs?: number; readonly pictures?: number } = {},
): RecordedGop[] {
  const gops: RecordedGop[] = [];
  for (let startMs = fromMs; startMs < toMs; startMs += gopMs) {
    const timesMs = Array.from({ length: pictures }, (_, i) => startMs + (i * gopMs) / pictures);
    gops.push({ startMs, timesMs });
  }
  return gops;
}

/** NAL units as an Annex B picture. */
export function annexB(...units: readonly Uint8Array[]): Uint8Array {
  return concatBytes(units.flatMap((unit) => [startCode, unit]));
}

/** A picture that carries its time as text; it cannot be decoded. */
export function testPicture(timeMs: number, isKey: boolean, bytes = 0): Uint8Array {
  const text = new TextEncoder().encode(`${timeMs}`);
  const slice = concatBytes([
    Uint8Array.of(isKey ? 0x65 : 0x41, 0x88),
    text,
    new Uint8Array(bytes).fill(0x5a),
  ]);
  return isKey ? annexB(testSps, testPps, slice) : annexB(slice);
}

/** The answer of `camera.cgi` that holds a GOP. */
export function testBody(
  { startMs, timesMs }: RecordedGop,
  camera: number,
  { bytes = 0, ...more }: Partial<PlaybackBody> & { readonly bytes?: number } = {},
): PlaybackBody {
  const end = { epochMs: timesMs.at(-1) ?? startMs };
  const pictures: RecordedPicture[] = timesMs.map((epochMs, index) => ({
    epochMs,
    data: testPicture(epochMs, index === 0, bytes),
    gop: { start: { epochMs: startMs }, end },
    cameraInformation: [],
  }));
  return {
    codec: 'h264',
    information: { camera, raw: [], defects: [] },
    isPresent: true,
    pictures,
    isTruncated: false,
    defects: [],
    ...more,
  };
}

/** A GOP as it is kept. */
export function keptGop(
  startMs: number,
  { camera = 1, recorder = 'r', gopMs = 1_000, pictures = 5, bytes = 1_000 } = {},
): KeptGop {
  const times = Array.from({ length: pictures }, (_, i) => startMs + (i * gopMs) / pictures);
  return {
    recorder,
    camera,
    codec: 'h264',
    codecString: 'avc1.64001f',
    width: 1280,
    height: 720,
    startMs,
    endMs: startMs + gopMs,
    alone: false,
    pictures: times.map((timeMs, i) => ({
      timeMs,
      data: new Uint8Array(),
      key: i === 0,
      show: true,
    })),
    bytes,
  };
}
