import type { LiveStream } from './live/live-stream.js';
import { PlaybackSession } from './playback/playback-session.js';
import type { RecordingsBehaviour } from './playback/recordings-behaviour.js';

/** Anything that runs for a camera and can be ended. */
export type RunningStream = Pick<LiveStream, 'camera' | 'kind' | 'statistics' | 'close'>;

/** What a UID is used for: set up for live or not, playing or not, its live streams and their sound. */
export class UidSession {
  readonly #streams = new Map<number, RunningStream>();
  readonly #sounds = new Map<number, RunningStream>();
  readonly #lastStartMs = new Map<number, number>();
  readonly #lastSoundStartMs = new Map<number, number>();
  readonly #noteSoundLeft: () => void;
  #isSetUp = false;
  #playback: PlaybackSession | undefined;
  /** Ends the download that runs. */
  #endDownload: (() => void) | undefined;

  /** @param noteSoundLeft called when video is stopped before its sound */
  constructor(noteSoundLeft: () => void = () => undefined) {
    this.#noteSoundLeft = noteSoundLeft;
  }

  /** Whether `SCREEN=16X` was sent. */
  get isSetUp(): boolean {
    return this.#isSetUp;
  }

  /** Whether a mask was sent and no stop. */
  get isPlaying(): boolean {
    return this.#playback !== undefined;
  }

  /** What the UID does with recordings, from its mask to its stop. */
  get playback(): PlaybackSession | undefined {
    return this.#playback;
  }

  /** Whether files are sent to it. */
  get isDownloading(): boolean {
    return this.#endDownload !== undefined;
  }

  /** The live streams by camera number. */
  get streams(): ReadonlyMap<number, RunningStream> {
    return this.#streams;
  }

  /** The sound that runs, by camera number; only beside a live stream of the camera (B12). */
  get sounds(): ReadonlyMap<number, RunningStream> {
    return this.#sounds;
  }

  setUpLive(): void {
    this.#isSetUp = true;
  }

  /** `undefined` when live streams run, which excludes playback on the same UID (1.3). */
  startPlayback(behaviour: RecordingsBehaviour): PlaybackSession | undefined {
    if (this.#streams.size === 0) {
      this.#playback ??= new PlaybackSession(behaviour);
    }
    return this.#playback;
  }

  stopPlayback(): void {
    this.#playback = undefined;
  }

  /** A download runs until the result is called; `end` is called when the UID ends before that. */
  startDownload(end: () => void): () => void {
    this.#endDownload = end;
    return () => {
      if (this.#endDownload === end) {
        this.#endDownload = undefined;
      }
    };
  }

  /** Milliseconds since the last START of the camera; `undefined`: there was none. */
  sinceLastStartMs(camera: number, nowMs: number): number | undefined {
    const last = this.#lastStartMs.get(camera);
    return last === undefined ? undefined : nowMs - last;
  }

  noteStart(camera: number, nowMs: number): void {
    this.#lastStartMs.set(camera, nowMs);
  }

  /** As `sinceLastStartMs`, of a camera's sound. */
  sinceLastSoundStartMs(camera: number, nowMs: number): number | undefined {
    const last = this.#lastSoundStartMs.get(camera);
    return last === undefined ? undefined : nowMs - last;
  }

  noteSoundStart(camera: number, nowMs: number): void {
    this.#lastSoundStartMs.set(camera, nowMs);
  }

  add(stream: RunningStream): void {
    this.#streams.set(stream.camera, stream);
  }

  addSound(stream: RunningStream): void {
    this.#sounds.set(stream.camera, stream);
  }

  /** Ends a stream and the sound beside it; false when there is none of that camera. */
  stop(camera: number): boolean {
    const stream = this.#streams.get(camera);
    this.#streams.delete(camera);
    stream?.close();
    this.#endLeftSound(camera);
    return stream !== undefined;
  }

  /** Ends the sound of a camera; false when there is none. */
  stopSound(camera: number): boolean {
    const stream = this.#sounds.get(camera);
    this.#sounds.delete(camera);
    stream?.close();
    return stream !== undefined;
  }

  /** Ends exactly this sound, when the listener hung up. */
  endSound(stream: RunningStream): void {
    if (this.#sounds.get(stream.camera) === stream) {
      this.#sounds.delete(stream.camera);
    }
    stream.close();
  }

  /** Ends exactly this stream, when the viewer hung up; a newer one of the camera stays. */
  end(stream: RunningStream): void {
    stream.close();
    if (this.#streams.get(stream.camera) === stream) {
      this.#streams.delete(stream.camera);
      this.#endLeftSound(stream.camera);
    }
  }

  /** Ends everything: logout, expiry, eviction, reboot. */
  close(): void {
    this.stopPlayback();
    this.#endDownload?.();
    this.#endDownload = undefined;
    for (const camera of [...this.#sounds.keys()]) {
      this.stopSound(camera);
    }
    for (const camera of [...this.#streams.keys()]) {
      this.stop(camera);
    }
  }

  /** There is no sound without video. */
  #endLeftSound(camera: number): void {
    if (this.stopSound(camera)) {
      this.#noteSoundLeft();
    }
  }
}
