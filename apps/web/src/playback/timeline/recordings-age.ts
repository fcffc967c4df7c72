/** An ISO time in milliseconds since 1970; null stays null, and what is no time becomes null. */
export function asOfMs(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
