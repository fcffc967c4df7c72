import { onScopeDispose, readonly, type Ref, shallowRef, type ShallowRef, watch } from 'vue';
import { isPageDrawn, watchDrawing } from '../ui/page-drawn.js';

/** How long a tile out of sight keeps its connection, in milliseconds: a glance elsewhere costs nothing. */
const graceMs = 15_000;

/** What can be known about whether somebody can see an element. */
export type Sight = {
  /** True once the element came into sight; false once it was out of sight for a while: time to pause its work. */
  readonly worthwhile: Readonly<ShallowRef<boolean>>;
  /** Whether the browser draws the element right now. */
  readonly drawn: () => boolean;
};

/** Follows whether an element is on the screen, in a page that is shown. */
export function useInSight(element: Readonly<Ref<HTMLElement | null>>): Sight {
  const worthwhile = shallowRef(false);
  // Until the browser has laid the page out, nobody can see anything: a long column does not begin to
  // play as a whole.
  let onScreen = false;
  let left = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drawn = (): boolean => onScreen && !left && isPageDrawn();

  const update = (): void => {
    clearTimeout(timer);
    if (onScreen && !left && document.visibilityState === 'visible') {
      worthwhile.value = true;
    } else if (left) {
      worthwhile.value = false;
    } else {
      timer = setTimeout(() => {
        worthwhile.value = false;
      }, graceMs);
    }
  };

  const observer = new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)?.isIntersecting ?? onScreen;
    update();
  });
  watch(
    element,
    (now, before) => {
      if (before) {
        observer.unobserve(before);
      }
      if (now) {
        observer.observe(now);
      }
    },
    { immediate: true },
  );

  const onHide = (): void => {
    left = true;
    update();
  };
  const onShow = (): void => {
    left = false;
    update();
  };
  const endDrawing = watchDrawing();
  document.addEventListener('visibilitychange', update);
  window.addEventListener('pagehide', onHide);
  window.addEventListener('pageshow', onShow);
  onScopeDispose(() => {
    clearTimeout(timer);
    observer.disconnect();
    endDrawing();
    document.removeEventListener('visibilitychange', update);
    window.removeEventListener('pagehide', onHide);
    window.removeEventListener('pageshow', onShow);
  });
  return { worthwhile: readonly(worthwhile), drawn };
}
