import type { PlaybackCamera } from '@casement/contract';
import { CameraSound } from './camera-sound.js';
import type { CameraSoundOptions } from './camera-sound.js';
import { CameraTrack } from './camera-track.js';
import type { CameraTrackOptions } from './camera-track.js';
import { CameraViewers } from './camera-viewers.js';
import { pictureAt } from './gop-times.js';
import type { KeptGop } from './playback-output.js';
import type { PlaybackGroup } from './playback-group.js';
import type { CameraFacts } from './playback-view.js';
import type { TrackView } from './track-window.js';

/** What a camera of a playback is made of. */
export type SessionCameraOptions = CameraTrackOptions &
  Pick<CameraSoundOptions, 'clock' | 'goTo' | 'failed'> & {
    /** Stable and different from all other cameras of the group. */
    readonly key: string;
    readonly group: PlaybackGroup;
    /** The UID while it plays, for sound. */
    readonly lease: CameraSoundOptions['recorder'];
  };

/** Those who are left behind aim so far ahead of the clock, times its speed. */
const catchUpMs = 3_000;

/** One camera of a playback: what it needs of the recorder, its sound, and those who look at it. */
export class SessionCamera {
  readonly number: number;
  readonly key: string;
  readonly track: CameraTrack;
  readonly viewers = new CameraViewers();
  readonly #group: PlaybackGroup;
  readonly #sound: CameraSound;
  #shownMs: number | undefined;
  #video: PlaybackCamera['video'] = null;

  constructor(options: SessionCameraOptions) {
    const { camera, key, group, clock, lease, goTo, failed } = options;
    this.number = camera;
    this.key = key;
    this.track = new CameraTrack(options);
    this.#group = group;
    this.#sound = new CameraSound({
      camera,
      clock,
      recorder: lease,
      deliver: (sound) => this.viewers.sound(sound, group.state.generation),
      goTo,
      failed,
    });
  }

  /** As the contract's view of the playback needs it. */
  view(view: TrackView, nowMs: number): CameraFacts {
    this.#look(view);
    return {
      number: this.number,
      standing: this.track.standing(view),
      shownMs: this.#shownMs,
      video: this.#video,
      audio: this.#sound.codec,
      notice: this.track.notice(nowMs),
    };
  }

  /** The clock was put elsewhere or turned. */
  reset(): void {
    this.track.reset();
    this.viewers.forget();
    this.#sound.reset();
  }

  /** Who is left behind by the others aims ahead of them. `isOnly`: nobody else is on the clock. */
  aim(isOnly: boolean): void {
    const isBehind = this.#group.isLeftBehind(this.key);
    this.track.isOnly = isOnly;
    this.track.leadMs = isBehind ? catchUpMs * this.#group.course.speed : 0;
  }

  /** Gives the viewers what is around the clock. */
  feed(view: TrackView): void {
    this.viewers.feed(this.#look(view), this.#group.state.generation);
  }

  /** Asks for sound where it is heard: forward, at speed 1, and never for a time without pictures. */
  pumpSound(view: TrackView): void {
    const { running, direction, speed, positionMs } = this.#group.state;
    const isHeard = running && direction === 1 && speed === 1 && this.viewers.wantsSound;
    const window = isHeard ? this.track.window(view) : undefined;
    if (window?.current) {
      this.#sound.pump(positionMs, window.current.startMs, window.limitMs);
    }
  }

  #look(view: TrackView): readonly KeptGop[] {
    const gops = this.track.gops(view);
    const [shown] = gops;
    if (shown) {
      this.#shownMs = pictureAt(shown, view.positionMs) ?? shown.startMs;
      this.#video = shown.codec;
    }
    return gops;
  }
}
