import { PlaybackControl } from './playback-control.js';
import type { RecordingsBehaviour } from './recordings-behaviour.js';

/** What is asked for of a camera: its pictures or its sound. */
export type RecordedMedium = 'video' | 'sound';

/** How many answers a camera got on a UID. */
export type PlaybackCounts = { gops: number; empty: number; sounds: number };

/** The playback of one UID: where it is, what is on its way, and what it got so far. */
export class PlaybackSession {
  readonly control: PlaybackControl;
  readonly #inFlight = new Set<string>();
  readonly #counts = new Map<number, PlaybackCounts>();

  constructor(behaviour: RecordingsBehaviour) {
    this.control = new PlaybackControl(behaviour);
  }

  /** Answers by camera number. */
  get counts(): ReadonlyMap<number, Readonly<PlaybackCounts>> {
    return this.#counts;
  }

  /** Answers that are on their way. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Notes that an answer is made; `undefined` while another one of the camera is not through (1.3, E.3). */
  begin(camera: number, medium: RecordedMedium): (() => void) | undefined {
    const key = `${medium} ${camera}`;
    if (this.#inFlight.has(key)) {
      return undefined;
    }
    this.#inFlight.add(key);
    return () => this.#inFlight.delete(key);
  }

  count(camera: number, what: keyof PlaybackCounts): void {
    const counts = this.#counts.get(camera) ?? { gops: 0, empty: 0, sounds: 0 };
    counts[what] += 1;
    this.#counts.set(camera, counts);
  }
}
