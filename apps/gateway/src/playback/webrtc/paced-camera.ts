import type { ViewerPlane } from '@casement/media';
import { StreamUnavailableError } from '../../net/stream-requester.js';
import type { MediaThreads } from '../../media/media-plane.js';
import type { LiveCamera, LiveWatch } from '../../viewing/live-cameras.js';
import type { OpenPlayback } from '../open-playback.js';
import type { PacedLine } from './paced-line.js';

/** A camera of a playback as a camera that can be watched like a live one. */
export class PacedCamera implements LiveCamera {
  /** With the playback: what is converted of it is converted for nobody else. */
  readonly recorder: string;
  readonly number: number;
  readonly #open: OpenPlayback;
  readonly #line: PacedLine;
  readonly #media: Pick<MediaThreads, 'planeFor'>;

  constructor(
    open: OpenPlayback,
    number: number,
    line: PacedLine,
    media: Pick<MediaThreads, 'planeFor'>,
  ) {
    this.recorder = `${open.run.recorder} (playback ${open.id})`;
    this.number = number;
    this.#open = open;
    this.#line = line;
    this.#media = media;
  }

  get lastVideo(): LiveCamera['lastVideo'] {
    const codec = this.#view?.video ?? undefined;
    return this.#line.format ?? (codec && { codec, reorders: false });
  }

  get hasAudio(): LiveCamera['hasAudio'] {
    return (this.#view?.audio ?? null) === null ? 'unknown' : 'yes';
  }

  /** @throws {StreamUnavailableError} while no media thread runs */
  plane(): ViewerPlane {
    const plane = this.#media.planeFor(undefined);
    if (plane === undefined) {
      throw new StreamUnavailableError('no media thread runs');
    }
    return plane;
  }

  /** @throws {ProblemError} 404, 409 */
  watch(): LiveWatch {
    return this.#line.watch();
  }

  get #view() {
    return this.#open.view.cameras.find(({ number }) => number === this.number);
  }
}
