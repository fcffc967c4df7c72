import fc from 'fast-check';
import { ProblemError } from '../errors/problem-error.js';
import { readAlarmFilter } from './alarm-filter.js';
import { alarmId } from './alarm-id.js';

const read = (query: string) => readAlarmFilter(new URLSearchParams(query));
const refusal = (run: () => unknown): ProblemError | undefined => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    return error as ProblemError;
  }
  return undefined;
};

describe('readAlarmFilter', () => {
  it('has a limit, and nothing else, by itself', () => {
    expect(JSON.parse(JSON.stringify(read('recorder=&camera=&search=%20')))).toEqual({
      limit: 100,
    });
  });

  it('reads everything', () => {
    const query =
      'after=7&limit=1000&recorder=hq&camera=3&kind=fault&severity=critical&open=1' +
      '&from=2026-11-21T16:08:09%2B09:00&to=2026-11-21T07:08:09.5Z&search=+Gate+';
    expect(read(query)).toEqual({
      after: 7,
      before: undefined,
      limit: 1_000,
      recorder: 'hq',
      camera: 3,
      kind: 'fault',
      severity: 'critical',
      open: true,
      from: '2026-11-21T07:08:09.000Z',
      to: '2026-11-21T07:08:09.500Z',
      search: 'Gate',
    });
    expect(read('before=9&open=false')).toMatchObject({ before: 9, open: false });
  });

  it.each([
    ['after=-1', 'after is "-1"; expected a whole number from 0 to 2147483647.'],
    ['after=1.5', 'after is "1.5"; expected'],
    ['before=0', 'before is "0"; expected'],
    ['after=1&before=3', 'Found after and before; expected one of them.'],
    ['limit=0', 'limit is "0"; expected a whole number from 1 to 1000.'],
    ['limit=1001', 'limit is "1001"; expected'],
    ['recorder=HQ', 'recorder is "HQ"; expected the id of a recorder'],
    ['camera=0', 'camera is "0"; expected'],
    ['kind=bad', 'kind is "bad"; expected one of alarm, fault, recovery, information.'],
    ['severity=high', 'severity is "high"; expected one of critical, warning, info.'],
    ['open=yes', 'open is "yes"; expected 0 or 1.'],
    ['from=today', 'from is "today"; expected a time with its offset'],
    ['from=2026-11-21T07:08:09', 'expected a time with its offset'],
    ['to=2026-13-21T07:08:09Z', 'to is "2026-13-21T07:08:09Z"; expected a time'],
    ['from=2026-11-22T00:00Z&to=2026-11-21T00:00Z', 'which is after to'],
    [`search=${'x'.repeat(201)}`, 'search has 201 characters; expected at most 200.'],
  ])('refuses %s', (query, words) => {
    const problem = refusal(() => read(query));
    expect(problem?.status).toBe(400);
    expect(problem?.message).toContain(words);
  });

  it('throws nothing but problems for whatever comes', () => {
    const names = [
      'after',
      'before',
      'limit',
      'recorder',
      'camera',
      'kind',
      'open',
      'from',
      'search',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (values) => {
        const query = new URLSearchParams(values);
        const problem = refusal(() => readAlarmFilter(query));
        expect(problem?.status ?? 400).toBe(400);
      }),
    );
  });
});

describe('alarmId', () => {
  it.each([
    ['x', 400],
    ['1.5', 400],
    ['-1', 400],
    ['0', 404],
    ['99999999999999999999', 404],
  ])('refuses %s with %i', (text, status) => {
    expect(refusal(() => alarmId(text))?.status).toBe(status);
  });

  it('takes a number', () => {
    expect(alarmId('42')).toBe(42);
  });
});
