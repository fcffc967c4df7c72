/** What happens when the sound of a camera has been stopped. */
export type AfterSound = 'off' | 'again' | SoundPause | SoundNone;

/** Waiting for a while, then trying again. */
export type SoundPause = {
  readonly name: 'pause';
  readonly reason: string;
  readonly waitMs: number;
};

/** There is no sound: not asked for again until somebody newly listens. */
export type SoundNone = { readonly name: 'none'; readonly reason: string };

/** The states of a camera's sound (decision E.2, B12): it can be had only while pictures come. */
export type SoundState =
  | { readonly name: 'off' }
  /** Pictures do not come yet. */
  | { readonly name: 'waiting' }
  /** START COMP=AUDIO waits for its turn, or for its answer. */
  | { readonly name: 'starting' }
  /** The recorder agreed; the first sound has to come within 8 s. */
  | { readonly name: 'wait-sound' }
  | { readonly name: 'running' }
  /** STOP is under way. */
  | { readonly name: 'stopping'; readonly next: AfterSound }
  | SoundPause
  | SoundNone;

/** The sound of a camera: its state, and what it remembers. */
export type Sound = {
  readonly state: SoundState;
  readonly isWanted: boolean;
  /** Pictures come: START is allowed. */
  readonly arePictures: boolean;
  /** Sound came since somebody began to listen. */
  readonly hadSound: boolean;
  /** Restarts since sound last came. */
  readonly failures: number;
};

/** What happens to the sound of a camera. */
export type SoundEvent =
  /** Somebody listens. `none`: why it need not be asked for, in words; `undefined`: it may be. */
  | { readonly type: 'listen'; readonly none: string | undefined }
  /** What was to be started must not be asked for; `reason` in words. */
  | { readonly type: 'forbidden'; readonly reason: string }
  /** Nobody has listened for a while. */
  | { readonly type: 'unlisten' }
  | { readonly type: 'pictures-came' }
  /** The pictures are about to be stopped: sound goes before them. */
  | { readonly type: 'pictures-end' }
  /** The UID is gone, and everything on it. */
  | { readonly type: 'dropped' }
  /** The recorder agreed to send. */
  | { readonly type: 'accepted' }
  /** 204. */
  | { readonly type: 'refused' }
  /** START failed in another way; `reason` in words. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'sound' }
  /** The HTTP stream ended, or nothing came for 15 s; `reason` in words. */
  | { readonly type: 'interrupted'; readonly reason: string }
  /** STOP is done, or is not to be expected. */
  | { readonly type: 'stopped' }
  /** The time of the state is over. */
  | { readonly type: 'timeout' };

/** What is to be done, in order. */
export type SoundAction =
  | { readonly type: 'start' }
  /** Takes the stream down, with STOP when START was sent. */
  | { readonly type: 'stop' }
  /** Takes the stream down without STOP. */
  | { readonly type: 'drop' }
  /** Remembers that this camera has no sound. */
  | { readonly type: 'note-none' };

/** The next state, what is to be done, and when `timeout` is due, as for `stepLive`. */
export type SoundStep = {
  readonly sound: Sound;
  readonly actions: readonly SoundAction[];
  readonly timerMs: number | null | undefined;
};

/** Nobody listens. */
export const newSound: Sound = {
  state: { name: 'off' },
  isWanted: false,
  arePictures: false,
  hadSound: false,
  failures: 0,
};
