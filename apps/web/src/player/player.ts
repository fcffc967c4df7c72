import type { Viewing as ViewingReport } from '@casement/contract';
import type { CameraId } from '../recorders/camera-id.js';
import type { BrowserAbilities } from './browser-abilities.js';
import type { DeliveryChoice } from './choose-delivery.js';
import type { RawStatistics } from './raw-statistics.js';
import type { WayError } from './way-error.js';

/** What shows the pictures. */
export type PictureElement = HTMLVideoElement | HTMLCanvasElement;

/**
 * How a player's sound is. `blocked`: the browser wants a click first. `none`: the camera sends none. `impossible`: this
 * way carries none.
 */
export type SoundState = 'off' | 'waiting' | 'on' | 'blocked' | 'none' | 'impossible';

/** What a player is asked for. */
export type PlayerRequest = {
  readonly camera: CameraId;
  readonly choice: DeliveryChoice;
  readonly browser: BrowserAbilities;
  /** A person chose this way: nothing else is tried. */
  readonly chosen: boolean;
  /** Somebody wants to hear the camera: sound is asked for. */
  readonly listening: boolean;
  /** For how long pictures must go on before the first is told, in milliseconds: those of a greeting may be old. */
  readonly confirmMs: number;
};

/** What a player tells, never before `open` has returned and never after `close`. */
export type PlayerHandlers = {
  /** Its turn has come: from now on it tries. */
  readonly onBegun: () => void;
  /** The gateway has done its part: when nothing comes from now on, the network is to blame. */
  readonly onAnswered: () => void;
  /** The transport works. */
  readonly onConnected: () => void;
  /** Pictures arrive although none is shown yet: this browser is slow, and another way would not be quicker. */
  readonly onArriving: () => void;
  /** Pictures move: told at once for the first and then at most twice a second. */
  readonly onPicture: (intervalMs: number | null) => void;
  /** What the gateway made of the camera's pictures, in words; null: they are untouched. */
  readonly onConverted: (words: string | null) => void;
  /** Why nothing comes, in the gateway's words; null when it comes again. */
  readonly onNote: (words: string | null) => void;
  readonly onSound: (state: SoundState) => void;
  /** It failed or broke, and does nothing any more. */
  readonly onEnded: (error: WayError) => void;
};

/** One way of showing one camera, at work. Owns its element, which the tile puts on the screen. */
export type Player = {
  readonly element: PictureElement;
  /** Ends it. Idempotent. */
  close(): void;
  /** Counters since it began; undefined while there are none. Never rejects. */
  statistics(): Promise<RawStatistics | undefined>;
  /** What the gateway knows of it; null while it does not tell. Never rejects. */
  report(): Promise<ViewingReport | null>;
  /** The count of decoded pictures about once a second, for times when the browser draws nothing. */
  decoded(framesDecoded: number, drawn: boolean): void;
  /** How loud, 0 to 1; null: silent. */
  hear(volume: number | null): void;
  /** How loud it is right now, 0 to 1; null when that is not known. */
  soundLevel(): number | null;
};

/** Starts a player. @throws WayError when the browser cannot */
export type OpenPlayer = (request: PlayerRequest, handlers: PlayerHandlers) => Player;
