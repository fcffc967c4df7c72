import { onBeforeUnmount, onMounted, type Ref } from 'vue';

/** A finger has to go this far sideways, in CSS pixels, and clearly more sideways than down. */
const farEnough = 56;

/** Tells of swipes to the left and right; scrolling up and down stays the browser's. */
export function useSwipe(
  element: Readonly<Ref<HTMLElement | null>>,
  onSwipe: (direction: 'left' | 'right') => void,
): void {
  let start: { readonly x: number; readonly y: number } | undefined;

  const onStart = (event: TouchEvent): void => {
    const [touch] = event.touches;
    start =
      touch && event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : undefined;
  };
  const onEnd = (event: TouchEvent): void => {
    const [touch] = event.changedTouches;
    if (start && touch) {
      const dx = touch.clientX - start.x;
      if (Math.abs(dx) > farEnough && Math.abs(dx) > 2 * Math.abs(touch.clientY - start.y)) {
        onSwipe(dx < 0 ? 'left' : 'right');
      }
    }
    start = undefined;
  };

  onMounted(() => {
    element.value?.addEventListener('touchstart', onStart, { passive: true });
    element.value?.addEventListener('touchend', onEnd, { passive: true });
  });
  onBeforeUnmount(() => {
    element.value?.removeEventListener('touchstart', onStart);
    element.value?.removeEventListener('touchend', onEnd);
  });
}
