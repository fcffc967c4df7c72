import type { KeptGop } from '../playback-output.js';

/** H.264 as far as a ring looks at it: parameter sets and an IDR, or a slice that refers to others. */
const keyPicture = [0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1e, 0, 0, 0, 1, 0x68, 0xce, 0, 0, 0, 1, 0x65];
const picture = [0, 0, 0, 1, 0x41];

/** How a made GOP looks. */
export type MadeGop = {
  readonly startMs: number;
  readonly pictures?: number;
  readonly stepMs?: number;
  readonly camera?: number;
  readonly alone?: boolean;
};

/** A GOP whose pictures can be told apart by their last bytes: the time, modulo 65536. */
export function madeGop({
  startMs,
  pictures: count = 10,
  stepMs = 100,
  camera = 1,
  alone = false,
}: MadeGop): KeptGop {
  const pictures = Array.from({ length: count }, (_, index) => {
    const timeMs = startMs + index * stepMs;
    const mark = [((timeMs >> 8) & 0xff) | 0, timeMs & 0xff, 0x80];
    const data = Uint8Array.from([...(index === 0 ? keyPicture : picture), ...mark]);
    return { timeMs, data, key: index === 0, show: true };
  });
  return {
    recorder: 'hq',
    camera,
    codec: 'h264',
    codecString: 'avc1.42c01e',
    width: 640,
    height: 360,
    startMs,
    endMs: startMs + count * stepMs,
    alone,
    pictures,
    bytes: pictures.reduce((sum, { data }) => sum + data.length, 0),
  };
}
