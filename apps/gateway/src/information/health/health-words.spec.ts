import { asClause, countWords, daysWords, listWords, spanWords } from './health-words.js';

describe('words of health', () => {
  it.each([
    [-5, '0 s'],
    [1_400, '1 s'],
    [89_999, '90 s'],
    [90_000, '2 min'],
    [89 * 60_000, '89 min'],
    [90 * 60_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
    [71 * 3_600_000, '2 days'],
  ])('%i ms are %s', (ms, words) => {
    expect(spanWords(ms)).toBe(words);
  });

  it('counts and lists', () => {
    expect([countWords(1, 'disk'), countWords(0, 'disk'), daysWords(12.4)]).toEqual([
      '1 disk',
      '0 disks',
      '12 days',
    ]);
    expect(
      [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e', 'f']].map(listWords),
    ).toEqual(['', 'a', 'a and b', 'a, b and c', 'a, b, c, d and 2 more']);
  });

  it.each([
    ['Camera 7 is not connected', 'camera 7 is not connected'],
    ['MAIN-2 is gone', 'MAIN-2 is gone'],
    ['15 of 16 sessions', '15 of 16 sessions'],
    ['A disk', 'A disk'],
  ])('"%s" goes on as "%s"', (words, clause) => {
    expect(asClause(words)).toBe(clause);
  });
});
