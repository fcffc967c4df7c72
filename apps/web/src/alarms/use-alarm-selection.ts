import type { Alarm } from '@casement/contract';
import { computed, type ComputedRef, shallowRef, type ShallowRef, watch } from 'vue';
import { wordsOf } from '../api/api-problem.js';
import { announce } from '../ui/announcer.js';
import { countWords } from './alarm-words.js';
import { useAlarmsStore } from './alarms-store.js';
import { wantsAnswer } from './wants-answer.js';
import { keepRows, nothingSelected, type RowSelection } from './row-selection.js';

export type AlarmSelection = {
  readonly selection: ShallowRef<RowSelection>;
  /** All rows, by their numbers, as they are listed. */
  readonly ids: ComputedRef<readonly number[]>;
  /** The selected ones that can be acknowledged. */
  readonly pending: ComputedRef<readonly number[]>;
  readonly busy: ShallowRef<boolean>;
  readonly problem: ShallowRef<string | null>;
  readonly acknowledge: (which: readonly number[]) => Promise<void>;
};

/** What is selected of the rows, and acknowledging it. */
export function useAlarmSelection(rows: Readonly<ShallowRef<readonly Alarm[]>>): AlarmSelection {
  const store = useAlarmsStore();
  const selection = shallowRef<RowSelection>(nothingSelected);
  const busy = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  const ids = computed(() => rows.value.map(({ id }) => id));
  const pending = computed(() =>
    selection.value.selected.size === 0
      ? []
      : rows.value
          .filter((alarm) => selection.value.selected.has(alarm.id) && wantsAnswer(alarm))
          .map(({ id }) => id),
  );

  watch(ids, (next, before) => {
    if (selection.value.selected.size > 0 || selection.value.cursor !== null) {
      selection.value = keepRows(selection.value, next, before);
    }
  });

  async function acknowledge(which: readonly number[]): Promise<void> {
    if (busy.value || which.length === 0) {
      return;
    }
    busy.value = true;
    problem.value = null;
    try {
      await store.acknowledge(which);
      announce('Alarms', `${countWords(which.length)} acknowledged`);
      const done = new Set(which);
      // What is left of a selection that was acknowledged needs no answer.
      if (pending.value.every((id) => done.has(id))) {
        selection.value = { ...selection.value, selected: nothingSelected.selected };
      }
    } catch (error) {
      problem.value = wordsOf(error);
    } finally {
      busy.value = false;
    }
  }

  return { selection, ids, pending, busy, problem, acknowledge };
}
