import type { Playback } from '@casement/contract';
import type { Principal } from '../access/principal.js';

/** A playback of somebody, as it is now. */
export type PositionChange = {
  readonly playback: Playback;
  /** Whether it is his; nobody else hears of it. */
  readonly isFor: (principal: Principal) => boolean;
};

/** What the socket needs of the playbacks; see playback.module.ts for what implements it. */
export abstract class PlaybackPositions {
  /** Calls the listener at every change, and once a second while a playback runs. Returns how to stop that. */
  abstract onPosition(listener: (change: PositionChange) => void): () => void;
}
