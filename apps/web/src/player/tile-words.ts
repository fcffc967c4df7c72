import type { LiveState } from '@casement/contract';
import type { TileModel } from './tile-model.js';

/** What a tile says in its middle when there is no live picture. */
export type TileWords = {
  readonly headline: string;
  /** The reason, in words; null when there is nothing to add. */
  readonly reason: string | null;
  /** Since when there is no live picture, in milliseconds of the same clock; null when it plays. */
  readonly sinceMs: number | null;
  /** When the next try comes; null when none is waiting. */
  readonly nextTryMs: number | null;
};

const liveWords: Readonly<Record<LiveState, string>> = {
  idle: 'Starting the camera',
  starting: 'Starting the camera',
  playing: 'Waiting for a picture',
  waiting: 'Waiting for the camera',
  failed: 'The camera cannot be shown',
};

/**
 * The words for a tile's phase. Every phase has some, so that a tile without a picture always says why.
 *
 * @param recorderReason why the recorder has a problem; said when nothing closer to the camera is known
 */
export function describeTile(model: TileModel, recorderReason: string | null = null): TileWords {
  const { phase } = model;
  const cameraReason = model.gatewayReachable ? (model.camera?.reason ?? recorderReason) : null;
  const words = (
    headline: string,
    reason: string | null,
    nextTryMs: number | null = null,
  ): TileWords => ({
    headline,
    reason: reason === headline ? null : reason,
    sinceMs: model.pictureLostMs,
    nextTryMs,
  });
  switch (phase.name) {
    case 'connecting':
      return words('Connecting', cameraReason);
    case 'waiting':
      return words(liveWords[model.camera?.state ?? 'playing'], cameraReason);
    case 'playing':
      return words('Live', null);
    case 'frozen':
      return words(
        'The picture stopped',
        model.gatewayReachable
          ? (cameraReason ?? 'No new picture arrives')
          : 'The gateway cannot be reached',
      );
    case 'reconnecting':
      return words('Reconnecting', phase.words, phase.dueMs);
    case 'failed':
      return words('No picture', phase.words, phase.dueMs);
    case 'signed-out':
      return words('Signed out', 'The session has ended', phase.dueMs);
    case 'paused':
      return words('Paused', 'This tile is out of sight');
  }
}

/** A length of time as people say it: "8 s", "3 min 5 s", "2 h 10 min", "4 days". */
export function durationWords(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(total / 86_400);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60);
  if (days >= 2) {
    return `${days} days`;
  }
  if (hours >= 1) {
    return `${hours} h ${minutes % 60} min`;
  }
  return minutes >= 1 ? `${minutes} min ${total % 60} s` : `${total} s`;
}
