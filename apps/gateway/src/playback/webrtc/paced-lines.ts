import { Inject, Injectable, Logger } from '@nestjs/common';
import { MediaPlane } from '../../media/media-plane.js';
import { CLOCK, type Clock } from '../../net/clock.js';
import { CameraSounds } from '../camera-sounds.js';
import type { OpenPlayback } from '../open-playback.js';
import { PacedCamera } from './paced-camera.js';
import { PacedLine } from './paced-line.js';

/** The cameras of playbacks that are watched over WebRTC. A line costs nothing before somebody watches it. */
@Injectable()
export class PacedLines {
  readonly #logger = new Logger('PacedLines');
  readonly #cameras = new WeakMap<OpenPlayback, Map<number, PacedCamera>>();

  constructor(
    private readonly media: MediaPlane,
    private readonly sounds: CameraSounds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A camera of a playback: the same for all who watch it. */
  camera(open: OpenPlayback, number: number): PacedCamera {
    const cameras = this.#cameras.get(open) ?? new Map<number, PacedCamera>();
    this.#cameras.set(open, cameras);
    const known = cameras.get(number);
    if (known) {
      return known;
    }
    const line = new PacedLine({
      open,
      camera: number,
      sound: this.sounds.of(open.run.recorder, number),
      clock: this.clock,
      newRingId: () => this.media.newRingId(),
      onBug: (error) => this.#logger.error({ err: error, msg: 'a playback cannot be paced' }),
    });
    const camera = new PacedCamera(open, number, line, this.media);
    cameras.set(number, camera);
    return camera;
  }
}
