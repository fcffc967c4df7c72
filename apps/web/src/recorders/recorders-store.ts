import {
  type Camera,
  type CameraStateEvent,
  cameraSchema,
  paths,
  type Recorder,
  type RecorderInput,
  type RecorderPatch,
  recorderSchema,
} from '@casement/contract';
import { defineStore } from 'pinia';
import { computed, shallowRef, type ShallowRef } from 'vue';
import { wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired, socketKey } from '../api/keys.js';
import { listOf } from '../api/list-of.js';
import { retryDelayMs } from '../api/retry-delay.js';
import { parseRecorderZone, type RecorderZone } from '../playback/recorder-zone.js';
import { type CameraId, cameraId, numberOf } from './camera-id.js';

const recorderList = listOf(recorderSchema);
const cameraList = listOf(cameraSchema);

/**
 * All recorders and their cameras as the gateway last told. Each camera has a ref of its own: a camera
 * that tells its figures every second redraws its own row and tile and nothing else.
 */
export const useRecordersStore = defineStore('recorders', () => {
  const api = injectRequired(apiKey);
  const socket = injectRequired(socketKey);

  const recorders = shallowRef<readonly Recorder[]>([]);
  /** The cameras of each recorder, in the order of their numbers; missing until they are known. */
  const cameraIds = shallowRef<ReadonlyMap<string, readonly CameraId[]>>(new Map());
  const cameras = new Map<CameraId, ShallowRef<Camera | undefined>>();
  /** By name; of undefined the browser does not know the name. */
  const zones = new Map<string, RecorderZone | undefined>();
  const loaded = shallowRef(false);
  const problem = shallowRef<string | null>(null);

  /** What an event told since the running request began: newer than that request's answer. */
  const touched = new Set<string>();
  let generation = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const allCameraIds = computed<readonly CameraId[]>(() =>
    recorders.value.flatMap(({ id }) => cameraIds.value.get(id) ?? []),
  );

  /**
   * The inputs of each recorder that have a camera: a recorder names all its inputs, of which most may be
   * empty. Stays the same object until the list changes, so that news of one camera do not redraw the list.
   */
  const registeredIds = computed<ReadonlyMap<string, readonly CameraId[]>>((before) => {
    const next = new Map(
      [...cameraIds.value].map(([id, ids]) => [
        id,
        ids.filter((one) => camera(one).value?.connection !== 'unregistered'),
      ]),
    );
    return before && [...before].join(';') === [...next].join(';') ? before : next;
  });

  socket.on('recorder-state', (next) => onRecorder(recorderSchema.parse(next)));
  socket.on('recorder-removed', ({ id }) => forget(id));
  socket.on('camera-state', (event: CameraStateEvent) => {
    onCamera(event.recorder, cameraSchema.parse(event.camera));
  });
  socket.onState((state) => {
    if (state === 'connected') {
      void load();
    }
  });

  /** The camera as last told; the ref stays the same for the life of the page. */
  function camera(id: CameraId): ShallowRef<Camera | undefined> {
    let found = cameras.get(id);
    if (!found) {
      found = shallowRef();
      cameras.set(id, found);
    }
    return found;
  }

  function recorder(id: string): Recorder | undefined {
    return recorders.value.find((one) => one.id === id);
  }

  /** The zone in which a recorder shows times; undefined while nobody knows it, or it is one that this browser does not. */
  function zoneOf(id: string): RecorderZone | undefined {
    const name = recorder(id)?.timeZone ?? null;
    if (name !== null && !zones.has(name)) {
      zones.set(name, parseRecorderZone(name));
    }
    return name === null ? undefined : zones.get(name);
  }

  /** Asks for everything, again and again until there is an answer. */
  async function load(): Promise<void> {
    generation += 1;
    const mine = generation;
    clearTimeout(timer);
    touched.clear();
    try {
      const found = await api.get(paths.recorders, recorderList);
      if (mine !== generation) {
        return;
      }
      failures = 0;
      problem.value = null;
      const known = new Map(recorders.value.map((one) => [one.id, one]));
      recorders.value = found.map((one) =>
        touched.has(one.id) ? (known.get(one.id) ?? one) : one,
      );
      cameraIds.value = new Map(
        [...cameraIds.value].filter(([id]) => found.some((one) => one.id === id)),
      );
      loaded.value = true;
      await Promise.all(found.map(({ id }) => loadCameras(id)));
    } catch (error) {
      if (mine === generation) {
        problem.value = wordsOf(error);
        tryLater();
      }
    }
  }

  /** Forgets the timer; called when nobody is signed in any more. */
  function stop(): void {
    generation += 1;
    clearTimeout(timer);
  }

  /** Forgets everything: the next person may not be allowed to know it. */
  function clear(): void {
    recorders.value.forEach(({ id }) => forget(id));
    loaded.value = false;
  }

  async function loadCameras(id: string): Promise<void> {
    const found = await api.get(paths.cameras(id), cameraList);
    for (const one of found) {
      const known = camera(cameraId(id, one.number));
      if (!touched.has(cameraId(id, one.number))) {
        known.value = one;
      }
    }
    setCameraIds(
      id,
      found.map(({ number }) => number),
    );
  }

  /** @throws ApiProblem */
  async function add(input: RecorderInput): Promise<void> {
    onRecorder(await api.post(paths.recorders, input, recorderSchema));
  }

  /** @throws ApiProblem */
  async function change(id: string, patch: RecorderPatch): Promise<void> {
    onRecorder(await api.patch(paths.recorder(id), patch, recorderSchema));
  }

  /** @throws ApiProblem */
  async function remove(id: string): Promise<void> {
    await api.command('DELETE', paths.recorder(id));
    forget(id);
  }

  function onRecorder(next: Recorder): void {
    touched.add(next.id);
    const before = recorder(next.id);
    recorders.value = before
      ? recorders.value.map((one) => (one.id === next.id ? next : one))
      : [...recorders.value, next];
    if (before?.state !== next.state || !cameraIds.value.has(next.id)) {
      void loadCameras(next.id).catch(tryLater);
    }
  }

  function onCamera(recorderId: string, next: Camera): void {
    const id = cameraId(recorderId, next.number);
    touched.add(id);
    camera(id).value = next;
    const known = cameraIds.value.get(recorderId) ?? [];
    if (!known.includes(id)) {
      setCameraIds(recorderId, [...known.map(numberOf), next.number]);
    }
  }

  function setCameraIds(recorderId: string, numbers: readonly number[]): void {
    const ids = numbers.toSorted((a, b) => a - b).map((number) => cameraId(recorderId, number));
    const before = cameraIds.value.get(recorderId);
    if (before?.join() === ids.join()) {
      return;
    }
    cameraIds.value = new Map(cameraIds.value).set(recorderId, ids);
  }

  function forget(id: string): void {
    recorders.value = recorders.value.filter((one) => one.id !== id);
    for (const one of cameraIds.value.get(id) ?? []) {
      camera(one).value = undefined;
    }
    cameraIds.value = new Map([...cameraIds.value].filter(([known]) => known !== id));
  }

  function tryLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), retryDelayMs(failures, Math.random()));
    failures += 1;
  }

  return {
    recorders,
    cameraIds,
    registeredIds,
    allCameraIds,
    loaded,
    problem,
    camera,
    recorder,
    zoneOf,
    load,
    stop,
    clear,
    add,
    change,
    remove,
  };
});
