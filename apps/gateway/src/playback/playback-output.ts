import type { PlaybackCamera, Playback } from '@casement/contract';
import type { RecordedCodec, RecordedSoundCodec } from '@casement/protocol';

/** One recorded picture as it is kept. */
export type KeptPicture = {
  /** Milliseconds since 1970 (UTC), recorder's time. */
  readonly timeMs: number;
  /** Annex B with parameter sets in front of a key picture, or a JPEG. Shared by everybody: nobody changes it. */
  readonly data: Uint8Array;
  readonly key: boolean;
  /** False: decoded, not shown (TLV 0x0029). */
  readonly show: boolean;
};

/**
 * One GOP as it is kept in the cache: pictures in decoding order, the first one a key picture. Their times ascend but where there
 * are B pictures: who looks for a picture by its time takes `picturesByTime` (gop-times.ts).
 */
export type KeptGop = {
  readonly recorder: string;
  readonly camera: number;
  readonly codec: RecordedCodec;
  /** `avc1.4d401f`, `hvc1.1.6.L93.B0`, `jpeg`. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  /** Time of the picture that is shown first. */
  readonly startMs: number;
  /** End of what it covers: GOP end, at least the last picture's time, at most the start of the next known GOP. */
  readonly endMs: number;
  /** Came of fast forward or rewind: its neighbours are not next to it in the recording. */
  readonly alone: boolean;
  readonly pictures: readonly KeptPicture[];
  /** Bytes of all pictures. */
  readonly bytes: number;
};

/** About a second of recorded sound as it is kept. */
export type KeptSound = {
  readonly camera: number;
  readonly codec: RecordedSoundCodec;
  readonly startMs: number;
  readonly endMs: number;
  readonly frames: readonly Uint8Array[];
};

/** How the clock of a playback stands at a moment. */
export type ClockState = {
  readonly running: boolean;
  readonly direction: 1 | -1;
  readonly speed: number;
  /** Milliseconds since 1970 (UTC), recorder's time, to 10 ms while it stands still. */
  readonly positionMs: number;
  /** Grows with seeks and changes of direction, and with every single step. */
  readonly generation: number;
};

/** What one viewer of one camera of a playback is given; all calls within the turn of the event loop, none may throw. */
export type PlaybackOutput = {
  /** Sound is pulled from the recorder only while somebody wants it. */
  readonly wantsSound: boolean;
  /** True: it has not taken what it got; nothing more is given until `ready` is called by it. */
  readonly isBehind: boolean;
  /** At once when attached, at every change, every second while it runs. */
  clock(state: ClockState, playback: Playback, camera: PlaybackCamera): void;
  /** A GOP at or near the position: at once when attached, then ahead of the clock; each once per generation. */
  gop(gop: KeptGop, generation: number): void;
  sound(sound: KeptSound, generation: number): void;
  /** The playback has ended; in words. */
  closed(reason: string): void;
};

/** A viewer's place at a camera of a playback. */
export type PlaybackAttachment = {
  /** The viewer has taken what it got. */
  ready(): void;
  /** Idempotent. */
  leave(): void;
};
