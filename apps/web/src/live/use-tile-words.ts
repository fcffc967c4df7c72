import { computed, type ComputedRef, type Ref } from 'vue';
import { sleepWords } from '../alarms/picture/sleep-words.js';
import { describeTile, type TileWords } from '../player/tile-words.js';
import type { TileModel } from '../player/tile-model.js';
import { type CameraId, recorderOf } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { type MarkedWords, phaseMark, reasonWords } from '../ui/status-mark.js';

export type TileWordsUse = {
  readonly recorderName: ComputedRef<string>;
  readonly mark: ComputedRef<MarkedWords>;
  /** For the middle of a tile without a live picture. */
  readonly words: ComputedRef<TileWords>;
  /** Why the pictures that come are black; null: they are not. */
  readonly sleep: ComputedRef<string | null>;
};

/** What a tile says of its camera and its recorder. */
export function useTileWords(
  camera: CameraId,
  model: Readonly<Ref<TileModel>>,
  note: Readonly<Ref<string | null>>,
): TileWordsUse {
  const recorders = useRecordersStore();
  const recorder = computed(() => recorders.recorder(recorderOf(camera)));
  const sleep = computed(() => sleepWords(recorder.value, Date.now()));
  return {
    recorderName: computed(() => recorder.value?.name ?? recorderOf(camera)),
    mark: computed(() => phaseMark(model.value.phase.name)),
    words: computed(() => {
      const { reason, state } = recorder.value ?? { reason: null, state: '' };
      const said = describeTile(model.value, reason === null ? null : reasonWords(reason, state));
      return {
        ...said,
        reason: (model.value.gatewayReachable ? sleep.value : null) ?? said.reason ?? note.value,
      };
    }),
    sleep,
  };
}
