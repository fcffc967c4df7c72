import { wordsOf } from '../../api/api-problem.js';
import type { CameraId } from '../../recorders/camera-id.js';
import type { FetchedPicture, PictureSource } from './picture-source.js';

/** Which picture is wanted. */
export type WantedPicture = {
  readonly camera: CameraId;
  /** By the recorder's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** It happens now: what is seen live belongs to it. */
  readonly fresh: boolean;
};

/** A picture that is there; its address lives until the next one, or until the loader is closed. */
export type LoadedPicture = { readonly url: string; readonly atMs: number | null };

export type AlarmPictureState = {
  readonly live: LoadedPicture | null;
  readonly recorded: LoadedPicture | null;
  /** Something is still asked for. */
  readonly asking: boolean;
  /** What keeps the recorded picture from being shown; null: nothing, or it is there. */
  readonly words: string | null;
};

export type AlarmPictureLoaderOptions = {
  readonly source: PictureSource;
  readonly onState: (state: AlarmPictureState) => void;
  readonly nowMs?: () => number;
  readonly wait?: (ms: number) => Promise<void>;
  readonly makeUrl?: (picture: Blob) => string;
  readonly dropUrl?: (url: string) => void;
};

export const noAlarmPicture: AlarmPictureState = {
  live: null,
  recorded: null,
  asking: false,
  words: null,
};

/** Somebody who walks along a list of alarms is not meant: a playback costs the recorder a session. */
const restMs = 400;
/** What just happened is on the disk after a while. */
const writtenAfterMs = 60_000;
const askAgainMs = 5_000;
/** So often "the recorder is asked" is believed. */
const maxAsks = 15;
/** A playback may end while it is used, but not again and again. */
const maxOpenings = 2;

/** Fetches the pictures of one alarm after the other. At most one playback is open. */
export class AlarmPictureLoader {
  readonly #options: Required<AlarmPictureLoaderOptions>;
  #state: AlarmPictureState = noAlarmPicture;
  #abort = new AbortController();
  #open: { readonly camera: CameraId; readonly playback: string } | null = null;

  constructor(options: AlarmPictureLoaderOptions) {
    this.#options = {
      nowMs: () => Date.now(),
      wait: (ms) => new Promise((done) => setTimeout(done, ms)),
      makeUrl: (picture) => URL.createObjectURL(picture),
      dropUrl: (url) => URL.revokeObjectURL(url),
      ...options,
    };
  }

  /** Another alarm is looked at. */
  show(wanted: WantedPicture): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (this.#open?.camera !== wanted.camera) {
      this.#leave();
    }
    this.#drop();
    this.#tell({ ...noAlarmPicture, asking: true });
    void Promise.all([
      wanted.fresh ? this.#showLive(wanted, signal) : Promise.resolve(),
      this.#showRecorded(wanted, signal),
    ]).then(() => this.#tell({ asking: false }, signal));
  }

  /** No alarm is looked at any more. */
  close(): void {
    this.#abort.abort();
    this.#leave();
    this.#drop();
    this.#state = noAlarmPicture;
  }

  async #showLive({ camera }: WantedPicture, signal: AbortSignal): Promise<void> {
    try {
      const { jpeg } = await this.#options.source.live(camera, signal);
      this.#tell({ live: this.#loaded({ jpeg, atMs: this.#options.nowMs() }, signal) }, signal);
    } catch {
      // The recorded picture is what counts; why there is none is said there.
    }
  }

  async #showRecorded(wanted: WantedPicture, signal: AbortSignal): Promise<void> {
    await this.#options.wait(restMs);
    for (let opening = 0; opening < maxOpenings && !signal.aborted; opening += 1) {
      try {
        if (await this.#look(wanted, signal)) {
          return;
        }
      } catch (error) {
        this.#tell({ words: wordsOf(error) }, signal);
        return;
      }
      if (!isOver(signal)) {
        this.#open = null;
      }
    }
    this.#tell({ words: 'The recorder ended the playback.' }, signal);
  }

  /** @returns false when the playback is gone */
  async #look(wanted: WantedPicture, signal: AbortSignal): Promise<boolean> {
    const playback = await this.#playbackOf(wanted, signal);
    for (let ask = 0; ask < maxAsks && playback !== null && !signal.aborted; ask += 1) {
      const answer = await this.#options.source.recorded(
        playback,
        wanted.camera,
        wanted.atMs,
        signal,
      );
      if (answer.kind === 'gone') {
        return false;
      }
      if (answer.kind === 'picture') {
        this.#tell({ recorded: this.#loaded(answer.picture, signal), words: null }, signal);
        return true;
      }
      const early = this.#options.nowMs() - wanted.atMs < writtenAfterMs;
      if (answer.kind === 'gap' && !early) {
        this.#tell({ words: 'Nothing is recorded of this time.' }, signal);
        return true;
      }
      const words = answer.kind === 'gap' ? 'Not recorded yet; asking again.' : null;
      this.#tell({ words }, signal);
      await this.#options.wait(answer.kind === 'gap' ? askAgainMs : answer.waitMs);
    }
    this.#tell({ words: 'The recorder gave no picture of this time.' }, signal);
    return true;
  }

  /** Null: something else was wanted meanwhile. */
  async #playbackOf({ camera, atMs }: WantedPicture, signal: AbortSignal): Promise<string | null> {
    if (this.#open === null && !signal.aborted) {
      const playback = await this.#options.source.open(camera, atMs);
      if (isOver(signal)) {
        this.#options.source.leave(playback);
        return null;
      }
      this.#open = { camera, playback };
    }
    return signal.aborted ? null : (this.#open?.playback ?? null);
  }

  #leave(): void {
    if (this.#open !== null) {
      this.#options.source.leave(this.#open.playback);
      this.#open = null;
    }
  }

  #loaded({ jpeg, atMs }: FetchedPicture, signal: AbortSignal): LoadedPicture | null {
    return signal.aborted ? null : { url: this.#options.makeUrl(jpeg), atMs };
  }

  #drop(): void {
    for (const picture of [this.#state.live, this.#state.recorded]) {
      if (picture !== null) {
        this.#options.dropUrl(picture.url);
      }
    }
  }

  #tell(patch: Partial<AlarmPictureState>, signal?: AbortSignal): void {
    if (signal?.aborted !== true) {
      this.#state = { ...this.#state, ...patch };
      this.#options.onState(this.#state);
    }
  }
}

/** Asked anew each time: it changes while something is waited for. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
