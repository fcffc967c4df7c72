import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

const key = 'casement.tree';

/** A page that was wanted and whose files did not come. */
export type MissingPage = { readonly title: string; readonly path: string };

/** What of the frame around the pages is open. */
export const useShellStore = defineStore('shell', () => {
  /** The camera list at the side of a wide window; remembered. */
  const treeOpen = shallowRef(remembered());
  /** The same list as a drawer of a narrow window; never open by itself. */
  const drawerOpen = shallowRef(false);
  const helpOpen = shallowRef(false);
  const missingPage = shallowRef<MissingPage | null>(null);

  function showTree(compact: boolean): void {
    if (compact) {
      drawerOpen.value = true;
    } else {
      setTree(true);
    }
  }

  function toggleTree(compact: boolean): void {
    if (compact) {
      drawerOpen.value = !drawerOpen.value;
    } else {
      setTree(!treeOpen.value);
    }
  }

  function setTree(open: boolean): void {
    treeOpen.value = open;
    try {
      localStorage.setItem(key, open ? 'open' : 'closed');
    } catch {
      // Storage is forbidden: remembered until the page is left.
    }
  }

  return { treeOpen, drawerOpen, helpOpen, missingPage, showTree, toggleTree };
});

function remembered(): boolean {
  try {
    return localStorage.getItem(key) !== 'closed';
  } catch {
    return true;
  }
}
