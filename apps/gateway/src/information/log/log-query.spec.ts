import fc from 'fast-check';
import { ProblemError } from '../../errors/problem-error.js';
import { readLogQuery } from './log-query.js';

describe('readLogQuery', () => {
  it('fills in what is not asked for', () => {
    expect(
      readLogQuery(new URLSearchParams('kind=error&search=&camera=&from=&to=&limit=')),
    ).toEqual({
      kind: 'error',
      search: '',
      camera: undefined,
      fromMs: Number.NEGATIVE_INFINITY,
      toMs: Number.POSITIVE_INFINITY,
      limit: 1_000,
    });
  });

  it('reads everything that can be asked for', () => {
    const query = new URLSearchParams(
      'kind=event&search=+Motion+&camera=128&from=2026-11-21T07:00:00%2B09:00&to=2026-11-21T07:00:00+09:00&limit=1',
    );
    const ms = Date.parse('2026-11-20T22:00:00Z');
    expect(readLogQuery(query)).toEqual({
      kind: 'event',
      search: 'motion',
      camera: 128,
      fromMs: ms,
      toMs: ms,
      limit: 1,
    });
  });

  it.each([
    ['', 'kind is missing; expected error or event.'],
    ['kind=alarm', 'kind is "alarm"; expected error or event.'],
    ['kind=error&camera=0', 'camera is "0"; expected a whole number from 1 to 128.'],
    ['kind=error&camera=129', 'camera is "129"; expected a whole number from 1 to 128.'],
    ['kind=error&limit=1001', 'limit is "1001"; expected a whole number from 1 to 1000.'],
    ['kind=error&from=2026-11-21', 'from is "2026-11-21"; expected a time with its offset'],
    ['kind=error&to=2026-13-21T07:00:00Z', 'expected a time with its offset'],
    ['kind=error&from=2026-02-30T07:00:00Z', 'from is "2026-02-30T07:00:00Z"; expected a time'],
    ['kind=error&kind=event', 'kind is given 2 times; expected once.'],
    ['kind=error&camera=1&camera=2&camera=3', 'camera is given 3 times; expected once.'],
    [
      'kind=error&from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z',
      'from is "2026-11-22T00:00:00Z", which is after to, "2026-11-21T00:00:00Z".',
    ],
    [`kind=error&search=${'x'.repeat(201)}`, 'search has 201 characters; expected at most 200.'],
  ])('refuses "%s"', (query, detail) => {
    expect(() => readLogQuery(new URLSearchParams(query))).toThrow(
      expect.objectContaining({ message: expect.stringContaining(detail) as unknown }) as Error,
    );
  });

  it('throws nothing else, whatever comes', () => {
    const names = fc.constantFrom('kind', 'search', 'camera', 'from', 'to', 'limit', 'x');
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom('error', 'event', '1', '2026-11-21T07:00:00Z'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { maxLength: 8 }), (pairs) => {
        try {
          const { limit, kind } = readLogQuery(new URLSearchParams(pairs));
          expect(limit >= 1 && limit <= 1_000 && /^(error|event)$/.test(kind)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
    );
  });
});
