import fc from 'fast-check';
import { DEVICE_DELIMITER } from '../http/multipart-boundary.js';
import { MultipartParser } from '../http/multipart-parser.js';
import { serializeMultipartPart } from '../http/multipart-part.js';
import { parseDownloadHeaders, writeDownloadHeaders } from './download-headers.js';

const NAME = '001_231115000000_3000_7f_00_01';

function read(headers: Record<string, string>): ReturnType<typeof parseDownloadHeaders> {
  return parseDownloadHeaders(new Map(Object.entries(headers)));
}

/** As a recorder's bytes come through the multipart parser. */
function received(bytes: Uint8Array): ReturnType<typeof parseDownloadHeaders> {
  const parser = new MultipartParser();
  parser.push(bytes);
  return parseDownloadHeaders(parser.pull()?.headers ?? new Map<string, string>());
}

describe('parseDownloadHeaders', () => {
  it('6.3.1 reads the example of the specification', () => {
    expect(
      read({
        'x-temp-filename': `filename = "${NAME}.tmp"`,
        'x-prev-filename': 'filename = ""',
        'x-recdata-satus': '0',
      }),
    ).toEqual({ temporaryName: `${NAME}.tmp`, previousName: '', status: 'normal' });
  });

  it.each([
    ['no space', `filename="${NAME}.mp4"`],
    ['no quotes', `filename = ${NAME}.mp4 `],
    ['upper case', `FileName = "${NAME}.mp4"`],
    ['typographic quotes', `filename = “${NAME}.mp4”`],
    ['6.3.1 half of them', `filename = "${NAME}.mp4“`],
    ['quotes of Windows', `filename = \u0093${NAME}.mp4\u0094`],
    ['quotes of UTF-8 as Latin-1', `filename = â\u0080\u009c${NAME}.mp4â\u0080\u009d`],
    ['no "filename"', `${NAME}.mp4`],
    ['no "filename", but quotes', `"${NAME}.mp4"`],
    ['apostrophes', `filename = '${NAME}.mp4'`],
  ])('DL07 reads %s', (_name, value) => {
    expect(read({ 'x-prev-filename': value }).previousName).toBe(`${NAME}.mp4`);
  });

  it.each(['""', "''", "filename = ''", '“”', ' '])('DL07 reads %j as no name', (value) => {
    expect(read({ 'x-prev-filename': value }).previousName).toBe('');
  });

  it('DL07 reads names in any case and smart quotes as they arrive', () => {
    const text = [
      DEVICE_DELIMITER,
      'x-TEMP-FileName: filename = "a.tmp"',
      `X-Prev-FileName: filename = “${NAME}.mp4”`,
      'X-RecData-Status: 3',
      'Content-Length: 0',
      '',
      '',
      '',
    ].join('\r\n');
    expect(received(new TextEncoder().encode(text))).toEqual({
      temporaryName: 'a.tmp',
      previousName: `${NAME}.mp4`,
      status: 'busy',
    });
  });

  it.each([
    ['0', 'normal'],
    [' 1 ', 'no-data'],
    ['2', 'codec'],
    ['3', 'busy'],
    ['4', 'unknown'],
    ['', 'unknown'],
    ['ok', 'unknown'],
    ['-1', 'unknown'],
    ['1e0', 'unknown'],
  ])('B68 reads the status %j as %s', (value, status) => {
    expect(read({ 'x-recdata-satus': value }).status).toBe(status);
  });

  it('believes the documented spelling before the corrected one', () => {
    expect(read({ 'x-recdata-status': '3', 'x-recdata-satus': '0' }).status).toBe('normal');
  });

  it('takes a part without these headers for a part that goes on', () => {
    expect(read({})).toEqual({ temporaryName: '', previousName: '', status: 'normal' });
  });

  it('property: any header value gives three answers and no error', () => {
    const value = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(value, value, value, (temporary, previous, satus) => {
        const found = read({
          'x-temp-filename': temporary,
          'x-prev-filename': previous,
          'x-recdata-satus': satus,
        });
        expect(found.temporaryName.length).toBeLessThanOrEqual(temporary.length);
        expect(found.previousName.length).toBeLessThanOrEqual(previous.length);
        expect(['normal', 'no-data', 'codec', 'busy', 'unknown']).toContain(found.status);
      }),
    );
  });

  it('property: what is written is read back', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9._-]{0,60}$/u);
    fc.assert(
      fc.property(name, name, fc.nat(3), (temporaryName, previousName, status) => {
        const part = serializeMultipartPart({
          headers: writeDownloadHeaders(temporaryName, previousName, status),
          body: Uint8Array.of(1),
        });
        expect(received(part)).toEqual({
          temporaryName,
          previousName,
          status: ['normal', 'no-data', 'codec', 'busy'][status],
        });
      }),
    );
  });
});
