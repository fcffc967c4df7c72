import type { LogEntry } from '@casement/contract';
import fc from 'fast-check';
import { logCsv, logFileName } from './log-csv.js';

const entry = (changes: Partial<LogEntry> = {}): LogEntry => ({
  number: 1,
  time: '2026-10-25T02:30:00+02:00',
  summerTime: true,
  text: 'CAM 3 COMMUNICATION ERROR',
  camera: 3,
  ...changes,
});
const textOf = (text: string): string | undefined => {
  const [, row] = rows(logCsv([entry({ text })], () => undefined));
  return row?.at(-1);
};

/** RFC 4180, for values that are all in quotes. */
function rows(file: string): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const [, value = '', end] of file.slice(1).matchAll(/"((?:[^"]|"")*)"(,|\r\n)/gu)) {
    found.at(-1)?.push(value.replaceAll('""', '"'));
    if (end === '\r\n') {
      found.push([]);
    }
  }
  return found.slice(0, -1);
}

describe('logCsv', () => {
  it('writes a file that spreadsheets read', () => {
    const file = logCsv(
      [entry(), entry({ number: 2, camera: null, text: 'a "b", c', summerTime: false })],
      (camera) => `Gate ${camera}`,
    );
    expect(file).toBe(
      '\ufeff"Number","Time","Time (UTC)","Summer time","Camera","Camera name","Text"\r\n' +
        '"1","2026-10-25T02:30:00+02:00","2026-10-25T00:30:00Z","yes","3","Gate 3","CAM 3 COMMUNICATION ERROR"\r\n' +
        '"2","2026-10-25T02:30:00+02:00","2026-10-25T00:30:00Z","no","","","a ""b"", c"\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =cmd|x', "'  =cmd|x"],
    ['\t=1', "' =1"],
    ['\r\n=1', "' =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\uff1d1', "'\uff1d1"],
    ['a\u0000b\u0085c', 'a b c'],
    ['a=1', 'a=1'],
    ['', ''],
    ['カメラ 3', 'カメラ 3'],
  ])('%j becomes %j', (text, written) => {
    expect(textOf(text)).toBe(written);
  });

  it('neither breaks a row nor begins a formula, whatever a device wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
        const read = rows(
          logCsv(
            texts.map((text) => entry({ text })),
            () => texts[0],
          ),
        );
        expect(read).toHaveLength(texts.length + 1);
        for (const row of read) {
          expect(row).toHaveLength(7);
          expect(row.join('')).not.toMatch(/[\r\n\t]/);
          expect(row.every((cell) => !/^[=+\-@]/.test(cell))).toBe(true);
        }
      }),
    );
  });
});

describe('logFileName', () => {
  it('says whose, what and when', () => {
    expect(logFileName('hq', 'error', Date.parse('2026-11-21T07:08:09.123Z'))).toBe(
      'hq-error-log-20261121T070809Z.csv',
    );
  });
});
