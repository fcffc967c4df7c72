import {
  parseRecordedTimes,
  parseRecorderLog,
  serializeRecordedTimes,
  serializeRecorderLog,
} from '@casement/protocol';
import { diskDefectForms } from './disk-defect.js';
import { logDefectForms } from './log-defect.js';
import { spoilDiskPage, spoilLogPage } from './spoil-lists.js';

const entry = {
  summerTime: false,
  camera: null,
  time: '2021-11-14T14:48:00+03:00',
};
const log = serializeRecorderLog('error', [
  { ...entry, number: 1, text: 'CAM 3 COMMUNICATION ERROR' },
  { ...entry, number: 2, text: 'HDD 1 WARNING' },
]);
const time = (text: string) => ({ text, summerTime: false });
const empty = { capacityGb: null, remainingGb: null, recording: false, from: null, to: null };
const period = { from: time('2021-11-14T13:00:00'), to: time('2021-12-24T15:30:12') };
const disks = serializeRecordedTimes([
  { name: 'MAIN-1', capacityGb: 4_001, remainingGb: 0, recording: false, ...period },
  { name: 'MAIN-2', capacityGb: 4_001, remainingGb: 1_529, recording: true, ...period },
  { name: 'EXT1-1', ...empty },
]);

describe('spoilLogPage', () => {
  it.each(logDefectForms)('%s changes the page', (form) => {
    expect(spoilLogPage(form, log)).not.toBe(log);
  });

  it.each(['wrapped-lines', 'wrapped-dates', 'wrapped-commas'] as const)(
    '%s says the same (B59)',
    (form) => {
      const page = spoilLogPage(form, log);
      expect(parseRecorderLog(page).entries).toEqual(parseRecorderLog(log).entries);
      expect(page.split('\r\n').length).toBeGreaterThan(log.split('\r\n').length);
    },
  );

  it('has a comma at the end', () => {
    const page = spoilLogPage('trailing-comma', log);
    expect(page).toContain('"GMT+03:00",\r\n');
    expect(parseRecorderLog(page).entries).toEqual(parseRecorderLog(log).entries);
  });

  it('has texts that a spreadsheet would reckon', () => {
    const { entries } = parseRecorderLog(spoilLogPage('formula', log));
    expect(entries.map(({ text }) => text)).toEqual([
      "=cmd|' /C calc'!A0 CAM 3 COMMUNICATION ERROR",
      "=cmd|' /C calc'!A0 HDD 1 WARNING",
    ]);
  });

  it('has commas in texts', () => {
    const { entries } = parseRecorderLog(spoilLogPage('commas', log));
    expect(entries[1]?.text).toBe('HDD 1 WARNING, DOOR 1, A');
  });

  it.each(['wrong-count', 'cut', 'bad-date', 'odd-zone'] as const)('%s is noticed', (form) => {
    expect(parseRecorderLog(spoilLogPage(form, log)).defects).not.toEqual([]);
  });
});

describe('spoilDiskPage', () => {
  it.each(diskDefectForms)('%s changes the page', (form) => {
    expect(spoilDiskPage(form, disks)).not.toBe(disks);
  });

  it('empties every slot', () => {
    const read = parseRecordedTimes(spoilDiskPage('no-disks', disks));
    expect(read.disks.map(({ capacityGb, from }) => [capacityGb, from])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it.each([
    ['all-recording', [true, true, false]],
    ['none-recording', [false, false, false]],
    ['full', [false, true, false]],
  ] as const)('%s says which disks are written to', (form, recording) => {
    const read = parseRecordedTimes(spoilDiskPage(form, disks));
    expect(read.disks.map((disk) => disk.recording)).toEqual(recording);
    expect(read.defects).toEqual([]);
  });

  it.each(['odd-capacity', 'bad-date', 'too-many'] as const)('%s is noticed', (form) => {
    expect(parseRecordedTimes(spoilDiskPage(form, disks)).defects).not.toEqual([]);
  });

  it('has disks on which nothing was recorded', () => {
    const read = parseRecordedTimes(spoilDiskPage('unused', disks));
    expect(read.defects).toEqual([]);
    expect(read.disks.slice(0, 2)).toMatchObject([
      { capacityGb: 4_001, remainingGb: 4_001, recording: false, from: null, to: null },
      { capacityGb: 4_001, remainingGb: 4_001, recording: true, from: null, to: null },
    ]);
  });

  it('says that recordings end before they begin', () => {
    const [disk] = parseRecordedTimes(spoilDiskPage('swapped-range', disks)).disks;
    expect([disk?.from?.text, disk?.to?.text]).toEqual([period.to.text, period.from.text]);
  });
});
