import { readonly, shallowRef, type ShallowRef } from 'vue';

const message = shallowRef('');
const waiting = new Map<string, string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Changes within this time are said in one sentence, in milliseconds. */
const gatherMs = 1_500;

/** More than this many things at once are counted, not listed. */
const maxListed = 3;

/** What the live region says now. */
export function useAnnouncement(): Readonly<ShallowRef<string>> {
  return readonly(message);
}

/**
 * Tells people who cannot see the wall what changed. Later words about the same thing replace earlier
 * ones, and a burst (the gateway restarted, sixteen tiles reconnect) is one sentence.
 */
export function announce(about: string, words: string): void {
  waiting.set(about, words);
  timer ??= setTimeout(() => {
    timer = undefined;
    message.value = sentence([...waiting]);
    waiting.clear();
  }, gatherMs);
}

function sentence(changes: readonly (readonly [string, string])[]): string {
  const listed = changes.slice(0, maxListed).map(([about, words]) => `${about}: ${words}`);
  const more = changes.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more changes`] : [])].join('. ');
}
