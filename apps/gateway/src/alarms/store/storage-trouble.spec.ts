import { troubleOf } from './storage-trouble.js';

describe('troubleOf', () => {
  it.each([
    [{ code: 'SQLITE_FULL' }, 'waits', 'the disk is full', 'the disk was full'],
    [{ code: '53100' }, 'waits', 'the disk is full', 'the disk was full'],
    [
      { code: 'SQLITE_BUSY' },
      'waits',
      'another program has locked the database',
      'another program had locked the database',
    ],
    [
      { code: 'SQLITE_READONLY_DBMOVED' },
      'waits',
      'the database may not be written',
      'the database could not be written',
    ],
    [
      { code: 'SQLITE_IOERR_WRITE' },
      'waits',
      'the disk cannot be written',
      'the disk could not be written',
    ],
    [
      { cause: { code: 'ECONNREFUSED' } },
      'waits',
      'the database cannot be reached',
      'the database could not be reached',
    ],
    [
      { code: '23505' },
      'taken',
      'another gateway writes into the same database',
      'another gateway writes into the same database',
    ],
    [
      { code: '22003', message: 'out of range\nDETAIL: …' },
      'refused',
      'the database failed (out of range)',
      'the database failed (out of range)',
    ],
    [
      new TypeError('cannot bind'),
      'refused',
      'the database failed (cannot bind)',
      'the database failed (cannot bind)',
    ],
    [null, 'waits', 'the database failed (null)', 'the database failed (null)'],
    ['odd', 'waits', 'the database failed (odd)', 'the database failed (odd)'],
  ])('%j', (error, kind, now, then) => {
    expect(troubleOf(error)).toEqual({ kind, now, then });
  });
});
