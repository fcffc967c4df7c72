import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Lets Nest's `Logger` write through pino. `logger.warn({ err, msg: '…' })` keeps the fields; an Error is
 * described as `err`.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly root: Logger) {}

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('fatal', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('warn', message, rest);
  }

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('info', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('trace', message, rest);
  }

  /** Nest gives the context last; before it there may be an error or a stack. */
  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const err = rest.find((value) => isErrorLike(value));
    const bindings = {
      ...(context === undefined ? {} : { context }),
      ...(err === undefined ? {} : { err }),
    };
    if (isErrorLike(message)) {
      this.root[level]({ ...bindings, err: message }, 'error');
    } else if (isRecord(message)) {
      const { msg, ...fields } = message;
      this.root[level]({ ...bindings, ...fields }, typeof msg === 'string' ? msg : '');
    } else {
      this.root[level](bindings, String(message));
    }
  }
}

const isErrorLike = (value: unknown): boolean =>
  isRecord(value) && typeof value['message'] === 'string' && typeof value['stack'] === 'string';
