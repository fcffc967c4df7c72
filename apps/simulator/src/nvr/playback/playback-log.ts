import type { PlaybackCommand } from './playback-command.js';
import type { PlaybackCounts, RecordedMedium } from './playback-session.js';

/** A playback command as it may be shown: without its UID. */
export type PlaybackLogEntry = {
  readonly atMs: number;
  /** The last digits of the UID. */
  readonly uid: string;
  readonly command: PlaybackCommand['command'];
  /** TIMEF, in UTC. */
  readonly time?: string;
  /** Of a mask. */
  readonly cameras?: readonly number[];
};

/** Enough for an hour of a busy operator. */
const maxEntries = 1_000;

/** What all UIDs together did with recordings since the start; it outlives the UIDs. */
export class PlaybackLog {
  readonly #entries: PlaybackLogEntry[] = [];
  readonly #counts = new Map<number, PlaybackCounts>();
  #refused = 0;
  readonly #inFlight = { video: 0, sound: 0 };
  #maxGopsInFlight = 0;
  #bytes = 0;

  /** The latest commands, the oldest first. */
  get entries(): readonly PlaybackLogEntry[] {
    return this.#entries;
  }

  /** Answers by camera number. */
  get counts(): ReadonlyMap<number, Readonly<PlaybackCounts>> {
    return this.#counts;
  }

  /** Requests for recorded data that the recorder refused; answers on their way: now, and GOPs at most; bytes of bodies. */
  get totals(): {
    readonly refused: number;
    readonly gopsInFlight: number;
    readonly soundsInFlight: number;
    readonly maxGopsInFlight: number;
    readonly bytes: number;
  } {
    return {
      refused: this.#refused,
      gopsInFlight: this.#inFlight.video,
      soundsInFlight: this.#inFlight.sound,
      maxGopsInFlight: this.#maxGopsInFlight,
      bytes: this.#bytes,
    };
  }

  noteCommand(atMs: number, uid: string, command: PlaybackCommand): void {
    this.#entries.push({
      atMs,
      uid,
      command: command.command,
      ...('timeMs' in command && { time: new Date(command.timeMs).toISOString() }),
      ...('mask' in command && { cameras: command.mask.cameras }),
    });
    if (this.#entries.length > maxEntries) {
      this.#entries.shift();
    }
  }

  noteRefusal(): void {
    this.#refused += 1;
  }

  count(camera: number, what: keyof PlaybackCounts, bytes: number): void {
    const counts = this.#counts.get(camera) ?? { gops: 0, empty: 0, sounds: 0 };
    counts[what] += 1;
    this.#counts.set(camera, counts);
    this.#bytes += bytes;
  }

  /** An answer is on its way until the result is called. */
  begin(medium: RecordedMedium): () => void {
    this.#inFlight[medium] += 1;
    this.#maxGopsInFlight = Math.max(this.#maxGopsInFlight, this.#inFlight.video);
    return () => {
      this.#inFlight[medium] -= 1;
    };
  }
}
