import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue';

/** Whether something is being dragged anywhere on the page. */
export function useDragging(): Readonly<ShallowRef<boolean>> {
  const dragging = shallowRef(false);
  const begin = (): void => {
    dragging.value = true;
  };
  const end = (): void => {
    dragging.value = false;
  };
  // The element that was dragged may be gone before it is dropped: then the next press says that it is over.
  const events = [
    ['dragstart', begin],
    ['dragend', end],
    ['drop', end],
    ['pointerdown', end],
  ] as const;
  events.forEach(([name, act]) => window.addEventListener(name, act, { capture: true }));
  onScopeDispose(() => {
    events.forEach(([name, act]) => window.removeEventListener(name, act, { capture: true }));
  });
  return readonly(dragging);
}
