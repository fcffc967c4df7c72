import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CameraId } from '../recorders/camera-id.js';
import { isKioskQuery, type LinkQuery, wallFromQuery } from './wall-link.js';
import { loadWall, saveWall } from './wall-storage.js';
import * as walls from './wall.js';

/** The wall of this window: what is shown, what is maximised, where figures are shown. */
export const useWallStore = defineStore('wall', () => {
  const wall = shallowRef<walls.Wall>(walls.emptyWall);
  const maximised = shallowRef<CameraId | null>(null);
  /** The information overlay on all tiles. */
  const overlays = shallowRef(false);
  /** Tiles whose overlay differs from `overlays`. */
  const exceptions = shallowRef<ReadonlySet<CameraId>>(new Set());
  /** The camera that was last asked for: it should come into sight. A new object every time. */
  const wanted = shallowRef<{ readonly camera: CameraId } | null>(null);
  const kiosk = shallowRef(false);
  /** True until a layout was chosen by somebody: then the number of cameras decides. */
  let layoutFollows = false;

  const shown = computed(() => walls.shownTiles(wall.value));
  const pages = computed(() => walls.pageCount(wall.value));
  const onWall = computed<ReadonlySet<CameraId>>(
    () => new Set(wall.value.tiles.filter((tile) => tile !== null)),
  );

  /** Takes the wall from the link, else from the last visit. */
  function begin(query: LinkQuery, storage: Storage = localStorage): void {
    kiosk.value = isKioskQuery(query);
    const found = wallFromQuery(query) ?? loadWall(storage);
    layoutFollows = found === undefined;
    wall.value = found ?? walls.emptyWall;
  }

  /** Cameras that are there: a wall that nobody arranged shows the first of them. */
  function offer(cameras: readonly CameraId[]): void {
    if (layoutFollows && cameras.length > 0) {
      wall.value = { ...wall.value, layout: walls.layoutFor(cameras.length) };
    }
    wall.value = walls.fill(wall.value, cameras);
  }

  /** A step of a person: remembered for the next visit, except by a kiosk. */
  function arrange(next: walls.Wall): void {
    wall.value = next;
    if (maximised.value !== null && !walls.shownTiles(next).includes(maximised.value)) {
      maximised.value = null;
    }
    if (!kiosk.value) {
      saveWall(localStorage, next);
    }
  }

  function setLayout(layout: walls.Layout): void {
    layoutFollows = false;
    maximised.value = null;
    arrange(walls.withLayout(wall.value, layout));
  }

  function turnPage(by: 1 | -1): void {
    if (maximised.value !== null) {
      maximiseNext(by);
    } else {
      arrange(walls.turnPage(wall.value, by));
    }
  }

  function add(camera: CameraId): void {
    maximised.value = null;
    arrange(walls.add(wall.value, camera));
    wanted.value = { camera };
  }

  function place(index: number, camera: CameraId): void {
    arrange(walls.place(wall.value, index, camera));
  }

  function move(camera: CameraId, by: number): void {
    arrange(walls.move(wall.value, camera, by));
  }

  function remove(camera: CameraId): void {
    arrange(walls.remove(wall.value, camera));
  }

  function showOnly(cameras: readonly CameraId[]): void {
    maximised.value = null;
    arrange(walls.showOnly(wall.value, cameras));
  }

  function toggleMaximised(camera: CameraId): void {
    maximised.value = maximised.value === camera ? null : camera;
  }

  /** The next camera of the wall in the place of the maximised one. */
  function maximiseNext(by: 1 | -1): void {
    const cameras = wall.value.tiles.filter((tile) => tile !== null);
    const index = cameras.findIndex((tile) => tile === maximised.value);
    const next = cameras[(index + by + cameras.length) % cameras.length];
    if (next !== undefined) {
      wall.value = walls.pageOf(wall.value, next);
      maximised.value = next;
    }
  }

  function toggleOverlays(): void {
    overlays.value = !overlays.value;
    exceptions.value = new Set();
  }

  function toggleOverlay(camera: CameraId): void {
    const next = new Set(exceptions.value);
    if (!next.delete(camera)) {
      next.add(camera);
    }
    exceptions.value = next;
  }

  function hasOverlay(camera: CameraId): boolean {
    return overlays.value !== exceptions.value.has(camera);
  }

  return {
    wall,
    maximised,
    overlays,
    wanted,
    kiosk,
    shown,
    pages,
    onWall,
    begin,
    offer,
    setLayout,
    turnPage,
    add,
    place,
    move,
    remove,
    showOnly,
    toggleMaximised,
    maximiseNext,
    toggleOverlays,
    toggleOverlay,
    hasOverlay,
  };
});
