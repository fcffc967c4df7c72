import type { TileStatistics } from '../player/tile-statistics.js';

/** Figures as the overlay writes them: few digits, a thin space before the unit, "–" for what is unknown. */
const unknown = '–';

export function rateWords(bitsPerSecond: number | null): string {
  if (bitsPerSecond === null) {
    return unknown;
  }
  return bitsPerSecond >= 1_000_000
    ? `${(bitsPerSecond / 1_000_000).toFixed(2)} Mb/s`
    : `${Math.round(bitsPerSecond / 1_000)} kb/s`;
}

export function fpsWords(fps: number | null): string {
  return fps === null ? unknown : `${fps.toFixed(1)} fps`;
}

export function millisecondWords(milliseconds: number | null): string {
  if (milliseconds === null) {
    return unknown;
  }
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

export function lossWords(lost: number, percent: number): string {
  return lost === 0 ? '0' : `${lost} (${percent < 0.01 ? '<0.01' : percent.toFixed(2)} %)`;
}

export function sizeWords(width: number | null, height: number | null): string {
  return width === null || height === null ? unknown : `${width}×${height}`;
}

/** The codec as people write it; codec strings such as `avc1.4d401f` too. */
export function codecWords(codec: string | null): string {
  if (codec === null) {
    return unknown;
  }
  const family = /^avc[13]\./i.test(codec)
    ? 'H264'
    : /^(?:hvc1|hev1)\./i.test(codec)
      ? 'H265'
      : codec;
  return family.toUpperCase().replace(/^(H)(26\d)$/, '$1.$2');
}

/** What the delay is the sum of; null while a part is unknown. */
export function delayWords(statistics: TileStatistics): string | null {
  const { delayMs, roundTripMs, jitterBufferMs, decodeMs } = statistics;
  if (delayMs === null || roundTripMs === null) {
    return null;
  }
  return [
    `½ round trip ${millisecondWords(roundTripMs / 2)}`,
    `buffer ${millisecondWords(jitterBufferMs)}`,
    `decoding ${millisecondWords(decodeMs)}`,
  ].join(' + ');
}
