import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CameraId } from '../recorders/camera-id.js';

const storageKey = 'casement.volume';

/** Which cameras are heard, and how loud. Silent when the page begins: browsers let sound out only after a click. */
export const useSoundStore = defineStore('sound', () => {
  const audible = shallowRef<ReadonlySet<CameraId>>(new Set());
  /** 0 to 1, remembered. */
  const volume = shallowRef(loadVolume());

  /**
   * Switches a camera's sound.
   *
   * @param together other cameras stay audible; otherwise one voice at a time
   */
  function toggle(camera: CameraId, together: boolean): void {
    const others = [...audible.value].filter((one) => one !== camera);
    audible.value = new Set([
      ...(together ? others : []),
      ...(audible.value.has(camera) ? [] : [camera]),
    ]);
  }

  /** A camera left the wall. */
  function silence(camera: CameraId): void {
    if (audible.value.has(camera)) {
      audible.value = new Set([...audible.value].filter((one) => one !== camera));
    }
  }

  function setVolume(next: number): void {
    volume.value = Math.min(1, Math.max(0, next));
    try {
      localStorage.setItem(storageKey, String(volume.value));
    } catch {
      // Full or forbidden: kept for as long as the page lives.
    }
  }

  return { audible, volume, toggle, silence, setVolume };
});

function loadVolume(): number {
  try {
    const text = localStorage.getItem(storageKey);
    const stored = Number(text);
    return text !== null && stored >= 0 && stored <= 1 ? stored : 0.8;
  } catch {
    return 0.8;
  }
}
