import { StandardSchemaValidationPipe } from '@nestjs/common';
import { problems } from './problems.js';

/** Longer paths and messages come from input that is made to be long. */
const MAX_ISSUES = 50;
const MAX_CHARACTERS = 300;

/** Checks bodies, queries and parameters by the zod schema of their decorator: 422 with one issue per value. */
export const validationPipe = () =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      problems.invalid(
        issues.slice(0, MAX_ISSUES).map(({ path = [], message }) => ({
          path: path
            .map((segment) => String(typeof segment === 'object' ? segment.key : segment))
            .join('.')
            .slice(0, MAX_CHARACTERS),
          message: message.slice(0, MAX_CHARACTERS),
        })),
      ),
  });
