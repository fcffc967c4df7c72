import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the condition gives a value, at most for `limitMs`.
 *
 * @throws Error that names what was waited for and what was seen last
 */
export async function until<T>(
  what: string,
  limitMs: number,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  lastSeen: () => unknown = () => 'nothing',
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(
        `waited ${limitMs} ms for ${what}; last seen: ${JSON.stringify(await lastSeen())}`,
      );
    }
    await pause(100);
  }
}
