/** Of the network, and of PostgreSQL while it starts, stops or is full. */
const CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ENOENT',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  '53300',
  '57P01',
  '57P02',
  '57P03',
];

/** How deep the cause of a cause is looked for. */
const MAX_CAUSES = 8;

/** Whether an error (or what caused it) says that the server cannot be reached now, but perhaps later. */
export const isConnectionError = (error: unknown): boolean => {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES; depth++) {
    if (typeof cause !== 'object' || cause === null) {
      return false;
    }
    const { code, message, cause: deeper } = cause as Record<string, unknown>;
    if (
      CODES.includes(String(code)) ||
      /connection (timeout|terminated)/i.test(typeof message === 'string' ? message : '')
    ) {
      return true;
    }
    cause = deeper;
  }
  return false;
};
