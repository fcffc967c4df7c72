import type { SessionCause } from './session-cause.js';

/**
 * A camera's right to one live stream on a UID. While it is held, no second stream of this camera runs on
 * the UID, and the UID is kept alive.
 */
export type UidLease = {
  readonly uid: string;
  readonly camera: number;
  /** Whether other cameras have streams on this UID, which a loss would end too. */
  readonly isShared: boolean;
  /** A command with the UID was answered: its 90 s begin anew. */
  used(): void;
  /** An answer showed that the UID is of no use any more. All holders of it are told. */
  reportLost(cause: SessionCause): void;
  /** The stream is stopped. Idempotent; to be called in any case, also after a loss. */
  release(): void;
};

/** What a holder of a lease wants to be told. */
export type LeaseListener = {
  /** The UID is gone; the lease is over without further ado. Never called after `release`. */
  lost(cause: SessionCause): void;
};
