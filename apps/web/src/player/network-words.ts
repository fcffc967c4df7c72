import type { Viewing as ViewingReport } from '@casement/contract';
import type { TileStatistics } from './tile-statistics.js';

/** Below this share of lost packets nobody sees anything, in percent. */
const noticeablePercent = 3;

/** A tile that decodes less than this share of the camera's pictures is behind. */
const enoughPictures = 0.6;

/** What is known of the way from the gateway to one tile. */
export type NetworkFacts = {
  readonly now: TileStatistics;
  /** What the browser saw the network lose over the last seconds, in percent; null while unknown. */
  readonly lossPercent: number | null;
  /** Pictures per second that the gateway gets from the camera; null while unknown. */
  readonly cameraFps: number | null;
  /** What the gateway knows of this viewer; null when it was not asked or does not tell. */
  readonly report: ViewingReport | null;
};

/** Whether the last interval looks as if the network loses packets, or as if pictures were missing. */
export function looksLossy({ now, cameraFps }: Pick<NetworkFacts, 'now' | 'cameraFps'>): boolean {
  return (
    (now.recentLossPercent ?? 0) >= noticeablePercent ||
    (now.fps !== null && cameraFps !== null && now.fps < cameraFps * enoughPictures)
  );
}

/**
 * What a tile says of its network while something is wrong with it; null when there is nothing to say. The browser's
 * own figure comes first: the gateway's is that of one report, which may cover no more than a few packets.
 */
export function networkWords({ now, lossPercent, cameraFps, report }: NetworkFacts): string | null {
  const percent = Math.round(lossPercent ?? (report?.fractionLost ?? 0) * 100);
  if (report?.mode === 'key-pictures') {
    return percent >= 1
      ? `Your network loses ${percent} %: key pictures only`
      : 'Your network loses too much: key pictures only';
  }
  if (percent >= noticeablePercent) {
    return `Your network loses ${percent} %`;
  }
  const isBehind = now.fps !== null && cameraFps !== null && now.fps < cameraFps * enoughPictures;
  return isBehind
    ? `Only ${Math.round(now.fps)} of ${Math.round(cameraFps)} pictures per second`
    : null;
}
