import type { TileStatistics } from '../player/tile-statistics.js';

/** What a browser tells of a tile that plays well. */
export function sampleStatistics(change: Partial<TileStatistics> = {}): TileStatistics {
  return {
    codec: 'H264',
    width: 1920,
    height: 1080,
    transport: 'UDP',
    fps: 25,
    bitsPerSecond: 2_000_000,
    packetsLost: 0,
    lostPercent: 0,
    recentLossPercent: 0,
    packetsRepaired: 0,
    jitterBufferMs: 40,
    roundTripMs: 12,
    decodeMs: 4,
    delayMs: 50,
    freezes: 0,
    ...change,
  };
}
