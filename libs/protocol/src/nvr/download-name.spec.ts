import { basename, win32 } from 'node:path';
import fc from 'fast-check';
import { isSameFile, safeDownloadName, withExtension, withNumber } from './download-name.js';

describe('safeDownloadName', () => {
  it.each([
    '001_231115000000_3000_7f_00_01.mp4',
    '001_231115000000_3000_7f_00_01.tmp',
    'a.n3r',
    'a.n3a',
    'a.n3n',
    'console.mp4',
    `${'a'.repeat(124)}.mp4`,
  ])('takes %s', (name) => {
    expect(safeDownloadName(name)).toBe(name);
  });

  it.each([
    ['DL05 a path', '../../etc/x.mp4'],
    ['DL05 a path of Windows', 'C:\\x'],
    ['DL05 a path of Windows with a good ending', 'C:\\x.mp4'],
    ['a drive', 'C:x.mp4'],
    ['DL05 NUL', 'a\u0000.mp4'],
    ['NUL at the end', 'a.mp4\u0000'],
    ['a line end', 'a.mp4\n'],
    ['DL05 300 characters', `${'a'.repeat(300)}.mp4`],
    ['129 characters', `${'a'.repeat(125)}.mp4`],
    ['nothing', ''],
    ['an ending alone', '.mp4'],
    ['a hidden file', '.x.mp4'],
    ['two dots', '..'],
    ['an option', '-rf.mp4'],
    ['another ending', 'a.exe'],
    ['two endings, the wrong one last', 'a.mp4.sh'],
    ['no ending', 'mp4'],
    ['capitals in the ending', 'a.MP4'],
    ['a percent sign', '%2e%2e.mp4'],
    ['letters beyond ASCII', 'é.mp4'],
    ['a device', 'NUL.mp4'],
    ['a device with two endings', 'com1.a.mp4'],
  ])('B67 refuses %s', (_name, text) => {
    expect(safeDownloadName(text)).toBeUndefined();
  });

  it('property: what comes out is what went in, a plain name with a documented ending', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom('a', '.', '..', '/', '\\', '.mp4', '\u0000', '-', 'con', '%2f', ':'),
          { maxLength: 12 },
        )
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const name = safeDownloadName(text);
        if (name !== undefined) {
          expect(name).toBe(text);
          expect(basename(name)).toBe(name);
          expect(win32.basename(name)).toBe(name);
          expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u);
        }
        expect(safeDownloadName(`${text}/x.mp4`)).toBeUndefined();
      }),
    );
  });
});

describe('names made of safe names', () => {
  const safe = fc
    .stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,123}$/u)
    .map((stem) => `${stem}.mp4`)
    .filter((name) => safeDownloadName(name) !== undefined);

  it('property: stay safe and differ', () => {
    fc.assert(
      fc.property(safe, fc.integer({ min: 1, max: 9999 }), (name, number) => {
        const numbered = withNumber(name, number);
        expect(safeDownloadName(numbered)).toBe(numbered);
        expect(numbered).not.toBe(withNumber(name, number + 1));
        expect(safeDownloadName(withExtension(name, 'tmp'))).toMatch(/\.tmp$/u);
      }),
    );
  });

  it.each([
    ['a.tmp', 'a.mp4', true],
    ['001_231115000000_3000_7f_00_01.tmp', '001_231115000000_1000_7f_00_01.mp4', true],
    ['001_231115000000_3000_7f_00_01.tmp', '002_231115000000_3000_7f_00_01.mp4', false],
    ['001_231115000000_3000_7f_00_01.tmp', '001_231115000100_3000_7f_00_01.mp4', false],
    ['a.tmp', 'b.mp4', false],
    ['', 'a.mp4', false],
  ])('B70 %s and %s: %s', (temporary, final, same) => {
    expect(isSameFile(temporary, final)).toBe(same);
  });
});
