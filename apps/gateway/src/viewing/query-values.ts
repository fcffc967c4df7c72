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

/** As much of a value as a message quotes. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
