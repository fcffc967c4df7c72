import fc from 'fast-check';
import { readAlarmSubject } from './alarm-subject.js';

describe('readAlarmSubject', () => {
  it('reads any text', () => {
    const about = fc.constantFrom(
      'camera',
      'terminal',
      'disk',
      'port',
      'unit',
      'recorder' as const,
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 504 }),
      fc.stringMatching(/^(HDD|PORT|CAM|EXT|MAIN|RAID5|[0-9 %-]|\*){0,40}$/),
    );
    fc.assert(
      fc.property(about, texts, (of, text) => {
        const { camera, terminal, place, percent } = readAlarmSubject(of, text);
        for (const number of [camera, terminal, percent]) {
          expect(number === null || (Number.isInteger(number) && number >= 0)).toBe(true);
        }
        expect(place === null || place.length <= 9).toBe(true);
      }),
    );
  });

  it.each([
    ['unit', 'Ext 3 RAID6 1 DOWN', 'EXT3'],
    ['unit', 'HDD2 RAID5 2 DOWN', '2'],
    ['disk', 'RAID5 RECOVERY FAILURE', null],
    ['disk', 'HDD HOUR METER WARNING 7', null],
    ['recorder', 'HDD7', null],
  ] as const)('finds the place of %s in %s', (about, text, place) => {
    expect(readAlarmSubject(about, text).place).toBe(place);
  });
});
