import type { MediaUnit } from '@casement/media';
import type { FeedMessage } from './feed-message.js';

/**
 * Turns units into the messages of one format, once for all clients. Units come in the order of their arrival, each
 * with its time on the clock that pictures and sound have in common.
 */
export type FeedMaker = {
  /** @param converted what the gateway did to the pictures, in words; null when nothing */
  picture(unit: MediaUnit, timeMs: number, converted: string | null): readonly FeedMessage[];
  sound(unit: MediaUnit, timeMs: number, converted: string | null): readonly FeedMessage[];
};
