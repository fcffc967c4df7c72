import { onScopeDispose } from 'vue';
import { isTaken } from '../ui/use-shortcuts.js';
import { type AlarmAction, alarmActionOf } from './alarm-keys.js';

/** The keys of the list, wherever the focus is, but for fields, dialogs, and buttons that the keyboard reached. */
export function useAlarmKeys(act: (action: AlarmAction) => void): void {
  const onKey = (event: KeyboardEvent): void => {
    const action = alarmActionOf(event);
    if (
      action === undefined ||
      event.defaultPrevented ||
      isTaken(event) ||
      belongsToButton(event)
    ) {
      return;
    }
    event.preventDefault();
    act(action);
  };
  window.addEventListener('keydown', onKey);
  onScopeDispose(() => window.removeEventListener('keydown', onKey));
}

/** Enter and Space press a button that the keyboard reached; after a click they are the list's again. */
function belongsToButton({ key, target }: KeyboardEvent): boolean {
  const button = target instanceof Element ? target.closest('button, a, summary') : null;
  return (key === 'Enter' || key === ' ') && button?.matches(':focus-visible') === true;
}
