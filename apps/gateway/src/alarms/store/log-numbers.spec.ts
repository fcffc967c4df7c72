import fc from 'fast-check';
import { LogNumbers, stepOf } from './log-numbers.js';

describe('stepOf', () => {
  it.each([
    { name: 'the first one', last: undefined, next: 7, step: { lost: 0, last: 7 } },
    { name: 'the next one', last: 7, next: 8, step: { lost: 0, last: 8 } },
    { name: 'AL22: 5 and then 9', last: 5, next: 9, step: { lost: 3, last: 9 } },
    { name: 'AL21: 65535 and then 1', last: 65_535, next: 1, step: { lost: 0, last: 1 } },
    { name: 'a gap over the end', last: 65_534, next: 2, step: { lost: 2, last: 2 } },
    { name: 'the same one again', last: 7, next: 7, step: { lost: 0, last: 7 } },
    { name: 'one that came late', last: 7, next: 6, step: { lost: 0, last: 7 } },
    { name: 'one that came late over the end', last: 2, next: 65_535, step: { lost: 0, last: 2 } },
    { name: '1,000 lost', last: 1, next: 1_002, step: { lost: 1_000, last: 1_002 } },
    { name: 'a device that began anew', last: 1, next: 1_003, step: { lost: 0, last: 1_003 } },
    { name: 'one that began at 1 again', last: 30_000, next: 1, step: { lost: 0, last: 1 } },
    { name: 'a number that says nothing', last: 7, next: 0, step: { lost: 0, last: 7 } },
    { name: 'nothing but that', last: undefined, next: 0, step: { lost: 0, last: 0 } },
  ])('$name', ({ last, next, step }) => {
    expect(stepOf(last, next)).toEqual(step);
  });

  it('counts what is missing from any sequence, and nothing when nothing is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffff }),
        fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 50 }),
        (start, gaps) => {
          let number = start;
          let last = stepOf(undefined, start).last;
          let lost = 0;
          for (const gap of gaps) {
            number = ((number + gap) % 0xffff) + 1;
            const step = stepOf(last, number);
            last = step.last;
            lost += step.lost;
          }
          expect(lost).toBe(gaps.reduce((sum, gap) => sum + gap, 0));
        },
      ),
    );
  });
});

describe('LogNumbers', () => {
  it('forgets the devices that were heard of least recently', () => {
    const numbers = new LogNumbers();
    numbers.set('first', 1);
    numbers.set('second', 2);
    for (let index = 0; index < 9_998; index += 1) {
      numbers.set(`other ${index}`, 1);
    }
    numbers.set('first', 3);
    numbers.set('one too many', 1);
    expect(numbers.get('first')).toBe(3);
    expect(numbers.get('second')).toBeUndefined();
    expect(numbers.get('other 0')).toBe(1);
  });
});
