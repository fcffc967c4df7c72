import type { LiveStream } from './live/live-stream.js';

/** Anything that runs for a camera and can be ended. */
export type RunningStream = Pick<LiveStream, 'camera' | 'kind' | 'statistics' | 'close'>;

/** What a UID is used for: set up for live or not, playing or not, and its live streams. */
export class UidSession {
  readonly #streams = new Map<number, RunningStream>();
  readonly #lastStartMs = new Map<number, number>();
  #isSetUp = false;
  #isPlaying = false;

  /** Whether `SCREEN=16X` was sent. */
  get isSetUp(): boolean {
    return this.#isSetUp;
  }

  /** Whether a mask or a playback command was sent and no stop. */
  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** The live streams by camera number. */
  get streams(): ReadonlyMap<number, RunningStream> {
    return this.#streams;
  }

  setUpLive(): void {
    this.#isSetUp = true;
  }

  /** False when live streams run, which excludes playback on the same UID (1.3). */
  startPlayback(): boolean {
    this.#isPlaying ||= this.#streams.size === 0;
    return this.#isPlaying;
  }

  stopPlayback(): void {
    this.#isPlaying = false;
  }

  /** Milliseconds since the last START of the camera; `undefined`: there was none. */
  sinceLastStartMs(camera: number, nowMs: number): number | undefined {
    const last = this.#lastStartMs.get(camera);
    return last === undefined ? undefined : nowMs - last;
  }

  noteStart(camera: number, nowMs: number): void {
    this.#lastStartMs.set(camera, nowMs);
  }

  add(stream: RunningStream): void {
    this.#streams.set(stream.camera, stream);
  }

  /** Ends a stream; false when there is none of that camera. */
  stop(camera: number): boolean {
    const stream = this.#streams.get(camera);
    this.#streams.delete(camera);
    stream?.close();
    return stream !== undefined;
  }

  /** Ends exactly this stream, when the viewer hung up; a newer one of the camera stays. */
  end(stream: RunningStream): void {
    if (this.#streams.get(stream.camera) === stream) {
      this.#streams.delete(stream.camera);
    }
    stream.close();
  }

  /** Ends everything: logout, expiry, eviction, reboot. */
  close(): void {
    for (const camera of [...this.#streams.keys()]) {
      this.stop(camera);
    }
  }
}
