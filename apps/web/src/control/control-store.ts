import { type PtzState, ptzStateSchema } from '@casement/contract';
import { defineStore } from 'pinia';
import { markRaw, shallowRef, type ShallowRef, watch } from 'vue';
import { apiKey, injectRequired, socketKey } from '../api/keys.js';
import { type CameraId, cameraId } from '../recorders/camera-id.js';
import { useSessionStore } from '../session/session-store.js';
import { ControlApi } from './control-api.js';

/** Which camera this window steers, and who drives which. */
export const useControlStore = defineStore('control', () => {
  // Raw: a proxy around it would not reach its private parts.
  const api = markRaw(new ControlApi(injectRequired(apiKey)));
  const socket = injectRequired(socketKey);
  const session = useSessionStore();

  /** The camera in control mode; null: none. One at a time, so that a key never moves two. */
  const camera = shallowRef<CameraId | null>(null);
  const states = new Map<CameraId, ShallowRef<PtzState | undefined>>();

  socket.on('ptz-state', (next) => {
    const state = ptzStateSchema.parse(next);
    stateOf(cameraId(state.recorder, state.camera)).value = state;
  });
  // What was told while the line was broken is lost.
  socket.onState((line) => {
    if (line === 'connected' && camera.value !== null) {
      void refresh(camera.value);
    } else if (line === 'unreachable') {
      forget();
    }
  });
  watch(
    () => session.status,
    (status) => {
      if (status !== 'signed-in') {
        camera.value = null;
        forget();
      }
    },
  );

  /** As last told; the ref stays the same for the life of the page. */
  function stateOf(of: CameraId): ShallowRef<PtzState | undefined> {
    let found = states.get(of);
    if (!found) {
      found = shallowRef();
      states.set(of, found);
    }
    return found;
  }

  /** Asks how it stands. What is not known may be tried, so a gateway that does not say is no reason to stop. */
  async function refresh(of: CameraId): Promise<void> {
    const state = stateOf(of);
    const before = state.value;
    const found = await api.state(of).catch(() => undefined);
    // An event that came meanwhile is newer.
    if (found && state.value === before) {
      state.value = found;
    }
  }

  function enter(next: CameraId): void {
    camera.value = next;
    void refresh(next);
  }

  function leave(): void {
    camera.value = null;
  }

  function toggle(next: CameraId): void {
    if (camera.value === next) {
      leave();
    } else {
      enter(next);
    }
  }

  /** Who drives is not known without a line, and old names would be wrong ones. */
  function forget(): void {
    for (const state of states.values()) {
      state.value = undefined;
    }
  }

  return { api, camera, stateOf, refresh, enter, leave, toggle };
});
