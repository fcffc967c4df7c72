import { isConnectionError } from '../../database/connection-error.js';

/** Why alarms cannot be stored now, in words for people. */
export type StorageTrouble = {
  /**
   * `waits`: it will work again. `taken`: somebody else took the numbers. `refused`: the database does not take this
   * very content, and never will.
   */
  readonly kind: 'waits' | 'taken' | 'refused';
  /** While it goes on, such as "the disk is full". */
  readonly now: string;
  /** When it is over, such as "the disk was full". */
  readonly then: string;
};

/** Rather cut short than a log full of it. */
const MAX_WORDS = 200;

type Saying = readonly [codes: RegExp, now: string, then: string];

/** Codes of SQLite, of PostgreSQL (appendix A of its manual) and of the system. */
const sayings: readonly Saying[] = [
  [/^(SQLITE_FULL|53100|ENOSPC)$/, 'the disk is full', 'the disk was full'],
  [
    /^(SQLITE_BUSY|SQLITE_LOCKED|55P03)/,
    'another program has locked the database',
    'another program had locked the database',
  ],
  [
    /^(SQLITE_READONLY|25006)/,
    'the database may not be written',
    'the database could not be written',
  ],
  [
    /^(SQLITE_IOERR|SQLITE_CANTOPEN|58030)/,
    'the disk cannot be written',
    'the disk could not be written',
  ],
];

/** A key that is there already. */
const taken = /^(SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE|ROWID)|23505)$/;
/** Data that does not fit: classes 22 and 23 of PostgreSQL. */
const refused = /^(SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)|22|23)/;

/** What an error of the database means for those who wait. */
export const troubleOf = (error: unknown): StorageTrouble => {
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const text = typeof code === 'string' ? code : '';
  const saying = sayings.find(([codes]) => codes.test(text));
  if (saying !== undefined) {
    return { kind: 'waits', now: saying[1], then: saying[2] };
  }
  if (taken.test(text)) {
    const words = 'another gateway writes into the same database';
    return { kind: 'taken', now: words, then: words };
  }
  if (isConnectionError(error)) {
    return {
      kind: 'waits',
      now: 'the database cannot be reached',
      then: 'the database could not be reached',
    };
  }
  const said = typeof message === 'string' ? message : String(error);
  const words = `the database failed (${(said.split('\n', 1)[0] ?? '').slice(0, MAX_WORDS)})`;
  const isRefused = refused.test(text) || error instanceof TypeError || error instanceof RangeError;
  return { kind: isRefused ? 'refused' : 'waits', now: words, then: words };
};
