import { onScopeDispose } from 'vue';

/** Called for a key; the event may be inspected for modifiers. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Keys for the whole page, named as `KeyboardEvent.key` in lower case, with `shift+` before it where it
 * matters. Not while somebody types or a dialog is open, and never with Ctrl, Alt or Meta: those are the
 * browser's.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = (event: KeyboardEvent): void => {
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      isTaken(event)
    ) {
      return;
    }
    const key = event.key.toLowerCase();
    const act = (event.shiftKey ? shortcuts[`shift+${key}`] : undefined) ?? shortcuts[key];
    if (act) {
      event.preventDefault();
      act(event);
    }
  };
  window.addEventListener('keydown', onKey);
  onScopeDispose(() => window.removeEventListener('keydown', onKey));
}

/** The key belongs to a field, a menu or a dialog. */
export function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}
