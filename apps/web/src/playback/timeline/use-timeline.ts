import {
  computed,
  type ComputedRef,
  onScopeDispose,
  shallowRef,
  type ShallowRef,
  watch,
} from 'vue';
import { wordsOf } from '../../api/api-problem.js';
import { type CameraId, numberOf, recorderOf } from '../../recorders/camera-id.js';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { announce } from '../../ui/announcer.js';
import { usePlaybackStore } from '../playback-store.js';
import { parseRecorderZone, type RecorderZone, utcZone } from '../recorder-zone.js';
import type { AlarmMark } from './alarm-marks.js';
import { gatherMarks, kindAt, type KnownMark, type KnownRecordings } from './known-recordings.js';
import { LearnedWatch } from './learned-watch.js';
import { RecordingsCache } from './recordings-cache.js';
import {
  following,
  panned,
  type TimeView,
  viewAround,
  viewLength,
  withoutFuture,
  zoomed,
} from './timeline-scale.js';
import { useAlarmMarks } from './use-alarm-marks.js';

/** What the page shows at first, in milliseconds. */
const beginLengthMs = 3_600_000;
/** What was learned meanwhile is asked for after this long, in milliseconds. */
const refreshMs = 15_000;

/** The timeline of the page: what it shows of time, and what is known of that. */
export type Timeline = {
  readonly view: ShallowRef<TimeView>;
  /** The playhead stays in sight. */
  readonly follows: ShallowRef<boolean>;
  readonly rows: ComputedRef<
    readonly { readonly camera: CameraId; readonly known: KnownRecordings }[]
  >;
  readonly marks: ComputedRef<readonly KnownMark[]>;
  /** What the gateway received of these cameras, in the order of time. */
  readonly alarms: ComputedRef<readonly AlarmMark[]>;
  /** Of the first camera's recorder; UTC until it is known. */
  readonly zone: ComputedRef<RecorderZone>;
  readonly zoneKnown: ComputedRef<boolean>;
  readonly zoneOf: (camera: CameraId) => RecorderZone;
  /** Oldest and newest of all cameras, in milliseconds since 1970; null while unknown. */
  readonly oldestMs: ComputedRef<number | null>;
  readonly newestMs: ComputedRef<number | null>;
  /** Why something is missing, in words. */
  readonly reason: ComputedRef<string | null>;
  readonly show: (view: TimeView) => void;
  readonly zoom: (factor: number) => void;
  readonly page: (by: 1 | -1) => void;
  readonly follow: () => void;
  /** Asks for a time and follows the playhead there. */
  readonly seek: (atMs: number) => void;
  /** To 10 s before the next alarm, or before the one before. */
  readonly toAlarm: (by: 1 | -1) => Promise<void>;
};

/** Makes the timeline of the page; lives as long as the component that calls it. */
export function useTimeline(): Timeline {
  const store = usePlaybackStore();
  const view = shallowRef(withoutFuture(viewAround(store.headMs, beginLengthMs), Date.now()));
  const follows = shallowRef(true);
  const news = shallowRef(0);
  const problem = shallowRef<string | null>(null);
  const zones = shallowRef<ReadonlyMap<string, RecorderZone>>(new Map());
  const recorders = useRecordersStore();

  const cache = new RecordingsCache({
    load: (camera, wanted) => store.recordings(camera, wanted),
    onNews: () => {
      news.value += 1;
    },
    onProblem: (error) => {
      problem.value = error === null ? null : wordsOf(error);
    },
    nowMs: () => performance.now(),
  });
  const timer = setInterval(() => cache.refresh(), refreshMs);
  const learned = new LearnedWatch({
    renew: (cameras, olderThanMs) => cache.renew(cameras, olderThanMs),
    learning: () => learning(),
  });
  onScopeDispose(() => {
    clearInterval(timer);
    learned.close();
    cache.close();
  });

  const rows = computed(() => {
    // The cache is no ref; the count of its news is.
    const many = news.value >= 0 ? store.cameras : [];
    return many.map((camera) => ({ camera, known: cache.known(camera, view.value) }));
  });
  const alarms = useAlarmMarks(() => store.cameras, view);
  const learning = (): readonly CameraId[] => {
    const { fromMs, toMs } = view.value;
    const { headMs } = store;
    return store.running && headMs >= fromMs && headMs <= toMs
      ? rows.value
          .filter(({ known }) => kindAt(known.spans, headMs)?.kind === 'likely')
          .map(({ camera }) => camera)
      : [];
  };
  const marks = computed(() => gatherMarks(rows.value.map(({ known }) => known.marks)));
  const extreme = (
    of: (known: KnownRecordings) => number | null,
    choose: (...all: number[]) => number,
  ): number | null => {
    const all = rows.value.map(({ known }) => of(known)).filter((ms) => ms !== null);
    return all.length > 0 ? choose(...all) : null;
  };
  /**
   * What is told with the recordings is in step with them. Until it is there, and where it is UTC because the gateway did
   * not know it yet, it is what the recorder shows now.
   */
  const toldZone = (camera: CameraId): RecorderZone | undefined => {
    const told = zones.value.get(recorderOf(camera));
    return told === undefined || told === utcZone
      ? (recorders.zoneOf(recorderOf(camera)) ?? told)
      : told;
  };
  const zoneKnown = computed(() => toldZone(store.cameras[0] ?? 'none:0') !== undefined);
  const zoneOf = (camera: CameraId): RecorderZone => toldZone(camera) ?? utcZone;

  watch(
    [view, (): readonly CameraId[] => store.cameras],
    () => cache.want(store.cameras, view.value),
    {
      immediate: true,
    },
  );
  watch(
    () =>
      store.cameras.flatMap((camera) => {
        const of = store.playbackOf(camera)?.cameras;
        const found = of?.find(({ number }) => number === numberOf(camera));
        return found ? [[camera, found.state === 'gap'] as const] : [];
      }),
    (states) => learned.hear(new Map(states)),
    { immediate: true },
  );
  watch(rows, (next) => {
    for (const { camera, known } of next) {
      const before = zones.value.get(recorderOf(camera));
      if (known.timeZone !== null && before?.name !== known.timeZone) {
        const zone = parseRecorderZone(known.timeZone);
        if (zone && zone !== before) {
          zones.value = new Map(zones.value).set(recorderOf(camera), zone);
        }
      }
    }
  });
  watch(
    () => store.headMs,
    (headMs) => {
      const share = (headMs - view.value.fromMs) / viewLength(view.value);
      if (follows.value && (store.running || share < 0 || share > 1)) {
        view.value = following(view.value, headMs);
      }
    },
  );

  const show = (next: TimeView): void => {
    view.value = withoutFuture(next, Date.now());
    const share = (store.headMs - view.value.fromMs) / viewLength(view.value);
    follows.value = share >= 0 && share <= 1;
  };
  const seek = (atMs: number): void => {
    follows.value = true;
    store.seek(atMs);
  };
  return {
    view,
    follows,
    rows,
    marks,
    alarms: alarms.marks,
    zone: computed(() => zoneOf(store.cameras[0] ?? 'none:0')),
    zoneKnown,
    zoneOf,
    oldestMs: computed(() => extreme(({ oldestMs }) => oldestMs, Math.min)),
    newestMs: computed(() => extreme(({ newestMs }) => newestMs, Math.max)),
    reason: computed(
      () =>
        problem.value ??
        rows.value.find(({ known }) => known.reason !== null)?.known.reason ??
        (alarms.leftOut.value ? 'only the newest alarms are marked; look closer' : null),
    ),
    show,
    zoom: (factor) => {
      const { fromMs, toMs } = view.value;
      const inside = store.headMs >= fromMs && store.headMs <= toMs;
      show(zoomed(view.value, factor, inside ? store.headMs : (fromMs + toMs) / 2));
    },
    page: (by) => show(panned(view.value, by * viewLength(view.value) * 0.8)),
    seek,
    toAlarm: async (by) => {
      const atMs = await alarms.step(store.headMs, by);
      if (atMs === null) {
        announce('Timeline', by === 1 ? 'no later alarm' : 'no earlier alarm');
      } else {
        seek(atMs);
      }
    },
    follow: () => {
      follows.value = true;
      view.value = withoutFuture(viewAround(store.headMs, viewLength(view.value)), Date.now());
    },
  };
}
