import { redactUrl } from '@casement/protocol';

/** How many causes of causes are told. */
const MAX_CAUSES = 4;
const MAX_STACK_CHARACTERS = 8_000;

/** What a log line may hold of an error. */
export type ErrorDescription = {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly kind?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * An error for the log. Errors of drivers and HTTP clients carry requests, parameters and headers along:
 * only these fields are taken, and addresses lose their UIDs and passwords.
 */
export const describeError = (error: unknown, depth = 0): ErrorDescription => {
  if (!isRecord(error)) {
    return { type: typeof error, message: redactUrl(String(error)) };
  }
  const { name, message, code, kind, stack, cause } = error;
  return {
    type: typeof name === 'string' ? name : 'Error',
    message: redactUrl(typeof message === 'string' ? message : 'no message'),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof stack === 'string'
      ? { stack: redactUrl(stack.slice(0, MAX_STACK_CHARACTERS)) }
      : {}),
    ...(cause !== undefined && depth < MAX_CAUSES
      ? { cause: describeError(cause, depth + 1) }
      : {}),
  };
};
