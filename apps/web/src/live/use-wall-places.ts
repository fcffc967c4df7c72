import { computed, type ComputedRef, type Ref } from 'vue';
import { type AlarmedCamera } from '../alarms/picture/alarmed-camera.js';
import { cameraOfPlace, type PlaceKey } from '../alarms/picture/alarm-wall.js';
import { type AlarmWallUse, useAlarmWall } from '../alarms/picture/use-alarm-wall.js';
import { useDragging } from '../alarms/picture/use-dragging.js';
import { useKioskAlarm } from '../alarms/picture/use-kiosk-alarm.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useWallStore } from './wall-store.js';

/** What is shown at a place, and what belongs there. */
export type ShownPlace = {
  /** Of the camera, so that one that moves keeps its connection. */
  readonly key: string;
  /** From 0 on this page. */
  readonly index: number;
  readonly camera: CameraId | null;
  /** Another one than `camera` while an alarm has its place. */
  readonly owner: CameraId | null;
  /** Why it is alarmed; null: it is not. */
  readonly told: AlarmedCamera | null;
};

export type WallPlaces = {
  readonly places: ComputedRef<readonly ShownPlace[]>;
  /** The camera that has the wall for itself; null: none. */
  readonly solo: ComputedRef<CameraId | null>;
  /** An alarm gave it even the whole window. */
  readonly spotlight: ComputedRef<boolean>;
  readonly alarmed: AlarmWallUse;
};

/**
 * The places of the page that is shown, with what alarms make of them for a while.
 *
 * @param compact all cameras of the wall below each other
 * @param focused the camera in focus
 */
export function useWallPlaces(
  compact: Readonly<Ref<boolean>>,
  focused: Readonly<Ref<CameraId | null>>,
): WallPlaces {
  const store = useWallStore();
  const dragging = useDragging();
  const keys = computed<readonly PlaceKey[]>(() => {
    const first = store.wall.page * store.wall.layout;
    return compact.value
      ? store.wall.tiles.filter((tile) => tile !== null)
      : store.shown.map((camera, index) => camera ?? (`free-${first + index}` as const));
  });
  const alarmed = useAlarmWall({
    places: () => keys.value,
    held: () => store.maximised !== null || dragging.value,
    busy: () => focused.value,
    onlyFrames: () => compact.value,
  });
  const spot = useKioskAlarm();

  const toldOf = (camera: CameraId | null): AlarmedCamera | null =>
    camera === null
      ? null
      : spot.value?.camera === camera
        ? spot.value
        : (alarmed.tileOf(camera) ?? null);
  const places = computed<readonly ShownPlace[]>(() => {
    const shown = keys.value.map((place, index) => {
      const camera = alarmed.cameraAt(place);
      const owner = cameraOfPlace(place);
      return { key: camera ?? place, index, camera, owner, told: toldOf(camera) };
    });
    const more = spot.value?.camera;
    return more === undefined || shown.some(({ camera }) => camera === more)
      ? shown
      : [
          ...shown,
          { key: more, index: shown.length, camera: more, owner: more, told: toldOf(more) },
        ];
  });
  return {
    places,
    solo: computed(() => spot.value?.camera ?? store.maximised),
    spotlight: computed(() => spot.value !== null),
    alarmed,
  };
}
