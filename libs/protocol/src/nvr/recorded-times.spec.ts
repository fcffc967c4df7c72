import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { parseRecordedTimes, serializeRecordedTimes } from './recorded-times.js';
import type { RecordedDisk } from './recorded-times.js';

const head = 'Recording information\r\n\r\nDisk,Capacity,Remain capacity,Recorded time range\r\n';
const empty = { remainingGb: null, recording: false, from: null, to: null };

describe('parseRecordedTimes', () => {
  it('NV29 a disk that is written to', () => {
    const page = `${head}MAIN-1,4001GB(R),1529GB,2021/11/14,0,13:00:00,2021/12/24,1,15:30:12\r\n`;
    expect(parseRecordedTimes(page)).toEqual({
      disks: [
        {
          name: 'MAIN-1',
          capacityGb: 4001,
          remainingGb: 1529,
          recording: true,
          from: { text: '2021-11-14T13:00:00', summerTime: false },
          to: { text: '2021-12-24T15:30:12', summerTime: true },
        },
      ],
      defects: [],
    });
  });

  it('NV30 a disk without recordings, and a slot without a disk', () => {
    const page = `${head}MAIN-2,4001GB,3710GB,,,,,, \r\nMAIN-5,,,,,,,, \r\nEXT5-9,,,,,,,, \r\n`;
    expect(parseRecordedTimes(page)).toEqual({
      disks: [
        { ...empty, name: 'MAIN-2', capacityGb: 4001, remainingGb: 3710 },
        { ...empty, name: 'MAIN-5', capacityGb: null },
        { ...empty, name: 'EXT5-9', capacityGb: null },
      ],
      defects: [],
    });
  });

  it('takes years of two digits, as the table of 5.2.1 names them, and blanks', () => {
    const line = 'MAIN-1, 10000GB (R), 15 GB,21/11/14, 0, 13:00:00,21/12/24,1,15:30:12 ,';
    expect(parseRecordedTimes(head + line)).toEqual({
      disks: [
        {
          name: 'MAIN-1',
          capacityGb: 10_000,
          remainingGb: 15,
          recording: true,
          from: { text: '2021-11-14T13:00:00', summerTime: false },
          to: { text: '2021-12-24T15:30:12', summerTime: true },
        },
      ],
      defects: [],
    });
  });

  it.each([
    { name: 'a day that is none', line: 'MAIN-1,1GB,1GB,2021/02/30,0,13:00:00,,,' },
    { name: 'another summer time', line: 'MAIN-1,1GB,1GB,2021/02/03,2,13:00:00,,,' },
    { name: 'another capacity', line: 'MAIN-1,4TB,1GB,,,,,,' },
    { name: 'dots', line: 'MAIN-2,4001GB,3710GB,.....,' },
  ])('takes $name as unknown and names it', ({ line }) => {
    const { disks, defects } = parseRecordedTimes(head + line);
    expect(disks[0]).toMatchObject({ from: null, to: null });
    expect(defects).toHaveLength(1);
  });

  it('takes a recorder without slots, and no more than 128', () => {
    expect(parseRecordedTimes(head)).toEqual({ disks: [], defects: [] });
    const lines = Array.from({ length: 130 }, (_, slot) => `EXT${slot >> 1}-${slot % 2},,,,,,,,\n`);
    const many = parseRecordedTimes(lines.join(''));
    expect(many.disks).toHaveLength(128);
    expect(many.defects).toEqual(['2 disks beyond 128 left out']);
  });

  it('takes a disk once', () => {
    const page = `${head}MAIN-1,4001GB(R),10GB,,,,,,\nMAIN-1,4001GB,20GB,,,,,,\nMAIN-2,,,,,,,,\n`;
    const { disks, defects } = parseRecordedTimes(page);
    expect(disks.map(({ name, remainingGb }) => [name, remainingGb])).toEqual([
      ['MAIN-1', 10],
      ['MAIN-2', null],
    ]);
    expect(defects).toEqual(['MAIN-1 twice; only the first one counts']);
  });

  it.each([
    { name: 'a page of HTML', page: '<html></html>' },
    { name: 'an empty page', page: '' },
    { name: 'a page that is too large', page: head + ' '.repeat(64 * 1024) },
  ])('refuses $name', ({ page }) => {
    expect(errorOf(() => parseRecordedTimes(page)).kind).toBe('recorded-times');
  });
});

describe('serializeRecordedTimes', () => {
  const time = fc.option(
    fc.record({
      text: fc
        .integer({ min: 0, max: Date.UTC(2099, 11, 31) / 1000 })
        .map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 19)),
      summerTime: fc.boolean(),
    }),
  );
  const capacity = fc.integer({ min: 0, max: 9_999_999 });
  const disk: fc.Arbitrary<RecordedDisk> = fc.record({
    name: fc.stringMatching(/^(?:MAIN|EXT[1-5])-[1-9]$/u),
    capacityGb: capacity,
    remainingGb: fc.option(capacity),
    recording: fc.boolean(),
    from: time,
    to: time,
  });

  it('property: disks come back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(disk, { maxLength: 5, selector: ({ name }) => name }), (disks) => {
        expect(parseRecordedTimes(serializeRecordedTimes(disks))).toEqual({ disks, defects: [] });
      }),
    );
  });

  it.each([
    { name: 'a name with a comma', odd: { name: 'MAIN-1,5' } },
    { name: 'another name', odd: { name: 'disk' } },
    { name: 'half a gigabyte', odd: { capacityGb: 0.5 } },
    { name: 'a slot without a disk that records', odd: { capacityGb: null, recording: true } },
    { name: 'a time that is none', odd: { from: { text: 'yesterday', summerTime: false } } },
  ])('refuses $name', ({ odd }) => {
    const wrong = { ...empty, name: 'MAIN-1', capacityGb: 1, ...odd };
    expect(errorOf(() => serializeRecordedTimes([wrong])).kind).toBe('recorded-times');
  });

  it('property: any text gives disks or ProtocolError', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (tail) => {
        const outcome = outcomeOf(() => parseRecordedTimes(`MAIN-1,${tail}`));
        expect('value' in outcome && outcome.value.disks[0]?.name).toBe('MAIN-1');
      }),
    );
  });
});
