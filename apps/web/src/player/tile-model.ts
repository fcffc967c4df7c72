import type { LiveState } from '@casement/contract';

/** How long things may take before the tile does something about it, all in milliseconds. */
export const tileTimes = {
  /** From the offer to a working connection. */
  connect: 20_000,
  /** From a working connection, or from the camera playing, to the first picture. Longer than any usual GOP. */
  firstPicture: 8_000,
  /** Without a new picture for this long, a playing tile is frozen. */
  frozen: 3_000,
  /** A slow camera may leave this many of its own picture intervals before it counts as frozen. */
  frozenIntervals: 5,
  /** From frozen to a new connection, while the gateway says that the camera plays. */
  reopenFrozen: 2_000,
  /** The same while data still arrive: a slow machine or a lost picture; a new connection would cost more. */
  reopenArriving: 10_000,
  /**
   * When nothing at all was heard of the gateway for this long, the way to it is gone, for a network that changed
   * as well as for one that broke. It says something every second, even of a camera without pictures.
   */
  deaf: 2_500,
  /** After the gateway or the network came back: how long without a picture shows that the old connection is dead. */
  suspicious: 1_500,
  /** While the gateway says that the camera has nothing to show: how long one connection is kept. */
  renewWaiting: 60_000,
  /** Between two looks whether somebody signed in again, perhaps in another window. */
  signedOut: 30_000,
  /** A tile that played this long was healthy: its next trouble counts as the first. */
  healthy: 10_000,
  /** At most this long until tiles try again once the gateway or the camera is back; spread by chance. */
  spread: 500,
} as const;

/** What a tile does. Every phase but `paused` has a time at which it is left by itself. */
export type TilePhase =
  | { readonly name: 'connecting'; readonly dueMs: number }
  | { readonly name: 'waiting'; readonly dueMs: number }
  | {
      readonly name: 'playing';
      readonly sinceMs: number;
      readonly lastPictureMs: number;
      readonly dueMs: number;
    }
  | { readonly name: 'frozen'; readonly dueMs: number }
  | { readonly name: 'reconnecting'; readonly words: string; readonly dueMs: number }
  | { readonly name: 'failed'; readonly words: string; readonly dueMs: number }
  | { readonly name: 'signed-out'; readonly dueMs: number }
  | { readonly name: 'paused' };

export type TilePhaseName = TilePhase['name'];

/** A tile: its phase and what it knows about the world. */
export type TileModel = {
  readonly phase: TilePhase;
  /** Tries that failed in a row; drives the back-off. */
  readonly failures: number;
  /** Since when there is no live picture; null while playing. */
  readonly pictureLostMs: number | null;
  /** When the last picture was shown; null when there never was one. */
  readonly lastPictureMs: number | null;
  /** When the connection last brought anything, pictures or not; null while it brought nothing. */
  readonly lastHeardMs: number | null;
  /** Time between two pictures as measured; null before the second. */
  readonly pictureIntervalMs: number | null;
  /** What the gateway last said about the camera; null when it said nothing. */
  readonly camera: CameraNote | null;
  /** Whether the gateway's socket is open. */
  readonly gatewayReachable: boolean;
};

export type CameraNote = { readonly state: LiveState; readonly reason: string | null };

/**
 * Why a try or a running connection ended. `again`: will pass. `failed`: most likely somebody has to do
 * something (no permission, no common codec); tried again all the same. `signed-out`: the session is over.
 */
export type TileEnd = {
  readonly severity: 'again' | 'failed' | 'signed-out';
  readonly words: string;
  /** How long the gateway asked to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
};

export type TileEvent =
  /** The transport is up; pictures may follow. */
  | { readonly kind: 'connected' }
  /** A picture was shown. */
  | { readonly kind: 'picture'; readonly intervalMs: number | null }
  /** The way that was tried showed nothing; another one begins. */
  | { readonly kind: 'next-way' }
  /** Data arrived during the last second, whether they became a picture or not. */
  | { readonly kind: 'arriving' }
  /** Anything at all arrived during the last second, be it only a report about the connection. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'ended'; readonly end: TileEnd }
  | { readonly kind: 'camera'; readonly note: CameraNote }
  | { readonly kind: 'gateway'; readonly reachable: boolean }
  /** Whether anybody can see the tile; a tile begins when it is first seen. */
  | { readonly kind: 'visibility'; readonly visible: boolean }
  /** The browser says that it has a network again, perhaps another one. */
  | { readonly kind: 'online' }
  | { readonly kind: 'signed-in' }
  /** A person wants to see the camera another way. */
  | { readonly kind: 'another-way' }
  /** A person asked to try at once. */
  | { readonly kind: 'retry' }
  /** The phase's `dueMs` has come. */
  | { readonly kind: 'due' };

/** What the outside has to do after a step: open a new connection (closing the old one) or close it. */
export type TileEffect = 'open' | 'close';

export type TileStep = { readonly model: TileModel; readonly effect: TileEffect | null };

/** A tile that has not begun. */
export function newTile(nowMs: number): TileModel {
  return {
    phase: { name: 'paused' },
    failures: 0,
    pictureLostMs: nowMs,
    lastPictureMs: null,
    lastHeardMs: null,
    pictureIntervalMs: null,
    camera: null,
    gatewayReachable: true,
  };
}

/** When a phase is left by itself; null only for `paused`, which ends when the tile is seen again. */
export function dueMsOf(phase: TilePhase): number | null {
  return phase.name === 'paused' ? null : phase.dueMs;
}
