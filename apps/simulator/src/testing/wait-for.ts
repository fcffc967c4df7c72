/** Resolves once the condition holds; rejects with the message after `timeoutMs`. */
export async function waitFor(
  what: string,
  condition: () => boolean,
  timeoutMs = 4_000,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > until) {
      throw new Error(`waited ${timeoutMs} ms for: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
