import type { Recordings } from '@casement/contract';
import type { CameraId } from '../../recorders/camera-id.js';
import { type KnownRecordings, layOver } from './known-recordings.js';
import { type TimeView, viewLength } from './timeline-scale.js';

export type RecordingsCacheOptions = {
  /** Asks the gateway. Rejects when it has no answer. */
  readonly load: (camera: CameraId, view: TimeView) => Promise<Recordings>;
  /** Called when more is known. */
  readonly onNews: () => void;
  /** Called with words when an answer did not come, with null when one came. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds of any clock that only goes forward. */
  readonly nowMs: () => number;
};

/** Answers kept per camera: some zooms and neighbouring views. */
const maxAnswers = 6;
/** A wheel turns in many small steps; the recorder's gateway is asked when it rests, in milliseconds. */
const restMs = 200;
/** What was learned since is fetched after this long, in milliseconds. */
const freshMs = 15_000;

type Answer = { readonly recordings: Recordings; readonly atMs: number };

/**
 * What is recorded, per camera, for the views that were looked at. Asks for half a view more on both sides, once per camera
 * at a time, and never for what it has and is fresh.
 */
export class RecordingsCache {
  readonly #options: RecordingsCacheOptions;
  readonly #answers = new Map<CameraId, Answer[]>();
  readonly #asking = new Set<CameraId>();
  /** What is under way may be too old for these. */
  readonly #again = new Set<CameraId>();
  #wanted: { readonly cameras: readonly CameraId[]; readonly view: TimeView } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: RecordingsCacheOptions) {
    this.#options = options;
  }

  /** The view that is shown now. Cameras that are not named are forgotten. */
  want(cameras: readonly CameraId[], view: TimeView): void {
    this.#wanted = { cameras, view };
    for (const camera of this.#answers.keys()) {
      if (!cameras.includes(camera)) {
        this.#answers.delete(camera);
      }
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), restMs);
  }

  /** Asks for what is missing or old. */
  refresh(): void {
    const wanted = this.#wanted;
    if (this.#closed || !wanted) {
      return;
    }
    for (const camera of wanted.cameras) {
      if (!this.#asking.has(camera) && !this.#isFresh(camera, wanted.view, freshMs)) {
        void this.#ask(camera, wanted.view);
      }
    }
  }

  /**
   * Something was learned of these cameras: asks for them unless the last answer is younger than that.
   *
   * @param olderThanMs in milliseconds; 0: in any case, after the answer that is under way once more
   */
  renew(cameras: readonly CameraId[], olderThanMs: number): void {
    const wanted = this.#wanted;
    if (this.#closed || !wanted) {
      return;
    }
    for (const camera of wanted.cameras.filter((one) => cameras.includes(one))) {
      if (this.#asking.has(camera)) {
        if (olderThanMs === 0) {
          this.#again.add(camera);
        }
      } else if (!this.#isFresh(camera, wanted.view, olderThanMs)) {
        void this.#ask(camera, wanted.view);
      }
    }
  }

  /** What is known of a camera within a view. */
  known(camera: CameraId, view: TimeView): KnownRecordings {
    return layOver(
      (this.#answers.get(camera) ?? []).map(({ recordings }) => recordings),
      view,
    );
  }

  /** Asks nothing any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #isFresh(camera: CameraId, view: TimeView, youngerThanMs: number): boolean {
    const nowMs = this.#options.nowMs();
    return (this.#answers.get(camera) ?? []).some(
      ({ recordings, atMs }) =>
        nowMs - atMs < youngerThanMs &&
        Date.parse(recordings.from) <= view.fromMs &&
        Date.parse(recordings.to) >= view.toMs,
    );
  }

  async #ask(camera: CameraId, view: TimeView): Promise<void> {
    this.#asking.add(camera);
    const more = viewLength(view) / 2;
    const range = { fromMs: Math.floor(view.fromMs - more), toMs: Math.ceil(view.toMs + more) };
    try {
      const recordings = await this.#options.load(camera, range);
      // Those of the same range asked for earlier would drive out other zooms.
      const before = (this.#answers.get(camera) ?? []).filter(
        (answer) => !covers(recordings, answer.recordings),
      );
      const kept = [...before, { recordings, atMs: this.#options.nowMs() }].slice(-maxAnswers);
      if (this.#wanted?.cameras.includes(camera)) {
        this.#answers.set(camera, kept);
      }
      this.#options.onProblem(null);
      this.#options.onNews();
    } catch (error) {
      this.#again.delete(camera);
      this.#options.onProblem(error);
    } finally {
      this.#asking.delete(camera);
      if (this.#again.delete(camera)) {
        this.renew([camera], 0);
      }
      this.#askAgainWhenMoved(view);
    }
  }

  /** The view moved on while the answer was under way. A failure waits for the next refresh. */
  #askAgainWhenMoved(view: TimeView): void {
    if (!this.#closed && this.#wanted && this.#wanted.view !== view) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), restMs);
    }
  }
}

function covers(outer: Recordings, inner: Recordings): boolean {
  return (
    Date.parse(outer.from) <= Date.parse(inner.from) && Date.parse(outer.to) >= Date.parse(inner.to)
  );
}
