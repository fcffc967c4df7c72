// When pictures were taken, as the strip at their top says: decoded after the measurement, by ffmpeg.
import { spawn } from 'node:child_process';

const cells = 48;
/** Of the picture's height (stripGeometry of the simulator); its middle half is read. */
const stripHeight = 1 / 15;

/**
 * The wall clock of each picture of a stream, in milliseconds modulo 2^32, in the order of decoding; undefined where it
 * cannot be read.
 */
export async function stripTimes(format, chunks) {
  const crop = `crop=iw:ih*${stripHeight / 2}:0:ih*${stripHeight / 4}`;
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', format, '-i', 'pipe:0'],
      ...['-vf', `format=gray,${crop},scale=${cells * 3}:1:flags=area`],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => undefined);
  child.stdin.end(Buffer.concat(chunks));
  const out = Buffer.concat(await child.stdout.toArray());
  return Array.from({ length: Math.floor(out.length / (cells * 3)) }, (_, index) =>
    // The middle third of each cell.
    readCells(Array.from({ length: cells }, (_, cell) => out[index * cells * 3 + cell * 3 + 1])),
  );
}

function readCells(levels) {
  const mean = (places) => places.reduce((sum, place) => sum + levels[place], 0) / places.length;
  const white = mean([0, 2, 45, 47]);
  const black = mean([1, 3, 44, 46]);
  if (white - black < 60) return undefined;
  const bits = levels.map((level) => (level > (white + black) / 2 ? 1 : 0));
  const number = (from, to) => bits.slice(from, to).reduce((value, bit) => value * 2 + bit, 0);
  const value = number(4, 36);
  const isWhole = number(0, 4) === 0b1010 && number(44, 48) === 0b0101;
  return isWhole && number(36, 44) === value % 251 ? value : undefined;
}

/** From the moment that a picture shows to `at` (milliseconds since 1970). */
export const delayOf = (at, time) =>
  (((((at % 2 ** 32) - time + 2 ** 31) % 2 ** 32) + 2 ** 32) % 2 ** 32) - 2 ** 31;
