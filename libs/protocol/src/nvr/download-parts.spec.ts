import fc from 'fast-check';
import { DownloadFolder } from '../fixtures/download-folder.js';
import { DOWNLOAD_KINDS } from './download-parameter.js';
import { writeDownloadHeaders } from './download-headers.js';
import { DownloadParts } from './download-parts.js';
import type { DownloadPartsOptions } from './download-parts.js';

/** Temporary name, name of the file before, bytes, status. */
type Part = readonly [temporary: string, previous: string, text?: string, status?: number];

const ONLY = '001_231115000000_3000_7f_00_01';
const FIRST = '001_231115000000_1000_7f_00_01';
const SECOND = '001_231115003000_2000_7f_00_01';

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function headersOf([temporary, previous, , status]: Part): ReadonlyMap<string, string> {
  return new Map(
    writeDownloadHeaders(temporary, previous, status).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
}

function receive(
  parts: readonly Part[],
  { isTruncated, ...options }: Partial<DownloadPartsOptions> & { isTruncated?: boolean } = {},
): DownloadFolder {
  const folder = new DownloadFolder();
  const download = new DownloadParts({ kind: 'MP4', ...options });
  for (const part of parts) {
    folder.apply(download.push(headersOf(part), bytes(part[2] ?? '')));
  }
  folder.apply(download.end(isTruncated));
  return folder;
}

describe('DownloadParts', () => {
  it('DL01 receives one file', () => {
    const folder = receive([
      [`${ONLY}.tmp`, '', 'abc'],
      ['', `${ONLY}.mp4`],
    ]);
    expect(folder.whole).toEqual(new Map([[`${ONLY}.mp4`, 'abc']]));
    expect(folder).toMatchObject({ end: 'complete', warnings: [] });
    expect(folder.partial.size).toBe(0);
  });

  it('says what to do in order', () => {
    const download = new DownloadParts({ kind: 'MP4' });
    const body = bytes('abc');
    expect(download.push(headersOf([`${FIRST}.tmp`, '']), body)).toEqual([
      { kind: 'create', name: `${FIRST}.tmp` },
      { kind: 'append', bytes: body },
    ]);
    expect(download.push(headersOf([`${SECOND}.tmp`, `${FIRST}.mp4`]), body)).toEqual([
      { kind: 'close', name: `${FIRST}.tmp`, finalName: `${FIRST}.mp4` },
      { kind: 'create', name: `${SECOND}.tmp` },
      { kind: 'append', bytes: body },
    ]);
    expect(download.append(body)).toEqual([{ kind: 'append', bytes: body }]);
    expect(download.end()).toEqual([
      { kind: 'partial', name: `${SECOND}.tmp` },
      { kind: 'end', status: 'cut' },
    ]);
    expect(download.end()).toEqual([]);
  });

  it('DL02 receives two files, in many parts', () => {
    const folder = receive([
      [`${FIRST}.tmp`, '', 'a'],
      [`${FIRST}.tmp`, '', 'b'],
      ['', '', 'c'],
      [`${SECOND}.tmp`, `${FIRST}.mp4`, 'd'],
      [`${SECOND}.tmp`, '', 'e'],
      ['', `${SECOND}.mp4`],
    ]);
    expect([...folder.whole]).toEqual([
      [`${FIRST}.mp4`, 'abc'],
      [`${SECOND}.mp4`, 'de'],
    ]);
    expect(folder).toMatchObject({ end: 'complete', warnings: [] });
  });

  it('does not end the next file when the name of the file before is repeated', () => {
    const folder = receive([
      [`${FIRST}.tmp`, '', 'a'],
      [`${SECOND}.tmp`, `${FIRST}.mp4`, 'b'],
      [`${SECOND}.tmp`, `${FIRST}.mp4`, 'c'],
      ['', `${SECOND}.mp4`],
    ]);
    expect([...folder.whole.values()]).toEqual(['a', 'bc']);
    expect(folder).toMatchObject({ end: 'complete', warnings: [] });
  });

  it.each([
    ['once', ''],
    ['in each part', 'repeated'],
  ])('B70 tells the names of files apart by their place, said %s', (_name, how) => {
    const again = how === '' ? '' : `${FIRST}.mp4`;
    const second = FIRST.replace('_1000_', '_2000_');
    const folder = receive([
      [`${FIRST}.tmp`, '', 'a'],
      [`${second}.tmp`, `${FIRST}.mp4`, 'b'],
      [`${second}.tmp`, again, 'c'],
      ['', `${second}.mp4`],
    ]);
    expect([...folder.whole]).toEqual([
      [`${FIRST}.mp4`, 'a'],
      [`${second}.mp4`, 'bc'],
    ]);
    expect(folder.warnings).toEqual([]);
  });

  it('keeps files apart that all have the same name', () => {
    const folder = receive([
      ['a.tmp', '', '1'],
      ['a.tmp', 'a.mp4', '2'],
      ['a.tmp', 'a.mp4', '3'],
      ['a.tmp', '', '3'],
      ['a.tmp', 'a.mp4', '4'],
      ['', 'a.mp4'],
    ]);
    expect([...folder.whole]).toEqual([
      ['a.mp4', '1'],
      ['a-1.mp4', '2'],
      ['a-2.mp4', '33'],
      ['a-3.mp4', '4'],
    ]);
    expect(folder).toMatchObject({ end: 'complete', warnings: [] });
  });

  it('B70 keeps the name of a file that turned out not to be the only one', () => {
    const folder = receive([
      [`${ONLY}.tmp`, '', 'a'],
      ['', `${FIRST}.mp4`],
    ]);
    expect([...folder.whole.keys()]).toEqual([`${FIRST}.mp4`]);
    expect(folder.warnings).toEqual([]);
  });

  it.each([
    [1, 'no-data'],
    [2, 'codec'],
    [3, 'busy'],
    [7, 'unknown'],
  ])('DL03 ends at the status %i with "%s" and no file', (status, end) => {
    const folder = receive([
      ['', '', 'text', status],
      [`${ONLY}.tmp`, '', 'late'],
    ]);
    expect(folder).toMatchObject({ end, text: '', warnings: [] });
  });

  it('E.4 gives up the open file at a status, and keeps whole ones', () => {
    const folder = receive([
      [`${FIRST}.tmp`, '', 'a'],
      [`${SECOND}.tmp`, `${FIRST}.mp4`, 'b'],
      [`${SECOND}.tmp`, '', 'c', 3],
    ]);
    expect([...folder.whole.keys()]).toEqual([`${FIRST}.mp4`]);
    expect([...folder.partial]).toEqual([[`${SECOND}.tmp`, 'b']]);
    expect(folder.end).toBe('busy');
  });

  it('counts bytes after the end', () => {
    const download = new DownloadParts({ kind: 'MP4' });
    download.push(headersOf(['', '', '', 2]), bytes('four'));
    download.push(headersOf([`${ONLY}.tmp`, '']), bytes('five5'));
    expect(download.append(bytes('6'))).toEqual([]);
    expect(download).toMatchObject({ isEnded: true, ignoredBytes: 10 });
  });

  it('DL04 never renames what was cut', () => {
    const folder = receive([[`${ONLY}.tmp`, '', 'ab']]);
    expect([...folder.partial]).toEqual([[`${ONLY}.tmp`, 'ab']]);
    expect(folder.whole.size).toBe(0);
    expect(folder.end).toBe('cut');
  });

  it('B15 is whole when the last part has named the last file, and not before', () => {
    const download = new DownloadParts({ kind: 'MP4' });
    const whole = (
      [
        [`${FIRST}.tmp`, '', 'a'],
        [`${SECOND}.tmp`, `${FIRST}.mp4`, 'b'],
        ['', `${SECOND}.mp4`],
      ] as const satisfies readonly Part[]
    ).map((part) => {
      download.push(headersOf(part), bytes(part[2] ?? ''));
      return download.isWhole;
    });
    expect(whole).toEqual([false, false, true]);
    const gap = new DownloadParts({ kind: 'MP4' });
    gap.push(headersOf([`${FIRST}.tmp`, '']), bytes('a'));
    gap.push(headersOf([`${SECOND}.tmp`, '']), bytes('b'));
    gap.push(headersOf(['', `${SECOND}.mp4`]), bytes(''));
    expect(gap.isWhole).toBe(false);
  });

  it('is cut when the connection ends inside of a part, though no file is open', () => {
    const parts: Part[] = [
      [`${ONLY}.tmp`, '', 'ab'],
      ['', `${ONLY}.mp4`],
    ];
    expect(receive(parts, { isTruncated: true }).end).toBe('cut');
    expect(receive([], { isTruncated: true }).end).toBe('cut');
  });

  it('B69 is empty when nothing came', () => {
    expect(receive([]).end).toBe('empty');
    expect(receive([['', '']]).end).toBe('empty');
  });

  it.each([
    ['a path', '../../etc/x.mp4'],
    ['a path of Windows', 'C:\\x'],
    ['NUL', 'a\u0000.mp4'],
    ['300 characters', `${'a'.repeat(300)}.mp4`],
    ['an unfinished file', `${ONLY}.tmp.tmp`],
  ])('DL05 gives a name of its own instead of %s', (_name, previous) => {
    const folder = receive(
      [
        [`${ONLY}.tmp`, '', 'ab'],
        ['', previous],
      ],
      { stem: 'hq-1' },
    );
    expect(folder.whole).toEqual(new Map([['hq-1.mp4', 'ab']]));
    expect(folder.warnings).toEqual([expect.stringContaining('kept as hq-1.mp4')]);
    expect(folder.end).toBe('complete');
  });

  it('DL05 makes up a temporary name, and knows the file by the name it had', () => {
    const folder = receive([
      ['/etc/x.tmp', '', 'a'],
      ['/etc/x.tmp', '', 'b'],
      ['', 'x.mp4'],
    ]);
    expect([...folder.whole]).toEqual([['download.mp4', 'ab']]);
    expect(folder.warnings).toHaveLength(2);
  });

  it('DL06 keeps a file under a name of its own when another one is named', () => {
    const folder = receive([
      [`${ONLY}.tmp`, '', 'a'],
      ['', 'other.mp4'],
    ]);
    expect([...folder.whole]).toEqual([['download.mp4', 'a']]);
    expect(folder.warnings).toEqual([
      'final name "other.mp4" is not the open file; kept as download.mp4',
    ]);
  });

  it('DL06 warns of a name when no file is open', () => {
    const folder = receive([['', `${ONLY}.mp4`]]);
    expect(folder).toMatchObject({ end: 'empty', text: '' });
    expect(folder.warnings).toEqual([`name "${ONLY}.mp4" for a file that is not open`]);
  });

  it('E.4 takes the next file for the end of an unfinished one', () => {
    const folder = receive([
      [`${FIRST}.tmp`, '', 'a'],
      [`${SECOND}.tmp`, '', 'b'],
      ['', `${SECOND}.mp4`],
    ]);
    expect([...folder.partial]).toEqual([[`${FIRST}.tmp`, 'a']]);
    expect([...folder.whole]).toEqual([[`${SECOND}.mp4`, 'b']]);
    expect(folder.end).toBe('cut');
  });

  it('E.4 keeps bytes without a name', () => {
    const folder = receive([['', '', 'ab']], { kind: 'N3', stem: '../x' });
    expect([...folder.partial]).toEqual([['download.tmp', 'ab']]);
    expect(folder).toMatchObject({ end: 'cut' });
  });

  it('numbers names that come twice, in any case', () => {
    const folder = receive([
      ['a.tmp', '', '1'],
      ['', 'a.mp4'],
      ['A.tmp', '', '2'],
      ['', 'A.mp4'],
    ]);
    expect([...folder.whole]).toEqual([
      ['a.mp4', '1'],
      ['A-1.mp4', '2'],
    ]);
  });

  it.each([
    ['MP4', '/', 'download.mp4'],
    ['N3VO', '/', 'download.n3r'],
    ['N3', '/x.n3a', 'download.n3a'],
    ['LIST', '/', 'download.n3n'],
  ] as const)('ends made-up names of %s after %s as %s', (kind, previous, name) => {
    const folder = receive(
      [
        ['a.tmp', '', '1'],
        ['', previous],
      ],
      { kind },
    );
    expect([...folder.whole.keys()]).toEqual([name]);
  });

  it('a temporary name never looks like a whole file', () => {
    const folder = receive([['a.mp4', '', '1']]);
    expect([...folder.partial.keys()]).toEqual(['a.tmp']);
  });

  it('ends at 1000 files, and at 50 warnings counts only', () => {
    const parts = Array.from({ length: 1200 }, (_, index): Part => [`/${String(index)}`, '', 'x']);
    const folder = receive(parts);
    expect(folder.end).toBe('too-many-files');
    expect(folder.partial.size).toBe(1000);
    expect(folder.warnings).toHaveLength(50);
    const download = new DownloadParts({ kind: 'MP4' });
    for (let index = 0; index < 60; index += 1) {
      download.push(headersOf(['', 'a.mp4']), bytes(''));
    }
    expect(download.droppedWarnings).toBe(10);
  });
});

const hostileName = fc.oneof(
  fc.constantFrom('', 'a.tmp', 'b.tmp', 'a.mp4', 'b.mp4', 'A.mp4', 'a.n3a', '../a.mp4', 'a-1.mp4'),
  fc.constantFrom('download.tmp', 'download.mp4', 'con.mp4', `${'x'.repeat(124)}.mp4`),
  fc.string({ unit: 'binary', maxLength: 150 }).map((text) => text.replaceAll('"', '')),
);
const anyPart: fc.Arbitrary<Part> = fc.tuple(
  hostileName,
  hostileName,
  fc.stringMatching(/^[a-z]{0,6}$/u),
  fc.oneof({ weight: 30, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
);

describe('DownloadParts, any parts in any order', () => {
  it('property: one file open, none closed twice, safe names, one end, no byte lost', () => {
    fc.assert(
      fc.property(
        fc.array(anyPart, { maxLength: 30 }),
        fc.constantFrom(...DOWNLOAD_KINDS),
        fc.option(hostileName, { nil: undefined }),
        fc.boolean(),
        (parts, kind, stem, isTruncated) => {
          const folder = new DownloadFolder();
          const download = new DownloadParts({ kind, ...(stem === undefined ? {} : { stem }) });
          for (const part of parts) {
            folder.apply(download.push(headersOf(part), bytes(part[2] ?? '')));
          }
          folder.apply(download.end(isTruncated));
          expect(folder.open).toBeUndefined();
          expect(folder.end).toBeDefined();
          const sent = parts.map((part) => part[2] ?? '').join('');
          expect(folder.text.length + download.ignoredBytes).toBe(sent.length);
          if (folder.end === 'complete') {
            expect(folder.partial.size).toBe(0);
            expect([...folder.whole.values()].join('')).toBe(sent);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('property: what a well-behaved recorder sends arrives as it was, however it is cut', () => {
    const file = fc.record({
      text: fc.array(fc.stringMatching(/^[a-z]{1,5}$/u), { minLength: 1, maxLength: 4 }),
      repeatsNames: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 6 }), fc.boolean(), (files, isCut) => {
        const name = (index: number): string => `001_2311150000${String(index)}0_0000_7f_00_01`;
        const previous = (index: number): string => (index < 0 ? '' : `${name(index)}.mp4`);
        const parts = files.flatMap(({ text, repeatsNames }, index) =>
          text.map((piece, place): Part => [
            `${name(index)}.tmp`,
            place === 0 || repeatsNames ? previous(index - 1) : '',
            piece,
          ]),
        );
        const folder = receive(isCut ? parts : [...parts, ['', previous(files.length - 1)]]);
        const whole = isCut ? files.slice(0, -1) : files;
        expect([...folder.whole]).toEqual(
          whole.map(({ text }, index) => [previous(index), text.join('')]),
        );
        expect(folder).toMatchObject({ end: isCut ? 'cut' : 'complete', warnings: [] });
      }),
    );
  });

  it('property: files that all have the same name stay apart', () => {
    const file = fc.array(fc.stringMatching(/^[a-z]{1,5}$/u), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 8 }), (files) => {
        const parts = files.flatMap((pieces, index) =>
          pieces.map((piece, place): Part => [
            'a.tmp',
            place === 0 && index > 0 ? 'a.mp4' : '',
            piece,
          ]),
        );
        const folder = receive([...parts, ['', 'a.mp4']]);
        expect([...folder.whole.values()]).toEqual(files.map((pieces) => pieces.join('')));
        expect(folder).toMatchObject({ end: 'complete', warnings: [] });
      }),
    );
  });
});
