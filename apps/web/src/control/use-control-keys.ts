import { onScopeDispose } from 'vue';
import { isTaken } from '../ui/use-shortcuts.js';
import { controlCommand, type ControlCommand } from './control-keys.js';
import type { HandInput } from './hands.js';
import { isMoveKey } from './held-keys.js';

/**
 * The keys of control mode, before those of the tile and the page: with the focus in the tile or nowhere. Fields, dialogs and
 * other parts of the page keep theirs. What is released is heard wherever it happens.
 */
export function useControlKeys(options: {
  /** Whether an element belongs to the tile. */
  readonly isOurs: (target: Element) => boolean;
  readonly input: (input: HandInput) => void;
  readonly command: (command: ControlCommand) => void;
}): void {
  const onDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      // With some of these held, browsers keep the release of other keys to themselves.
      options.input({ type: 'let-go' });
      return;
    }
    if (isTaken(event) || !isHere(event.target)) {
      return;
    }
    const command = controlCommand(event);
    if (isMoveKey(event) || event.key === 'Shift') {
      // A key that repeats was pressed before control began, or before everything was let go.
      if (!event.repeat) {
        options.input({ type: 'key-down', ...pressOf(event) });
      }
    } else if (command && !event.repeat) {
      options.command(command);
    }
    if (isMoveKey(event) || command) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const onUp = (event: KeyboardEvent): void => {
    options.input({ type: 'key-up', ...pressOf(event) });
  };

  function isHere(target: EventTarget | null): boolean {
    return (
      target === document.body ||
      target === document.documentElement ||
      (target instanceof Element && options.isOurs(target))
    );
  }

  window.addEventListener('keydown', onDown, { capture: true });
  window.addEventListener('keyup', onUp, { capture: true });
  onScopeDispose(() => {
    window.removeEventListener('keydown', onDown, { capture: true });
    window.removeEventListener('keyup', onUp, { capture: true });
  });
}

function pressOf({ code, key, shiftKey }: KeyboardEvent): {
  code: string;
  key: string;
  shiftKey: boolean;
} {
  // Some remote desktops tell no place of a key.
  return { code: code === '' ? key : code, key, shiftKey };
}
