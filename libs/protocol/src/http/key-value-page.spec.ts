import fc from 'fast-check';
import { errorOf } from '../fixtures/outcome.js';
import { parseKeyValuePage, readKeyValuePage, serializeKeyValuePage } from './key-value-page.js';

describe('parseKeyValuePage', () => {
  it.each([
    {
      name: 'recorder: HTML lines, CR LF',
      page: '<HTML>\r\nMAC=00:80:45\r\nSERIAL=1\r\n</HTML>\r\n',
    },
    { name: 'camera: byte order mark', page: '\ufeff\r\nMAC=00:80:45\r\nSERIAL=1\r\n' },
    { name: 'camera: byte order mark read as Latin-1', page: 'ï»¿MAC=00:80:45\r\nSERIAL=1\r\n' },
    { name: 'AW: no HTML, LF', page: 'MAC=00:80:45\nSERIAL=1' },
    { name: 'spaces around', page: '  MAC = 00:80:45 \r\n\tSERIAL= 1\r\n' },
  ])('A29 $name', ({ page }) => {
    expect([...parseKeyValuePage(page)]).toEqual([
      ['MAC', '00:80:45'],
      ['SERIAL', '1'],
    ]);
    expect(readKeyValuePage(page).defects).toEqual([]);
  });

  it('splits at the first equals sign', () => {
    expect(parseKeyValuePage('A=b=c').get('A')).toBe('b=c');
  });

  it('reports lines without key, and repeated keys, whose first value stays', () => {
    const { values, defects } = readKeyValuePage('A=1\nnonsense\n=2\nA=3\n');
    expect([...values]).toEqual([['A', '1']]);
    expect(defects).toEqual([
      'line 2 is no KEY=value',
      'line 3 is no KEY=value',
      'line 4 repeats a key',
    ]);
  });

  it('keeps 19 digits', () => {
    expect(parseKeyValuePage('UID=9223372036854775807').get('UID')).toBe('9223372036854775807');
  });

  it('refuses a page that is no such page', () => {
    expect(errorOf(() => parseKeyValuePage('A=1\n'.repeat(70_000))).kind).toBe('key-value-page');
  });

  it('property: arbitrary text does not throw, nothing is longer than the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const total = [...parseKeyValuePage(text)].flat().join('').length;
        expect(total).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('serializeKeyValuePage', () => {
  it('writes the documented shape', () => {
    expect(serializeKeyValuePage([['A', '1']])).toBe('<HTML>\r\nA=1\r\n</HTML>\r\n');
    expect(
      serializeKeyValuePage([['A', '1']], { html: false, byteOrderMark: true, lineEnd: '\n' }),
    ).toBe('\ufeffA=1\n');
  });

  it.each([
    ['', '1'],
    ['A=B', '1'],
    ['<A', '1'],
    [' A', '1'],
    ['A', ' 1'],
    ['A', '1\n2'],
    ['A\rB', '1'],
  ])('refuses %j=%j', (key, value) => {
    expect(errorOf(() => serializeKeyValuePage([[key, value]])).kind).toBe('key-value-page');
  });

  it('property: round trip in every style', () => {
    const trimmed = fc.string({ unit: 'grapheme' }).map((text) => text.trim());
    const value = trimmed.filter((text) => !/[\r\n]/u.test(text));
    const key = value.filter(
      (text) => /^[^\s<=\ufeff][^=]*$/u.test(text) && !text.startsWith('ï»¿'),
    );
    const style = fc.record({
      html: fc.boolean(),
      byteOrderMark: fc.boolean(),
      lineEnd: fc.constantFrom('\r\n', '\n'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }),
        style,
        (list, how) => {
          const page = readKeyValuePage(serializeKeyValuePage(list, how));
          expect([...page.values]).toEqual(list);
          expect(page.defects).toEqual([]);
        },
      ),
    );
  });
});
