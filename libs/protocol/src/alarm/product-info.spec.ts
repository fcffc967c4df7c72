import fc from 'fast-check';
import { outcomeOf } from '../fixtures/outcome.js';
import { parseProductInfo, serializeProductInfo } from './product-info.js';

const recorder = {
  mac: '00:80:45:0D:12:34',
  version: 'V1.00',
  name: 'WJ-ND300',
  further: new Map(),
};

describe('parseProductInfo', () => {
  it.each([
    [
      'as the document shows',
      '<HTML>\nMAC=00-80-45-0D-12-34\nVERSION=V1.00\nNAME=WJ-ND300\n</HTML>\n',
    ],
    [
      'with byte order mark and CR',
      '\ufeff<HTML>\r\nMAC=00-80-45-0D-12-34\r\nVERSION=V1.00\r\nNAME=WJ-ND300\r\n</HTML>\r\n',
    ],
    ['without HTML, in another order', 'NAME=WJ-ND300\nVERSION=V1.00\nmac = 0080450d1234'],
  ])('A29: %s', (_name, page) => {
    expect(parseProductInfo(page)).toEqual(recorder);
  });

  it('A29: passes over the notes of the document and keeps what else is there', () => {
    const info = parseProductInfo('MAC=00-80-45-0D-12-34 : MAC address\r\nSERIAL=ABC=1\r\n');
    expect(info).toEqual({
      mac: '00:80:45:0D:12:34',
      version: null,
      name: null,
      further: new Map([['SERIAL', 'ABC=1']]),
    });
  });

  it.each([
    ['another page', '<HTML><BODY>401 Unauthorized</BODY></HTML>'],
    ['no MAC', 'MAC=none'],
    ['nothing', ''],
  ])('%s has no MAC', (_name, page) => {
    expect(parseProductInfo(page).mac).toBeNull();
  });

  it('property: any page is read, or refused with an error of this library', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (page) => {
        expect(outcomeOf(() => parseProductInfo(page))).toBeDefined();
      }),
    );
  });
});

describe('serializeProductInfo', () => {
  it('writes what is read, with hyphens', () => {
    const info = { ...recorder, further: new Map([['SERIAL', '1']]) };
    const page = serializeProductInfo(info, { byteOrderMark: true });
    expect(page).toContain('MAC=00-80-45-0D-12-34\r\n');
    expect(parseProductInfo(page)).toEqual(info);
  });

  it('leaves out what is not known', () => {
    const info = { mac: null, version: null, name: 'X', further: new Map() };
    expect(serializeProductInfo(info, { html: false })).toBe('NAME=X\r\n');
  });
});
