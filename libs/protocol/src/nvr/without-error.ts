import { ProtocolError } from '../protocol-error.js';

/** What the call returns, `undefined` where it throws ProtocolError: for callers that say themselves what was wrong. */
export function withoutError<Value>(call: () => Value): Value | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof ProtocolError) {
      return undefined;
    }
    throw error;
  }
}
