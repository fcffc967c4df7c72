import type { DeliveryWay } from '@casement/contract';
import type { DeliveryChoice } from './choose-delivery.js';
import type { NetworkMemory } from './network-memory.js';
import type { OpenPlayer, PictureElement, PlayerHandlers, SoundState } from './player.js';
import type { WayLedger } from './way-ledger.js';
import type { WayError } from './way-error.js';

/** How long things may take in a contest, all in milliseconds. */
export const contestTimes = {
  /** In an unknown network: a second way starts this long after a WebRTC that has no connection yet. */
  rival: 250,
  /** The same after a way over HTTP, which needs longer only when something is wrong. */
  rivalOfHttp: 1_000,
  /** A way that shows nothing for this long although the camera plays is left. */
  quiet: 5_000,
  /** The same for a way whose pictures arrive: a browser that is busy would be busier with another way. */
  slow: 20_000,
  /** The same for a way whose opening the gateway did not even answer: it may be busy. */
  unanswered: 15_000,
  /** A better way that is still trying when a worse one shows its first picture may go on for this long. */
  grace: 8_000,
  /** How often the contest looks at how long its ways have been quiet. */
  tick: 500,
  /** A way that went on for this long is well. */
  healthy: 30_000,
  /** A way waits for its turn; its rival does not wait for longer than this. */
  turn: 1_500,
  /** Sound that nobody hears any more is asked for so much longer. */
  mute: 10_000,
} as const;

/** What a plan may leave out of account. */
export type PlanOptions = {
  /** What failed before may work again. */
  readonly forgiving: boolean;
  readonly offered: readonly DeliveryWay[] | null;
};

/** What the tile shows of the way in use. */
export type ContestView = {
  readonly choice: DeliveryChoice;
  /** What the gateway made of the camera's pictures; null: they are untouched. */
  readonly converted: string | null;
  readonly sound: SoundState;
};

export type ContestOptions = {
  /** The ways that are possible now, best first. */
  readonly plan: (options: PlanOptions) => readonly DeliveryChoice[];
  /** Why there is none, in words. */
  readonly whyNoWay: () => string;
  readonly open: (
    choice: DeliveryChoice,
    change: { readonly listening: boolean; readonly confirms: boolean },
    handlers: PlayerHandlers,
  ) => ReturnType<OpenPlayer>;
  readonly memory: NetworkMemory;
  readonly ledger: WayLedger;
  /** Whether the gateway says that the camera plays, so that pictures are to be expected. */
  readonly cameraPlays: () => boolean;
  /** Whether the gateway answers at all: no way leads to one that is away. */
  readonly gatewayReachable: () => boolean;
  /** Somebody chose the way: nothing else is tried. */
  readonly forced: boolean;
  readonly listening: boolean;
  /** How loud the tile is; null: silent. */
  readonly volume: number | null;
  /** Puts an element on the screen, and takes it away. */
  readonly mount: (element: PictureElement) => void;
  readonly unmount: (element: PictureElement) => void;
  /** Which element shows the picture from now on. */
  readonly onShown: (element: PictureElement, way: DeliveryWay) => void;
  readonly onView: (view: ContestView) => void;
  readonly onConnected: () => void;
  readonly onPicture: (intervalMs: number | null) => void;
  readonly onNote: (words: string | null) => void;
  /** Another way is tried, because the one before showed nothing. */
  readonly onNextWay: () => void;
  readonly onEnded: (error: WayError) => void;
  readonly nowMs: () => number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};
