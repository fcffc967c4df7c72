import { isIP } from 'node:net';
import { z } from 'zod';
import type { HostPort, PortRange } from './config.js';

/** More media threads than that no machine needs: one serves some 400 viewers. */
export const MAX_WORKERS = 16;

/** A message that says everything itself; all others are completed with what was found. */
export const COMPLETE = { complete: true } as const;

/**
 * A single value of the configuration. Numbers and booleans may also be written as text, because the
 * environment knows nothing else.
 *
 * @param expected completes the sentence "found …, expected …"
 * @param read undefined when the text is not what was expected
 */
export const single = <T>(expected: string, read: (text: string) => T | undefined) =>
  z.unknown().transform((input, context): T => {
    const readable = ['string', 'number', 'boolean'].includes(typeof input);
    const value = readable ? read(String(input)) : undefined;
    if (value === undefined) {
      context.addIssue({ code: 'custom', message: `expected ${expected}`, input });
      return z.NEVER;
    }
    return value;
  });

/** Text that must be written as text: an unquoted 0123 or `yes` would silently become something else. */
export const text = (expected: string, accept: (value: string) => boolean) =>
  z.unknown().transform((input, context): string => {
    if (typeof input === 'string' && accept(input)) {
      return input;
    }
    const hint = typeof input === 'string' || input === undefined ? '' : ' in quotes';
    context.addIssue({ code: 'custom', message: `expected ${expected}${hint}`, input });
    return z.NEVER;
  });

/** A whole number of `unit` from `min` to `max`. */
export const integer = (min: number, max: number, unit = 'a whole number') =>
  single(`${unit} from ${min} to ${max}`, (found) => {
    const value = /^\d{1,15}$/.test(found) ? Number(found) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** `auto`, or a whole number from `min` to `max`. */
export const autoOr = (min: number, max: number) =>
  single(`auto or a whole number from ${min} to ${max}`, (found): 'auto' | number | undefined => {
    if (found === 'auto') {
      return found;
    }
    const value = /^\d{1,15}$/.test(found) ? Number(found) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** `auto`, or a number of cores such as 1.5. */
export const autoOrCores = () =>
  single('auto or a number of cores from 0.1 to 64', (found): 'auto' | number | undefined => {
    if (found === 'auto') {
      return found;
    }
    const value = /^\d{1,2}(\.\d{1,3})?$/.test(found) ? Number(found) : NaN;
    return value >= 0.1 && value <= 64 ? value : undefined;
  });

/** true or false. */
export const flag = () =>
  single('true or false', (found) => ({ true: true, false: false })[found.toLowerCase()]);

/** One of a few words. */
export const oneOf = <const T extends string>(words: readonly T[]) =>
  single(`one of ${words.join(', ')}`, (found) => words.find((word) => word === found));

/** A list of single values; in the environment it is written with commas. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (input) =>
      typeof input === 'string'
        ? input
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : input,
    z.array(item).max(1_000),
  );

/** An IP address, or a range of them as `10.0.0.0/8`. */
export const isAddressRange = (found: string): boolean => {
  const [address = '', prefix, ...rest] = found.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) {
    return false;
  }
  return (
    prefix === undefined ||
    (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
  );
};

/** Whether something can be the name of a machine or is an IP address. */
export const isHost = (found: string): boolean =>
  isIP(found) !== 0 || /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(found);

const portOf = (found: string): number | undefined =>
  /^\d{1,5}$/.test(found) && Number(found) <= 65_535 ? Number(found) : undefined;

/** `50000-50999`, or a single port. */
export const portRange = () =>
  single('a port or a range such as 50000-50999', (found): PortRange | undefined => {
    const [first = '', last = first, ...rest] = found.split('-').map((part) => part.trim());
    const from = portOf(first);
    const to = portOf(last);
    const valid = from !== undefined && to !== undefined && from >= 1 && from <= to;
    return valid && rest.length === 0 ? { from, to } : undefined;
  });

/** Takes `host:port` apart; IPv6 addresses stand in brackets. Undefined when it is something else. */
export const parseHostPort = (found: string): HostPort | undefined => {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(found.trim());
  const host = match?.[1] ?? match?.[2];
  const port = portOf(match?.[3] ?? '');
  return host !== undefined && isHost(host) && port !== undefined ? { host, port } : undefined;
};

/** `host:port`. */
export const hostPort = () => single('host:port such as 0.0.0.0:1818', parseHostPort);

/** Whether this machine knows the zone. */
export const isTimeZone = (found: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: found }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
