import type { Download } from '@casement/contract';
import type { Principal } from '../access/principal.js';

/** A download that is another now, or is not there any more. */
export type DownloadUpdate = {
  readonly id: string;
  /** `undefined`: it was removed. */
  readonly download: Download | undefined;
  /** Whether it is his, or he is an administrator; nobody else hears of it. */
  readonly isFor: (principal: Principal) => boolean;
};

/** What the socket needs of the downloads; see downloads.module.ts for what implements it. */
export abstract class DownloadUpdates {
  /** Calls the listener at every change, for one download once a second at most. Returns how to stop that. */
  abstract onUpdate(listener: (update: DownloadUpdate) => void): () => void;
}
