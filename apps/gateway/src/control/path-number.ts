import { problems } from '../errors/problems.js';

/** A number of a path, from 1. @throws {ProblemError} 422 when it is none, or more than `max` */
export function pathNumber(name: string, text: string, max: number): number {
  const value = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) {
    throw problems.invalid([
      {
        path: name,
        message: `found "${text.slice(0, 32)}", expected a whole number from 1 to ${max}`,
      },
    ]);
  }
  return value;
}
