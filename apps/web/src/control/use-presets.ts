import type { Preset } from '@casement/contract';
import { computed, type ComputedRef, onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { wordsOf } from '../api/api-problem.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useControlStore } from './control-store.js';

/** The picture of a preset is taken after the answer; by then it is there, in milliseconds. */
const pictureTakesMs = 2_500;

export type PresetsUse = {
  /** Those that were stored through the gateway, by their number; null: not known yet. */
  readonly presets: Readonly<ShallowRef<ReadonlyMap<number, Preset> | null>>;
  /** Why the list is not known; null: nothing is wrong. */
  readonly problem: Readonly<ShallowRef<string | null>>;
  /** The number that is being stored or gone to. */
  readonly busy: Readonly<ShallowRef<number | null>>;
  readonly count: ComputedRef<number>;
  readonly load: () => Promise<void>;
  /** @throws ApiProblem */
  readonly store: (preset: number, name: string | undefined) => Promise<void>;
  /** @throws ApiProblem */
  readonly go: (preset: number) => Promise<void>;
  readonly nameOf: (preset: number) => string;
};

/** The presets of one camera. */
export function usePresets(camera: CameraId): PresetsUse {
  const { api } = useControlStore();
  const presets = shallowRef<ReadonlyMap<number, Preset> | null>(null);
  const problem = shallowRef<string | null>(null);
  const busy = shallowRef<number | null>(null);
  let timer: number | undefined;

  async function load(): Promise<void> {
    try {
      const found = await api.presets(camera);
      presets.value = new Map(found.map((one) => [one.number, one]));
      problem.value = null;
    } catch (error) {
      problem.value = wordsOf(error);
    }
  }

  async function doing(preset: number, act: () => Promise<void>): Promise<void> {
    busy.value = preset;
    try {
      await act();
    } finally {
      if (busy.value === preset) {
        busy.value = null;
      }
    }
  }

  async function store(preset: number, name: string | undefined): Promise<void> {
    await doing(preset, () => api.storePreset(camera, preset, name));
    await load();
    if (presets.value?.get(preset)?.hasThumbnail === false) {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void load(), pictureTakesMs);
    }
  }

  onScopeDispose(() => window.clearTimeout(timer));

  return {
    presets,
    problem,
    busy,
    count: computed(() => presets.value?.size ?? 0),
    load,
    store,
    go: (preset) => doing(preset, () => api.goToPreset(camera, preset)),
    nameOf: (preset) => {
      const name = presets.value?.get(preset)?.name ?? '';
      // Who gives none gets the number as the name.
      const isGiven = name !== '' && name !== `Preset ${preset}`;
      return isGiven ? `preset ${preset}, ${name}` : `preset ${preset}`;
    },
  };
}
