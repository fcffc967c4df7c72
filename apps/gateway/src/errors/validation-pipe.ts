import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { problems } from './problems.js';
import { UnreadBody } from './unread-body.js';

/** Longer paths and messages come from input that is made to be long. */
const MAX_ISSUES = 50;
const MAX_CHARACTERS = 300;

class ValidationPipe extends StandardSchemaValidationPipe {
  override transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (value instanceof UnreadBody) {
      throw value.problem;
    }
    return super.transform(value, metadata);
  }
}

/**
 * Checks bodies, queries and parameters by the zod schema of their decorator: 422 with one issue per value; 415 for a body
 * of a type that is not read.
 */
export const validationPipe = () =>
  new ValidationPipe({
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
