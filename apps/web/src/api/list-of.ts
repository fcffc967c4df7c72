import type { AnswerSchema } from './api-client.js';

/** A list of the contract is a plain array; one entry after the other is checked. `parse` throws TypeError or ZodError. */
export function listOf<T>(schema: AnswerSchema<T>): AnswerSchema<T[]> {
  return {
    parse: (value) => {
      if (!Array.isArray(value)) {
        throw new TypeError('expected a list');
      }
      return value.map((entry) => schema.parse(entry));
    },
  };
}
