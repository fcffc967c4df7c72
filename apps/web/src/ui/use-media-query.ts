import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue';

/** Whether a media query matches now. */
export function useMediaQuery(query: string): Readonly<ShallowRef<boolean>> {
  const list = window.matchMedia(query);
  const matches = shallowRef(list.matches);
  const update = (): void => {
    matches.value = list.matches;
  };
  list.addEventListener('change', update);
  onScopeDispose(() => list.removeEventListener('change', update));
  return readonly(matches);
}

/** Phones, upright and on their side. The same condition stands in the style sheets. */
export const compactQuery = '(max-width: 760px), (max-height: 480px)';

export function useCompact(): Readonly<ShallowRef<boolean>> {
  return useMediaQuery(compactQuery);
}
