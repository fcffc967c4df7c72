import { type Alarm, alarmSchema, type AlarmSeverity } from '@casement/contract';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired, socketKey } from '../api/keys.js';
import { retryDelayMs } from '../api/retry-delay.js';
import { type CameraId, cameraId } from '../recorders/camera-id.js';
import { type AlarmBeginning, AlarmFeed } from './alarm-feed.js';
import { AlarmShelf } from './alarm-shelf.js';
import { acknowledgeAlarms, askAlarms, askAlarmSummary } from './alarms-api.js';
import { askAgain, maxAnswer } from './ask-again.js';
import { Gathered } from './gathered.js';
import { SilenceWatch } from './silence-watch.js';

/** How many of the newest a page asks for when it begins. */
const firstAlarms = 200;
/** Between two drawings of the list in a storm, in milliseconds; the first alarm is drawn at once. */
const drawMs = 100;
/** When nothing comes for so long although something was missed, it is asked for again; in milliseconds. */
const silentMs = 30_000;
/** Between two questions for the counts, in milliseconds: many browsers ask. */
const countMs = 3_000;

/** Alarms of one delivery, in order. */
export type AlarmNews = {
  readonly alarms: readonly Alarm[];
  /** Those of them that just happened; the others are history that was missed. */
  readonly fresh: readonly Alarm[];
};

/**
 * The alarms as the gateway tells them: each once and in the order of their numbers, over every break of the line. Keeps
 * the newest; the list page asks for older ones itself.
 */
export const useAlarmsStore = defineStore('alarms', () => {
  const api = injectRequired(apiKey);
  const socket = injectRequired(socketKey);
  const shelf = new AlarmShelf();

  /** The newest, ascending, up to `maxKeptAlarms`. */
  const alarms = shallowRef<readonly Alarm[]>([]);
  /** Those that are open, ascending, up to a thousand. */
  const open = shallowRef<readonly Alarm[]>([]);
  /** How many are open, by severity, of all there are. */
  const counts = shallowRef<Readonly<Record<AlarmSeverity, number>>>(shelf.counts);
  /** The first answer is there. */
  const loaded = shallowRef(false);
  /** Nothing is missing: what happens now is shown now. */
  const live = shallowRef(false);
  const problem = shallowRef<string | null>(null);

  const newsListeners = new Set<(news: AlarmNews) => void>();
  const changeListeners = new Set<(alarm: Alarm) => void>();
  const beginListeners = new Set<() => void>();
  /** Changed since the running question began: newer than its answer. */
  const touched = new Set<number>();
  /** Everything was forgotten: answers to older questions are void. */
  let era = 0;

  const silence = new SilenceWatch(silentMs);
  const drawing = new Gathered(drawMs, draw);
  const counting = new Gathered(countMs, () => void recount());

  /** Open critical and warning ones: what the badges count. */
  const urgent = computed(() => counts.value.critical + counts.value.warning);

  const openByCamera = computed<ReadonlyMap<CameraId, readonly Alarm[]>>(() => {
    const found = new Map<CameraId, Alarm[]>();
    for (const alarm of open.value) {
      for (const id of camerasOf(alarm)) {
        const list = found.get(id) ?? [];
        list.push(alarm);
        found.set(id, list);
      }
    }
    return found;
  });

  const feed = new AlarmFeed({
    begin: askBeginning,
    resume: (after) => silence.wait(socket.ask('alarms:resume', { after })),
    latest: async () => (await askAlarmSummary(api)).latest,
    onBegin: () => {
      loaded.value = true;
      beginListeners.forEach((tell) => tell());
    },
    onAlarms: (next, fresh) => {
      shelf.add(next);
      drawing.ask();
      newsListeners.forEach((tell) => tell({ alarms: next, fresh }));
    },
    onLive: (returned) => {
      live.value = true;
      problem.value = null;
      if (returned) {
        void refresh();
      }
    },
    onProblem: (error) => {
      problem.value = wordsOf(error);
    },
    wait: (failures) =>
      new Promise((resolve) => setTimeout(resolve, retryDelayMs(failures, Math.random()))),
    nowMs: () => Date.now(),
  });

  socket.on('alarm', (alarm) => {
    silence.heard();
    feed.alarm(alarmSchema.parse(alarm));
  });
  socket.on('alarm-changed', (alarm) => {
    const next = alarmSchema.parse(alarm);
    touched.add(next.id);
    if (feed.change(next)) {
      change(next);
    }
  });
  socket.onState((state) => {
    if (state === 'connected') {
      feed.connected();
    } else {
      feed.disconnected();
      live.value = false;
    }
  });

  async function askBeginning(): Promise<AlarmBeginning> {
    touched.clear();
    const mine = era;
    const summary = await askAlarmSummary(api);
    const before = summary.latest + 1;
    const [found, stillOpen] = await Promise.all([
      askAlarms(api, { before, limit: firstAlarms }),
      askAlarms(api, { before, limit: maxAnswer, open: true }),
    ]);
    if (mine === era) {
      shelf.begin(found, stillOpen);
      shelf.count(summary);
      draw();
      if (touched.size > 0) {
        void refresh();
      }
    }
    return { latest: summary.latest, alarms: found };
  }

  /** What was told may have become something else while the line was away. */
  async function refresh(): Promise<void> {
    const mine = era;
    touched.clear();
    try {
      const found = await askAgain(api, { kept: shelf.kept, open: shelf.open });
      if (mine === era) {
        found.filter(({ id }) => !touched.has(id)).forEach(change);
        await recount();
      }
    } catch (error) {
      problem.value = wordsOf(error);
      counting.ask();
    }
  }

  async function recount(): Promise<void> {
    const mine = era;
    try {
      const summary = await askAlarmSummary(api);
      if (mine === era) {
        shelf.count(summary);
        drawing.ask();
      }
    } catch {
      // The counts stay as they are; the banner says that the gateway is away, and its return asks again.
    }
  }

  function change(alarm: Alarm): void {
    if (!shelf.change(alarm)) {
      counting.ask();
    }
    drawing.ask();
    changeListeners.forEach((tell) => tell(alarm));
  }

  function draw(): void {
    alarms.value = shelf.kept;
    open.value = shelf.open;
    counts.value = shelf.counts;
  }

  /** Forgets everything: the next person may not be allowed to know it. */
  function clear(): void {
    era += 1;
    feed.reset();
    shelf.clear();
    drawing.cancel();
    counting.cancel();
    draw();
    loaded.value = false;
    live.value = false;
    problem.value = null;
    beginListeners.forEach((tell) => tell());
  }

  /** Takes the answer to something that was done to alarms; others hear of it by the socket. */
  function take(changed: readonly Alarm[]): void {
    for (const alarm of changed) {
      touched.add(alarm.id);
      change(alarm);
    }
  }

  /** Acknowledges alarms, however many. @throws ApiProblem */
  async function acknowledge(ids: readonly number[]): Promise<void> {
    take(await acknowledgeAlarms(api, ids));
  }

  /**
   * Hears of every alarm that just happened, at once and in order; not of history that was missed for longer than a minute.
   *
   * @returns how to stop that
   */
  function onAlarm(listener: (alarm: Alarm) => void): () => void {
    return onNews(({ fresh }) => fresh.forEach(listener));
  }

  /** Hears of all alarms, history too. @returns how to stop that */
  function onNews(listener: (news: AlarmNews) => void): () => void {
    newsListeners.add(listener);
    return () => newsListeners.delete(listener);
  }

  /** Hears of alarms that are others now: acknowledged, closed, repeated, adopted. @returns how to stop that */
  function onChange(listener: (alarm: Alarm) => void): () => void {
    changeListeners.add(listener);
    return () => changeListeners.delete(listener);
  }

  /** What was known is void: somebody else signed in, or the gateway began again. @returns how to stop that */
  function onBegin(listener: () => void): () => void {
    beginListeners.add(listener);
    return () => beginListeners.delete(listener);
  }

  /** What is in `alarms`, up to this moment: that is drawn a little later in a storm. */
  function newest(): readonly Alarm[] {
    return shelf.kept;
  }

  /** The open alarms of a camera, oldest first; those of an emergency recording are of all its cameras. Reactive. */
  function openOf(recorder: string, camera: number): readonly Alarm[] {
    return openByCamera.value.get(cameraId(recorder, camera)) ?? [];
  }

  /** An alarm that the page knows, as it is now. Reactive, like everything that it reads. */
  function find(id: number): Alarm | undefined {
    // Read so that it is asked again when something changed.
    return alarms.value.length >= 0 && open.value.length >= 0 ? shelf.find(id) : undefined;
  }

  return {
    alarms,
    open,
    counts,
    urgent,
    loaded,
    live,
    problem,
    acknowledge,
    take,
    clear,
    onAlarm,
    onNews,
    onChange,
    onBegin,
    newest,
    openOf,
    find,
  };
});

/** The cameras that an alarm is about; none when it belongs to no recorder, or to no camera of it. */
export function camerasOf(alarm: Alarm): readonly CameraId[] {
  const { recorder } = alarm;
  if (recorder === null) {
    return [];
  }
  const numbers = new Set([...(alarm.camera === null ? [] : [alarm.camera]), ...alarm.cameras]);
  return [...numbers].map((number) => cameraId(recorder, number));
}
