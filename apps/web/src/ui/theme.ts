import { readonly, shallowRef } from 'vue';

/** `system` follows the machine's own setting. */
export const themeChoices = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const key = 'casement.theme';
const choice = shallowRef<ThemeChoice>('system');
let light: MediaQueryList | undefined;

/** Applies the remembered theme and follows the machine from now on. Called once, before mounting. */
export function beginTheme(): void {
  choice.value = remembered();
  light = window.matchMedia('(prefers-color-scheme: light)');
  light.addEventListener('change', apply);
  apply();
}

export function useTheme(): {
  choice: Readonly<typeof choice>;
  choose: (next: ThemeChoice) => void;
} {
  return {
    choice: readonly(choice),
    choose: (next) => {
      choice.value = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        // Storage is forbidden: the choice holds until the page is left.
      }
      apply();
    },
  };
}

function apply(): void {
  const dark = choice.value === 'dark' || (choice.value === 'system' && light?.matches !== true);
  const root = document.documentElement;
  root.dataset['theme'] = dark ? 'dark' : 'light';
  // The class is what Element Plus looks for.
  root.classList.toggle('dark', dark);
}

function remembered(): ThemeChoice {
  try {
    const text = localStorage.getItem(key);
    return themeChoices.find((one) => one === text) ?? 'system';
  } catch {
    return 'system';
  }
}
