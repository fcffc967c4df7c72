import type { Alarm } from '@casement/contract';
import { type CameraId, numberOf, recorderOf } from '../../recorders/camera-id.js';
import { camerasOf } from '../../alarms/alarms-store.js';
import { type AlarmMark, markOf } from './alarm-marks.js';
import { type TimeView, viewLength } from './timeline-scale.js';

export type AlarmMarksCacheOptions = {
  /** The newest alarms of a camera that were received in a span, ascending. Rejects when there is no answer. */
  readonly load: (camera: CameraId, range: TimeView, limit: number) => Promise<readonly Alarm[]>;
  /** Recorder's clock minus the gateway's, in milliseconds; null while unknown. */
  readonly clockOffsetMs: (recorder: string) => number | null;
  readonly onNews: () => void;
  /** Milliseconds of any clock that only goes forward. */
  readonly nowMs: () => number;
};

/** So many alarms of a camera are asked for at once; of more the newest are marked. */
export const maxMarks = 1_000;
/** Answers kept per camera. */
const maxAnswers = 4;
/** So many that came meanwhile are kept. */
const maxLive = 500;
/** A wheel turns in many small steps; the gateway is asked when it rests, in milliseconds. */
const restMs = 250;
/** What is acknowledged or belongs to another camera meanwhile is seen after this long, in milliseconds. */
const freshMs = 60_000;
/** When an alarm was received and when it was can differ, in milliseconds. */
const slackMs = 120_000;

type Answer = {
  readonly range: TimeView;
  readonly marks: readonly AlarmMark[];
  readonly atMs: number;
};

/** The alarms of the cameras on the timeline: asked for view by view, and added to as they come. */
export class AlarmMarksCache {
  readonly #options: AlarmMarksCacheOptions;
  readonly #answers = new Map<CameraId, readonly Answer[]>();
  readonly #asking = new Set<CameraId>();
  #live: readonly Alarm[] = [];
  #wanted: { readonly cameras: readonly CameraId[]; readonly view: TimeView } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: AlarmMarksCacheOptions) {
    this.#options = options;
  }

  /** The view that is shown now, by the recorders' clocks. Cameras that are not named are forgotten. */
  want(cameras: readonly CameraId[], view: TimeView): void {
    this.#wanted = { cameras, view };
    for (const camera of this.#answers.keys()) {
      if (!cameras.includes(camera)) {
        this.#answers.delete(camera);
      }
    }
    this.#soon();
  }

  /** Asks for what is missing or old. */
  refresh(): void {
    const wanted = this.#wanted;
    if (this.#closed || !wanted) {
      return;
    }
    for (const camera of wanted.cameras) {
      if (!this.#asking.has(camera) && !this.#isFresh(camera, wanted.view)) {
        void this.#ask(camera, wanted.view);
      }
    }
  }

  /** An alarm that came just now. */
  heard(alarm: Alarm): void {
    const cameras = camerasOf(alarm);
    if (this.#wanted?.cameras.some((camera) => cameras.includes(camera)) === true) {
      this.#live = [...this.#live, alarm].slice(-maxLive);
      this.#options.onNews();
    }
  }

  /** What is known of these cameras, in the order of time; the same alarm of several cameras once. */
  known(cameras: readonly CameraId[]): readonly AlarmMark[] {
    const found = new Map<number, AlarmMark>();
    for (const camera of cameras) {
      for (const { marks } of this.#answers.get(camera) ?? []) {
        marks.forEach((mark) => found.set(mark.id, mark));
      }
    }
    for (const alarm of this.#live) {
      if (!found.has(alarm.id) && camerasOf(alarm).some((camera) => cameras.includes(camera))) {
        found.set(alarm.id, this.#markOf(alarm));
      }
    }
    return [...found.values()].sort((a, b) => a.atMs - b.atMs);
  }

  /** More alarms than are marked lie in the view of one of these cameras. */
  leftOut(cameras: readonly CameraId[], view: TimeView): boolean {
    return cameras.some((camera) => {
      const all = this.#answers.get(camera) ?? [];
      const answer = all.findLast(({ range }) => covers(range, this.#received(camera, view)));
      return answer?.marks.length === maxMarks;
    });
  }

  /** Asks nothing any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #markOf(alarm: Alarm): AlarmMark {
    return markOf(alarm, this.#options.clockOffsetMs(alarm.recorder ?? ''));
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), restMs);
  }

  /** When alarms of a view were received, by the gateway's clock. */
  #received(camera: CameraId, { fromMs, toMs }: TimeView): TimeView {
    const offsetMs = this.#options.clockOffsetMs(recorderOf(camera)) ?? 0;
    return { fromMs: fromMs - offsetMs - slackMs, toMs: toMs - offsetMs + slackMs };
  }

  #isFresh(camera: CameraId, view: TimeView): boolean {
    const wanted = this.#received(camera, view);
    return (this.#answers.get(camera) ?? []).some(
      ({ range, marks, atMs }) =>
        this.#options.nowMs() - atMs < freshMs &&
        covers(range, wanted) &&
        // A closer look may show what did not fit into a wide one.
        (marks.length < maxMarks || viewLength(range) <= viewLength(wanted) * 2.5),
    );
  }

  async #ask(camera: CameraId, view: TimeView): Promise<void> {
    this.#asking.add(camera);
    const more = viewLength(view) / 2;
    const range = this.#received(camera, { fromMs: view.fromMs - more, toMs: view.toMs + more });
    try {
      const alarms = await this.#options.load(camera, range, maxMarks);
      if (this.#wanted?.cameras.includes(camera) === true) {
        const before = (this.#answers.get(camera) ?? []).filter((old) => !covers(range, old.range));
        const marks = alarms.map((alarm) => this.#markOf(alarm));
        const next = { range, marks, atMs: this.#options.nowMs() };
        this.#answers.set(camera, [...before, next].slice(-maxAnswers));
        const known = new Set(alarms.map(({ id }) => id));
        this.#live = this.#live.filter(({ id }) => !known.has(id));
        this.#options.onNews();
      }
    } catch {
      // The timeline shows recordings without them; the next refresh asks again.
    } finally {
      this.#asking.delete(camera);
      if (!this.#closed && this.#wanted && this.#wanted.view !== view) {
        this.#soon();
      }
    }
  }
}

/** The filter of GET `/alarms` for the newest alarms of a camera in a span. */
export function spanFilter(
  camera: CameraId,
  { fromMs, toMs }: TimeView,
): { recorder: string; camera: number; from: string; to: string } {
  return {
    recorder: recorderOf(camera),
    camera: numberOf(camera),
    from: new Date(Math.max(0, Math.floor(fromMs))).toISOString(),
    to: new Date(Math.max(0, Math.ceil(toMs))).toISOString(),
  };
}

function covers(outer: TimeView, inner: TimeView): boolean {
  return outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs;
}
