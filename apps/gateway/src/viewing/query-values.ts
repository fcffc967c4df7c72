import { problems } from '../errors/problems.js';

/**
 * A yes or no of a query; `undefined` when it is not there.
 *
 * @throws {ProblemError} 400
 */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const found = query.get(name);
  switch (found) {
    case null:
      return undefined;
    case '1':
    case 'true':
      return true;
    case '0':
    case 'false':
      return false;
    default:
      throw problems.badRequest(`${name} is "${clip(found)}"; expected 0 or 1.`);
  }
}

/**
 * A whole number of a query; `undefined` when it is not there.
 *
 * @throws {ProblemError} 400 when it is none, or out of range
 */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const found = query.get(name);
  if (found === null) {
    return undefined;
  }
  const value = /^\d{1,10}$/.test(found) ? Number(found) : NaN;
  if (!(value >= min && value <= max)) {
    throw problems.badRequest(
      `${name} is "${clip(found)}"; expected a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}

/** ISO 8601 with an offset: of a time without one nobody knows the zone. */
const isoTime = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of a time with its offset; NaN when it is none, or of a day that no calendar has. */
export function instantOf(text: string): number {
  const day = isoTime.exec(text)?.[1];
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  // Of February 30, `Date.parse` makes a day in March.
  const isDay =
    day !== undefined &&
    midnightMs >= -8.64e15 &&
    new Date(midnightMs).toISOString().startsWith(day);
  return isDay ? Date.parse(text) : NaN;
}

/**
 * A time of a query, in milliseconds since 1970; `undefined` when it is not there.
 *
 * @throws {ProblemError} 400
 */
export function instant(query: URLSearchParams, name: string): number | undefined {
  const found = query.get(name);
  if (found === null) {
    return undefined;
  }
  // A plus that was not encoded reads as a space.
  const ms = instantOf(found.trim().replace(' ', '+'));
  if (Number.isNaN(ms)) {
    throw problems.badRequest(
      `${name} is "${clip(found)}"; expected a time with its offset, such as 2026-11-21T07:08:09Z.`,
    );
  }
  return ms;
}

/**
 * Refuses a query that gives a value twice: whichever was meant, the answer to the other one would be taken for it.
 *
 * @throws {ProblemError} 400
 */
export function requireOnce(query: URLSearchParams, names: readonly string[]): void {
  const twice = names.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) {
    throw problems.badRequest(
      `${twice} is given ${query.getAll(twice).length} times; expected once.`,
    );
  }
}

/** As much of a value as a message quotes. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
