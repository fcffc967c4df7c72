/**
 * Reads what a browser sent with `alarms:resume`; anything may have come.
 *
 * @returns the number after which it wants to go on, or what is wrong with the request, in words
 */
export const readResumeRequest = (request: unknown): number | string => {
  const after =
    typeof request === 'object' && request !== null
      ? (request as { readonly after?: unknown }).after
      : undefined;
  if (typeof after === 'number' && Number.isSafeInteger(after) && after >= 0) {
    return after;
  }
  const found =
    typeof after === 'number' ? String(after) : after === undefined ? 'nothing' : typeof after;
  return `after: found ${found}, expected a whole number from 0`;
};
