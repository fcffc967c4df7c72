import { sampleHealth } from '../testing/sample-information.js';
import { answerOf, byGravity, clockWords, healthFigures } from './health-words.js';

describe('health words', () => {
  it('puts the gravest first', () => {
    expect(byGravity(sampleHealth().findings).map(({ judgement }) => judgement)).toEqual([
      'bad',
      'attention',
      'good',
    ]);
    expect(answerOf('bad').words).toBe('No');
  });

  it('says every figure, and which are odd', () => {
    const figures = healthFigures(sampleHealth());
    expect(figures.map(({ value }) => value)).toEqual([
      '12 days',
      '1 of 2',
      '5 of 16',
      '61 s ahead',
      '4',
    ]);
    expect(figures[0]?.note).toBe("the oldest are overwritten in 2.5 days at today's rate");
    expect(figures.filter(({ isOdd }) => isOdd).map(({ id }) => id)).toEqual([
      'cameras',
      'clock',
      'errors',
    ]);
    const full = healthFigures(sampleHealth({ sessions: { used: 16, limit: 16 } }));
    expect(full[2]).toMatchObject({ isOdd: true, note: 'nobody else can sign in' });
  });

  it.each([
    [0, 'the oldest are being overwritten'],
    [0.2, 'the oldest are being overwritten'],
    [0.3, "the oldest are overwritten in 0.5 days at today's rate"],
  ])('says what becomes of the oldest with %d days left', (daysLeft, note) => {
    const { disks } = sampleHealth();
    const [kept] = healthFigures(sampleHealth({ disks: disks && { ...disks, daysLeft } }));
    expect(kept?.note).toBe(note);
  });

  it('says of nothing more than is known', () => {
    const figures = healthFigures(
      sampleHealth({
        disks: null,
        cameras: null,
        sessions: { used: null, limit: null },
        clockOffsetMs: null,
        errors: null,
      }),
    );
    expect(figures.map(({ value }) => value)).toEqual(['–', '–', '–', '–', '–']);
    expect(figures.some(({ isOdd }) => isOdd)).toBe(false);
    expect(figures.flatMap(({ note }) => note ?? [])).toEqual([
      'known with the first live picture',
    ]);
  });

  it('leaves errors alone that are over', () => {
    const errors = { asOf: '2026-11-21T09:59:00Z', count: 16, newest: null };
    const isOdd = (judgement: 'good' | 'attention'): boolean | undefined =>
      healthFigures(sampleHealth({ judgement, errors })).find(({ id }) => id === 'errors')?.isOdd;
    expect([isOdd('good'), isOdd('attention')]).toEqual([false, true]);
  });

  it.each([
    [1_999, 'right'],
    [3_000, '3 s ahead'],
    [-720_000, '12 min behind'],
    [32_400_000, '9 h ahead'],
  ])('a clock that differs by %i ms is %s', (offset, words) => {
    expect(clockWords(offset)).toBe(words);
  });
});
