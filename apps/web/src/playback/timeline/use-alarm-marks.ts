import { computed, type ComputedRef, onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import { useAlarmsStore } from '../../alarms/alarms-store.js';
import { askAlarms } from '../../alarms/alarms-api.js';
import { Gathered } from '../../alarms/gathered.js';
import { apiKey, injectRequired } from '../../api/keys.js';
import { type CameraId, recorderOf } from '../../recorders/camera-id.js';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { AlarmMarksCache, maxMarks, spanFilter } from './alarm-marks-cache.js';
import { type AlarmMark, markOf, stepToMark } from './alarm-marks.js';
import type { TimeView } from './timeline-scale.js';

export type AlarmMarksUse = {
  /** In the order of time, of the view and what lies around it. */
  readonly marks: ComputedRef<readonly AlarmMark[]>;
  /** More lie in the view than are marked. */
  readonly leftOut: ComputedRef<boolean>;
  /** Where the next alarm of these cameras is looked at, or the one before; null: there is none, or nobody can say. */
  readonly step: (fromMs: number, by: 1 | -1) => Promise<number | null>;
};

/** What was received since is asked for after this long, in milliseconds. */
const refreshMs = 15_000;
/** Least time between two drawings in a storm, in milliseconds; the first one is drawn at once. */
const drawEveryMs = 500;
/** Above every number that an alarm can have: with it the newest of a span are told. */
const beyondAll = 2_147_483_647;
/** Farther than any recording, in milliseconds. */
const farMs = 400 * 86_400_000;
/** When an alarm was received and when it was can differ by this, in milliseconds. */
const slackMs = 120_000;

/** The alarms of the cameras on the timeline; lives as long as the component that calls it. */
export function useAlarmMarks(
  cameras: () => readonly CameraId[],
  view: Readonly<Ref<TimeView>>,
): AlarmMarksUse {
  const api = injectRequired(apiKey);
  const alarms = useAlarmsStore();
  const recorders = useRecordersStore();
  const news = shallowRef(0);
  const drawing = new Gathered(drawEveryMs, () => {
    news.value += 1;
  });
  const clockOffsetMs = (recorder: string): number | null =>
    recorders.recorder(recorder)?.clockOffsetMs ?? null;
  const cache = new AlarmMarksCache({
    load: (camera, range, limit) =>
      askAlarms(api, { ...spanFilter(camera, range), before: beyondAll, limit }),
    clockOffsetMs,
    onNews: () => drawing.ask(),
    nowMs: () => performance.now(),
  });
  const timer = setInterval(() => cache.refresh(), refreshMs);
  const endAlarms = alarms.onNews(({ alarms: all }) => all.forEach((alarm) => cache.heard(alarm)));
  onScopeDispose(() => {
    clearInterval(timer);
    endAlarms();
    drawing.cancel();
    cache.close();
  });
  watch([cameras, view], () => cache.want(cameras(), view.value), { immediate: true });

  const marks = computed(() => (news.value >= 0 ? cache.known(cameras()) : []));

  /** The gateway knows of those that lie outside of what was looked at. */
  async function ask(camera: CameraId, fromMs: number, by: 1 | -1): Promise<AlarmMark[]> {
    const receivedMs = fromMs - (clockOffsetMs(recorderOf(camera)) ?? 0);
    const range =
      by === 1
        ? { fromMs: receivedMs - slackMs, toMs: receivedMs + farMs }
        : { fromMs: receivedMs - farMs, toMs: receivedMs + slackMs };
    const order = by === 1 ? { after: 0 } : { before: beyondAll };
    const filter = { ...spanFilter(camera, range), ...order, limit: maxMarks };
    const found = await askAlarms(api, filter);
    return found.map((alarm) => markOf(alarm, clockOffsetMs(alarm.recorder ?? '')));
  }

  return {
    marks,
    leftOut: computed(() => news.value >= 0 && cache.leftOut(cameras(), view.value)),
    step: async (fromMs, by) => {
      const { fromMs: first, toMs: last } = view.value;
      const inView = marks.value.filter(({ atMs }) => atMs >= first && atMs <= last);
      const near = fromMs >= first && fromMs <= last ? stepToMark(inView, fromMs, by) : null;
      if (near !== null) {
        return near;
      }
      const answers = await Promise.allSettled(cameras().map((camera) => ask(camera, fromMs, by)));
      const far = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      return stepToMark(far, fromMs, by);
    },
  };
}
