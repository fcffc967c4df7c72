import { createSharedRing } from '@casement/media';
import type { AudioFormat } from '@casement/media';
import type { Playback, PlaybackCamera } from '@casement/contract';
import type { Clock } from '../../net/clock.js';
import type { ListedSound } from '../../recorders/camera-list.js';
import { ScopedSupply } from '../../live/scoped-supply.js';
import type { LiveViewer, LiveWatch, VideoFormat } from '../../viewing/live-cameras.js';
import type { OpenPlayback } from '../open-playback.js';
import { isReordered } from '../gop-times.js';
import type {
  ClockState,
  KeptGop,
  KeptSound,
  PlaybackAttachment,
  PlaybackOutput,
} from '../playback-output.js';
import { PacedPictures } from './paced-pictures.js';
import { PacedSound } from './paced-sound.js';
import { PacedSupply } from './paced-supply.js';

/** What a {@link PacedLine} is made of. */
export type PacedLineOptions = {
  readonly open: OpenPlayback;
  readonly camera: number;
  readonly sound: ListedSound;
  readonly clock: Clock;
  readonly newRingId: () => string;
  readonly onBug: (error: unknown) => void;
};

/**
 * A picture that stands still is sent again for who has come: when he should be there, and once more in case that his thread was
 * busy. Nobody is disturbed by it but those who look at the same camera of the same playback.
 */
const repeatAfterMs = [100, 1_000];

const bPictures =
  'this recording has B pictures, which WebRTC cannot carry; browsers with WebCodecs show it';

/** One camera of a playback as a line of live pictures and sound, for all who watch it over WebRTC. */
export class PacedLine implements PlaybackOutput {
  /** It keeps what is around the clock and lets go of the rest. */
  readonly isBehind = false;
  readonly video: PacedSupply<VideoFormat>;
  readonly audio: PacedSupply<AudioFormat>;
  readonly #options: PacedLineOptions;
  readonly #pictures: PacedPictures;
  readonly #sound: PacedSound;
  readonly #viewers = new Set<LiveViewer>();
  #format: VideoFormat | undefined;
  #reason: string | undefined;
  /** Why what was recorded cannot be sent in this way. */
  #refusal: string | undefined;
  #watches = 0;
  #attachment: PlaybackAttachment | undefined;

  constructor(options: PacedLineOptions) {
    const { clock, sound: settings, newRingId, onBug } = options;
    this.#options = options;
    this.video = new PacedSupply<VideoFormat>({
      format: () => this.#format,
      reason: () => this.#refusal ?? this.#reason,
      hold: () => this.#taken(),
      onBug,
    });
    this.audio = new PacedSupply<AudioFormat>({
      format: () => this.#sound.format,
      reason: () => undefined,
      onBug,
    });
    this.#pictures = new PacedPictures({ clock, isConverted: () => this.video.isConverted });
    this.#sound = new PacedSound({
      clock,
      settings,
      newRingId,
      onRing: (ring) => {
        this.audio.setRing(ring);
        this.audio.look();
      },
    });
  }

  /** What its pictures were last. */
  get format(): VideoFormat | undefined {
    return this.#format;
  }

  get wantsSound(): boolean {
    return this.audio.takers > 0;
  }

  get isUnused(): boolean {
    return this.#watches === 0;
  }

  /** Somebody watches, until he leaves. @throws {ProblemError} 404, 409 */
  watch(): LiveWatch {
    this.#watches += 1;
    try {
      this.#begin();
    } catch (error) {
      this.#watches -= 1;
      throw error;
    }
    const video = new ScopedSupply(this.video);
    const audio = new ScopedSupply(this.audio);
    let viewer: LiveViewer | undefined;
    let isOver = false;
    return {
      video,
      audio,
      start: (started) => {
        viewer = started;
        this.#viewers.add(started);
      },
      leave: () => {
        if (isOver) {
          return;
        }
        isOver = true;
        video.end();
        audio.end();
        if (viewer) {
          this.#viewers.delete(viewer);
        }
        this.#watches -= 1;
        if (this.#watches === 0) {
          this.#end();
        }
      },
    };
  }

  clock(state: ClockState, playback: Playback, camera: PlaybackCamera): void {
    const isWell = camera.state === 'playing' || camera.state === 'paused';
    this.#reason = isWell ? undefined : (camera.reason ?? playback.reason ?? undefined);
    this.#guarded(() => {
      this.#pictures.clockIs(state);
      this.#sound.clockIs(state);
      this.video.look();
    });
  }

  gop(gop: KeptGop): void {
    this.#guarded(() => {
      // Real-time viewers are sent pictures at the times at which they are shown, and would have to wait for some of these.
      this.#refusal = isReordered(gop) ? bPictures : undefined;
      if (this.#refusal === undefined) {
        this.#noteFormat(gop);
        this.#pictures.add(gop);
      } else {
        this.video.look();
      }
    });
  }

  sound(sound: KeptSound): void {
    this.#guarded(() => this.#sound.add(sound));
  }

  closed(reason: string): void {
    this.#reason = reason;
    for (const viewer of [...this.#viewers]) {
      viewer.close(reason).catch(this.#options.onBug);
    }
    this.#end();
  }

  #begin(): void {
    if (this.#attachment !== undefined) {
      return;
    }
    const { open, camera, newRingId } = this.#options;
    const ring = createSharedRing(newRingId());
    this.#pictures.use(ring);
    this.video.setRing(ring);
    try {
      this.#attachment = open.attach(camera, this);
    } catch (error) {
      this.#letGo();
      throw error;
    }
  }

  #end(): void {
    this.#attachment?.leave();
    this.#attachment = undefined;
    this.#letGo();
  }

  /** Of the memory as well: a conversion remembers its camera for longer. */
  #letGo(): void {
    this.#refusal = undefined;
    this.#pictures.use(undefined);
    this.#sound.close();
    this.video.setRing(undefined);
    this.audio.setRing(undefined);
  }

  /** Somebody takes pictures from now on. */
  #taken(): () => void {
    const { clock } = this.#options;
    const timers = repeatAfterMs.map((ms) =>
      clock.after(ms, () => this.#guarded(() => this.#pictures.repeat())),
    );
    return () => timers.forEach((timer) => timer.cancel());
  }

  #noteFormat({ codec, width, height, codecString }: KeptGop): void {
    const now = this.#format;
    const isSame =
      now?.codec === codec &&
      now.width === width &&
      now.height === height &&
      now.codecString === codecString;
    if (!isSame) {
      this.#format = { codec, width, height, reorders: false, codecString };
      this.video.look();
    }
  }

  /** An output must not throw. */
  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.onBug(error);
    }
  }
}
