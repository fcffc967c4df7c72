import { sleepWords } from './sleep-words.js';

describe('words for a recorder that sleeps', () => {
  const at = new Date(2026, 10, 21, 12, 34, 5);

  it('says since when, with the day when that was another one', () => {
    expect(sleepWords({ asleepSince: at.toISOString() }, at.getTime() + 60_000)).toBe(
      'The recorder sleeps since 12:34: it sends black pictures while it works on its disks',
    );
    expect(sleepWords({ asleepSince: at.toISOString() }, at.getTime() + 86_400_000)).toContain(
      'since 21 Nov 12:34:',
    );
  });

  it('says nothing of one that is awake or unknown, and no nonsense of a time that is none', () => {
    expect(sleepWords({ asleepSince: null }, 0)).toBeNull();
    expect(sleepWords(undefined, 0)).toBeNull();
    expect(sleepWords({ asleepSince: 'soon' }, 0)).toMatch(/^The recorder sleeps: /);
  });
});
