import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** Header names of answers and parts come in capitals, in small letters or in a mixture. */
export const headerCaseSchema = z.strictObject({
  kind: z.literal('header-case'),
  ...faultDuration,
  style: z.enum(['upper', 'lower', 'mixed']).default('mixed'),
});

/** See {@link headerCaseSchema}. */
export type HeaderCase = z.infer<typeof headerCaseSchema>;

/** A header name in the style of the fault. */
export function writeHeaderName(name: string, style: HeaderCase['style']): string {
  switch (style) {
    case 'upper':
      return name.toUpperCase();
    case 'lower':
      return name.toLowerCase();
    case 'mixed':
      return Array.from(name, (letter, at) =>
        at % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase(),
      ).join('');
  }
}
