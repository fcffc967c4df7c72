import type { PlaybackCamera } from '@casement/contract';
import type { MarkedWords } from '../ui/status-mark.js';
import type { PlaybackPictureState } from './picture/picture-state.js';
import type { RecorderZone } from './recorder-zone.js';
import { clockWords } from './time-words.js';

/** What is known of one camera of a playback. */
export type TileFacts = {
  /** As the gateway told it last; null: the playback is not open. */
  readonly camera: PlaybackCamera | null;
  readonly picture: PlaybackPictureState | null;
  /** Why its playback cannot be opened; null: it can, or is open. */
  readonly problem: string | null;
  readonly open: boolean;
  readonly zone: RecorderZone;
};

export type PlaybackTileWords = MarkedWords & {
  readonly state: 'opening' | 'refused' | PlaybackCamera['state'];
  /** For the middle of a tile without a picture. */
  readonly headline: string;
  readonly reason: string | null;
};

/** Puts into words how one camera is. A gap is told in the recorder's zone: "no recording 03:10-03:40". */
export function tileWords({ camera, picture, problem, open, zone }: TileFacts): PlaybackTileWords {
  if (!open || !camera) {
    return problem === null
      ? said('opening', 'busy', 'opening', 'Opening the recording', null)
      : said('refused', 'bad', 'not open', 'The recording cannot be opened', problem);
  }
  if (camera.state === 'gap') {
    const words = gapWords(camera, zone);
    return said('gap', 'idle', words, words, null);
  }
  const failed = picture?.failed ?? (camera.state === 'failed' ? camera.reason : null);
  if (camera.state === 'failed' || failed !== null) {
    return said('failed', 'bad', failed ?? 'failed', 'No picture', failed);
  }
  const waiting = picture?.waiting ?? (camera.state === 'waiting' ? camera.reason : null);
  if (camera.state === 'waiting' || waiting !== null) {
    return said('waiting', 'warn', waiting ?? 'waiting for the recorder', 'Waiting', waiting);
  }
  if (picture?.behind) {
    return said(camera.state, 'warn', picture.behind, picture.behind, null);
  }
  return said(camera.state, 'ok', camera.state, camera.state, null);
}

function said(
  state: PlaybackTileWords['state'],
  mark: PlaybackTileWords['mark'],
  words: string,
  headline: string,
  reason: string | null,
): PlaybackTileWords {
  return { state, mark, words, headline, reason };
}

/** "no recording 03:10-03:40"; seconds only where they say something. */
function gapWords({ gap, reason }: PlaybackCamera, zone: RecorderZone): string {
  const fromMs = Date.parse(gap?.from ?? '');
  if (!gap || Number.isNaN(fromMs)) {
    return reason ?? 'no recording';
  }
  const toMs = Date.parse(gap.to ?? '');
  const detail = [fromMs, toMs].some((ms) => !Number.isNaN(ms) && ms % 60_000 >= 1_000)
    ? 'second'
    : 'minute';
  const from = clockWords(zone.timeAt(fromMs), detail);
  // Without an end nobody knows yet how long it is.
  return Number.isNaN(toMs)
    ? (reason ?? `no recording at ${from}`)
    : `no recording ${from}-${clockWords(zone.timeAt(toMs), detail)}`;
}
