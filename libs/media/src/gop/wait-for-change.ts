/** What `Atomics.waitAsync` returns (ECMAScript 2024); the type libraries of ES2023 do not have it. */
type AsyncWait =
  | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
  | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> };

type AsyncWaiter = { waitAsync(words: Int32Array, at: number, value: number): AsyncWait };

/**
 * Resolves when a word of shared memory is not `seen` any more, at once when it is not now, and when it is
 * notified. A wait does not keep a thread alive.
 *
 * @param waiters the word that counts who waits, so that the writer notifies only when somebody does
 */
export function waitForChange(
  words: Int32Array,
  word: number,
  seen: number,
  waiters: number,
): Promise<void> {
  Atomics.add(words, waiters, 1);
  // Node has it since version 16; see `AsyncWait`.
  const { async, value } = (Atomics as unknown as AsyncWaiter).waitAsync(words, word, seen | 0);
  const done = (): void => {
    Atomics.sub(words, waiters, 1);
  };
  if (!async) {
    done();
    return Promise.resolve();
  }
  return value.then(done);
}
