/** How long a condition may take; far more than it ever should. */
const limitMs = 5_000;

/**
 * Waits for a condition, looking again whenever the event loop has gone round.
 *
 * @param details said when it never comes true
 * @param meanwhile done between two looks
 */
export async function until(
  condition: () => boolean,
  details: () => unknown = () => condition.toString(),
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) {
      throw new Error(`not within ${limitMs} ms: ${String(details())}`);
    }
    await meanwhile();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
