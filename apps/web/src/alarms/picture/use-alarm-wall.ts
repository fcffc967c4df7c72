import type { Alarm } from '@casement/contract';
import { onScopeDispose, shallowRef, watch } from 'vue';
import { wordsOf } from '../../api/api-problem.js';
import type { CameraId } from '../../recorders/camera-id.js';
import { useAlarmsStore } from '../alarms-store.js';
import { Gathered } from '../gathered.js';
import {
  type AlarmedTile,
  type AlarmWallEvent,
  type AlarmWallView,
  calmWall,
  cameraAt,
  isAlarmed,
  type PlaceKey,
} from './alarm-wall.js';
import { usePictureSettingsStore } from './picture-settings-store.js';
import { stepAlarmWall } from './step-alarm-wall.js';
import { usePictureEvents } from './use-picture-events.js';

export type AlarmWallOptions = {
  /** The places that are shown, each once. */
  readonly places: () => readonly PlaceKey[];
  /** Somebody maximised or moves a tile. */
  readonly held: () => boolean;
  /** The tile in focus. */
  readonly busy: () => CameraId | null;
  /** Nothing is put in another's place, whatever the rule says: a column of pictures has room for all. */
  readonly onlyFrames: () => boolean;
};

export type AlarmWallUse = {
  /** What a place shows now; null: nothing. */
  readonly cameraAt: (place: PlaceKey) => CameraId | null;
  /** What is told of a camera that is shown. */
  readonly tileOf: (camera: CameraId) => AlarmedTile | undefined;
  /** Somebody has seen enough of it. */
  readonly back: (camera: CameraId) => void;
  /** Acknowledges alarms. */
  readonly acknowledge: (alarms: readonly Alarm[]) => Promise<void>;
  /** Why the last ones were not acknowledged, in words. */
  readonly problem: () => string | null;
};

/** Least time between two drawings in a storm, in milliseconds; the first alarm is drawn at once. */
const drawEveryMs = 200;

/** What alarms do to the wall by the rule of this browser; lives as long as the component that calls it. */
export function useAlarmWall(options: AlarmWallOptions): AlarmWallUse {
  const alarms = useAlarmsStore();
  const store = usePictureSettingsStore();
  let wall = calmWall;
  const drawn = shallowRef(wall);
  const problem = shallowRef<string | null>(null);
  const drawing = new Gathered(drawEveryMs, () => {
    drawn.value = wall;
  });
  onScopeDispose(() => drawing.cancel());

  const view = (): AlarmWallView => {
    const { rule, tileSeconds, tileSeverities } = store.settings;
    return {
      places: options.places(),
      held: options.held(),
      busy: options.busy(),
      rule: rule === 'replace' && options.onlyFrames() ? 'frame' : rule,
      severities: tileSeverities,
      holdMs: tileSeconds * 1_000,
    };
  };
  const step = (event: AlarmWallEvent): void => {
    const next = stepAlarmWall(wall, event, view(), performance.now());
    if (next !== wall) {
      wall = next;
      drawing.ask();
    }
  };
  const { look } = usePictureEvents(step, () => isAlarmed(wall));
  watch(
    [(): string => options.places().join(), options.held, (): unknown => store.settings],
    () => {
      look();
      // What is shown has to fit the places that are shown.
      drawn.value = wall;
    },
    { flush: 'sync' },
  );

  return {
    cameraAt: (place) => cameraAt(drawn.value, place),
    tileOf: (camera) => drawn.value.tiles.find((tile) => tile.camera === camera && !tile.over),
    back: (camera) => step({ type: 'back', camera }),
    acknowledge: async (list) => {
      problem.value = null;
      try {
        await alarms.acknowledge(list.map(({ id }) => id));
      } catch (error) {
        problem.value = wordsOf(error);
      }
    },
    problem: () => problem.value,
  };
}
