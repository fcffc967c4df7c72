import type { RawStatistics } from './raw-statistics.js';

/** What the overlay shows: rates over the last interval, losses since the connection began. */
export type TileStatistics = {
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly transport: string | null;
  /** Decoded pictures per second. */
  readonly fps: number | null;
  readonly bitsPerSecond: number | null;
  readonly packetsLost: number;
  /** Lost of all sent, 0 to 100, since the connection began. */
  readonly lostPercent: number;
  /** Lost on the way over the last interval, whether repaired or not, of all sent: 0 to 100; null without two reports. */
  readonly recentLossPercent: number | null;
  /** Packets that were lost and came again on request, since the connection began; null where unknown. */
  readonly packetsRepaired: number | null;
  /** Mean time of a picture in the jitter buffer over the last interval. */
  readonly jitterBufferMs: number | null;
  readonly roundTripMs: number | null;
  /** Mean time to decode a picture over the last interval. */
  readonly decodeMs: number | null;
  /**
   * From the gateway to the decoded picture: half the round trip, the jitter buffer and decoding. Does not
   * contain the camera, the recorder, the gateway itself and the screen. Null when a part is unknown.
   */
  readonly delayMs: number | null;
  /** Freezes as the browser counts them, since the connection began. */
  readonly freezes: number | null;
};

/**
 * Turns two reports into figures.
 *
 * @param before the report before; undefined for the first, which has no rates yet
 */
export function summarise(before: RawStatistics | undefined, now: RawStatistics): TileStatistics {
  const seconds = before ? (now.atMs - before.atMs) / 1000 : 0;
  const rate = (key: 'framesDecoded' | 'bytesReceived'): number | null =>
    before && seconds > 0 ? Math.max(0, now[key] - before[key]) / seconds : null;
  const bytesPerSecond = rate('bytesReceived');
  const frames = before ? now.framesDecoded - before.framesDecoded : now.framesDecoded;
  const jitterBufferMs = meanMs(
    difference(before?.jitterBufferDelayS, now.jitterBufferDelayS),
    difference(before?.jitterBufferEmitted, now.jitterBufferEmitted),
  );
  const decodeMs = meanMs(difference(before?.decodeTimeS, now.decodeTimeS), frames);
  const roundTripMs = now.roundTripS === null ? null : now.roundTripS * 1000;
  return {
    codec: now.codec,
    width: now.width,
    height: now.height,
    transport: now.transport,
    fps: rate('framesDecoded'),
    bitsPerSecond: bytesPerSecond === null ? null : bytesPerSecond * 8,
    packetsLost: now.packetsLost,
    lostPercent: percent(now.packetsLost, now.packetsLost + now.packetsReceived),
    recentLossPercent: before ? recentLoss(before, now) : null,
    packetsRepaired: now.packetsRepaired,
    jitterBufferMs,
    roundTripMs,
    decodeMs,
    delayMs: now.delayMs ?? sumOf(roundTripMs, jitterBufferMs, decodeMs),
    freezes: now.freezeCount,
  };
}

function sumOf(
  roundTripMs: number | null,
  jitterBufferMs: number | null,
  decodeMs: number | null,
): number | null {
  return jitterBufferMs === null || roundTripMs === null || decodeMs === null
    ? null
    : roundTripMs / 2 + jitterBufferMs + decodeMs;
}

/** Browsers differ in whether a repaired packet still counts as lost, so the larger of both figures counts. */
function recentLoss(before: RawStatistics, now: RawStatistics): number {
  const grown = (from: number, to: number): number => Math.max(0, to - from);
  const received = grown(before.packetsReceived, now.packetsReceived);
  const missing = grown(before.packetsLost, now.packetsLost);
  const repaired = grown(before.packetsRepaired ?? 0, now.packetsRepaired ?? 0);
  const lost = Math.max(missing, repaired);
  return percent(lost, Math.max(lost, received + missing));
}

/** How many seconds the curves of the overlay reach back. */
export const historyLength = 60;

/** A list with one more value at its end, at most `historyLength` long. */
export function remember(history: readonly number[], value: number): readonly number[] {
  return [...history.slice(-(historyLength - 1)), value];
}

function difference(before: number | null | undefined, now: number | null): number | null {
  return now === null ? null : now - (before ?? 0);
}

function meanMs(sumS: number | null, count: number | null): number | null {
  return sumS === null || count === null || count <= 0 ? null : Math.max(0, (sumS / count) * 1000);
}

function percent(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : 0;
}
