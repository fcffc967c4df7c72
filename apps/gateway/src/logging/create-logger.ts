import { redactUrl } from '@casement/protocol';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { CasementConfig } from '../config/config.js';
import { describeError } from '../errors/describe-error.js';

/** Nest tells every route and module at `info`; that is a hundred lines nobody asked for. */
const TALKATIVE = ['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'WebSocketsController'];

/** Keys that hold secrets wherever they turn up. They are not logged on purpose; this is the last door. */
const SECRET_KEYS = [
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'headers',
  'newPassword',
  'password',
  'secret',
  'token',
  'uid',
];

const contextOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'context' in value ? value.context : undefined;

const options = (level: string): LoggerOptions => ({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: (error: unknown) => describeError(error) },
  redact: {
    paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]),
    censor: '***',
  },
  hooks: {
    logMethod(args, method, levelNumber) {
      const [first] = args as unknown[];
      const talkative = TALKATIVE.includes(String(contextOf(first)));
      if (talkative && levelNumber === pino.levels.values['info'] && level !== 'trace') {
        return;
      }
      // A recorder's address with its UID may be part of any sentence.
      const safe = (args as unknown[]).map((arg) =>
        typeof arg === 'string' ? redactUrl(arg) : arg,
      );
      method.apply(this, safe as Parameters<typeof method>);
    },
  },
});

/**
 * The root of all log lines: JSON, one object per line, or text for people.
 *
 * @param destination where to; the standard output without it
 */
export const createLogger = (
  { level, format }: CasementConfig['log'],
  destination?: DestinationStream,
): Logger => {
  // Written at once: a line that explains why the process ends must not be lost with it.
  const output = destination ?? pino.destination({ dest: 1, sync: true });
  return format === 'json'
    ? pino(options(level), output)
    : pino(options(level), PinoPretty({ destination: output, sync: true, colorize: false }));
};
