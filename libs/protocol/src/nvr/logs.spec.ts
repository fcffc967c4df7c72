import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { parseRecorderLog, serializeRecorderLog } from './logs.js';
import type { LogEntry } from './logs.js';

const errorExample = [
  'FILENAME=as_errorlog.html\r\n',
  'ERROR_LOG_NO=2\r\n',
  'ERROR_LOG="001","2021/11/14 14:10:00","0","CAM 3 COMMUNICATION ERROR","GMT+03:00","002"\r\n',
  ',"2021/11/14 14:48:00","0","CAM 3 COMMUNICATION RECOVERED","GMT+03:00"\r\n\r\n',
].join('');
const eventExample = [
  'FILENAME=as_eventlog.html\r\n',
  'EVENT_LOG_NO=2\r\n',
  'EVENT_LOG="001","2024/04/24 12:30:00","0","SITE(VMD)-2","GMT+09:00","002","2024/04/24\r\n',
  '11:45:00","0","SITE(VMD)-1","GMT+09:00" \r\n\r\n',
].join('');

describe('parseRecorderLog', () => {
  it('NV26 the example of 5.1.1, with its wrapped line', () => {
    expect(parseRecorderLog(errorExample)).toEqual({
      kind: 'error',
      entries: [
        {
          number: 1,
          time: '2021-11-14T14:10:00+03:00',
          summerTime: false,
          text: 'CAM 3 COMMUNICATION ERROR',
          camera: 3,
        },
        {
          number: 2,
          time: '2021-11-14T14:48:00+03:00',
          summerTime: false,
          text: 'CAM 3 COMMUNICATION RECOVERED',
          camera: 3,
        },
      ],
      defects: [],
    });
  });

  it('NV27 the example of 5.1.2, with a line end within a quoted date', () => {
    const { kind, entries, defects } = parseRecorderLog(eventExample);
    expect([kind, defects]).toEqual(['event', []]);
    expect(entries[1]).toEqual({
      number: 2,
      time: '2024-04-24T11:45:00+09:00',
      summerTime: false,
      text: 'SITE(VMD)-1',
      camera: 1,
    });
  });

  it.each([
    { name: 'no list', page: 'ERROR_LOG_NO=0\r\n' },
    { name: 'an empty list', page: 'ERROR_LOG_NO=0\r\nERROR_LOG=\r\n' },
    { name: 'an empty value', page: '<HTML>\r\nERROR_LOG_NO=0\r\nERROR_LOG=""\r\n</HTML>' },
  ])('NV28 $name is an empty log', ({ page }) => {
    expect(parseRecorderLog(page)).toEqual({ kind: 'error', entries: [], defects: [] });
  });

  it('NV28 names a count that is wrong, and a rest', () => {
    const wrong = errorExample.replace('NO=2', 'NO=3');
    expect(parseRecorderLog(wrong).entries).toHaveLength(2);
    expect(parseRecorderLog(wrong).defects).toEqual(['3 entries declared; found 2']);
    const { entries, defects } = parseRecorderLog(errorExample.replace(',"GMT+03:00"\r\n\r\n', ''));
    expect(entries).toHaveLength(1);
    expect(defects).toContain('a rest of 4 values; expected 5 each');
  });

  it('adds the hour of summer time to the zone', () => {
    const page = 'EVENT_LOG="001","2024/07/01 12:00:00","1","POWER ON","GMT-03:30"';
    expect(parseRecorderLog(page).entries[0]).toMatchObject({
      time: '2024-07-01T12:00:00-02:30',
      summerTime: true,
      camera: null,
    });
  });

  it.each([
    { name: 'a day that is none', cells: '"001","2024/02/30 12:00:00","0","x","GMT+09:00"' },
    { name: 'an hour that is none', cells: '"001","2024/02/03 24:00:00","0","x","GMT+09:00"' },
    { name: 'another summer time', cells: '"001","2024/02/03 12:00:00","2","x","GMT+09:00"' },
    { name: 'another zone', cells: '"001","2024/02/03 12:00:00","0","x","UTC"' },
    { name: 'a zone of 25 hours', cells: '"001","2024/02/03 12:00:00","0","x","GMT+25:00"' },
    { name: 'no number', cells: '"","2024/02/03 12:00:00","0","x","GMT+09:00"' },
  ])('leaves out an entry with $name and keeps the next', ({ cells }) => {
    const good = '"002","2024/02/03 12:00:00","0","y","GMT+09:00"';
    const { entries, defects } = parseRecorderLog(`ERROR_LOG=${cells},${good}\r\n`);
    expect(entries.map(({ text }) => text)).toEqual(['y']);
    expect(defects[0]).toMatch(/^entry 1: /u);
  });

  it('takes empty cells, commas in a text, and stops at the next key', () => {
    const page = 'ERROR_LOG="001","2024/02/03 12:00:00","0",,"GMT+09:00"\r\nOTHER="5"\r\n';
    expect(parseRecorderLog(page)).toMatchObject({ entries: [{ text: '' }], defects: [] });
    const commas = 'ERROR_LOG="001","2024/02/03 12:00:00","0","CAM12, HDD","GMT+00:00"';
    expect(parseRecorderLog(commas).entries[0]).toMatchObject({ text: 'CAM12, HDD', camera: 12 });
  });

  it('NV27 lines that are wrapped anywhere: only the text shows where', () => {
    const cells = '"001","2024/02/03 12:00:00","1","x","GMT-03:30","002","2024/02/03 12:00:01"';
    const list = `${cells},"0","y","GMT+09:00"`;
    for (let at = 1; at < list.length; at += 1) {
      const { entries, defects } = parseRecorderLog(
        `EVENT_LOG_NO=2\r\nEVENT_LOG=${list.slice(0, at)}\r\n${list.slice(at)}\r\n`,
      );
      expect(entries.map(({ number, time, text }) => [number, time, text])).toEqual([
        [1, '2024-02-03T12:00:00-02:30', 'x'],
        [2, '2024-02-03T12:00:01+09:00', 'y'],
      ]);
      expect(defects).toEqual([]);
    }
  });

  it('takes a log whose key stands before each entry', () => {
    const line = (number: string): string =>
      `EVENT_LOG="${number}","2024/02/03 12:00:00","0","x","GMT+09:00"\r\n`;
    for (const page of [
      `EVENT_LOG_NO=2\r\n${line('001')}${line('002')}`,
      `${line('001')}${line('002')}\r\nEVENT_LOG_NO=2\r\n`,
    ]) {
      const { entries, defects } = parseRecorderLog(page);
      expect([entries.map(({ number }) => number), defects]).toEqual([[1, 2], []]);
    }
  });

  const second = '"002","2024/02/03 12:00:01","0","y","GMT+09:00"';
  const withText = (text: string): string =>
    `ERROR_LOG="001","2024/02/03 12:00:00","0",${text},"GMT+09:00",${second}\r\n`;

  it.each([
    { name: 'quotes at its end', text: '"CAM 3 "A""', read: 'CAM 3 "A"' },
    { name: 'quotes within', text: '"CAM 3 "A" LOSS"', read: 'CAM 3 "A" LOSS' },
    { name: 'quotes that are doubled', text: '"CAM 3 ""A"""', read: 'CAM 3 "A"' },
    { name: 'doubled quotes before a comma', text: '"CAM 3 ""A"", B"', read: 'CAM 3 "A", B' },
    { name: 'one quote', text: '"CAM 3 19" RACK"', read: 'CAM 3 19" RACK' },
    { name: 'quotes and commas', text: '"CAM 3 "A", B"', read: 'CAM 3 "A, B' },
    { name: 'an equals sign behind quotes', text: '"CAM 3 "A", B=1"', read: 'CAM 3 "A, B=1' },
    { name: 'a line end', text: '"CAM 3 \r\n  LOSS"', read: 'CAM 3 LOSS' },
    { name: 'HTML', text: '"CAM 3<b>&amp;="', read: 'CAM 3<b>&amp;=' },
    {
      name: 'control characters',
      text: '"CAM 3\u0000\u001b[31m\u202e"',
      read: 'CAM 3\ufffd\ufffd[31m\ufffd',
    },
    { name: 'no quotes and commas', text: 'CAM 3, A', read: 'CAM 3, A' },
    { name: 'no end', text: `"CAM 3 ${'x'.repeat(500)}"`, read: `CAM 3 ${'x'.repeat(394)}…` },
  ])('takes a text with $name, and the entry behind it', ({ text, read }) => {
    const { entries, defects } = parseRecorderLog(withText(text));
    expect(entries.map((entry) => [entry.number, entry.text])).toEqual([
      [1, read],
      [2, 'y'],
    ]);
    expect([entries[0]?.camera, defects]).toEqual([3, []]);
  });

  it.each([
    { name: 'a value too many', cells: '"001","2024/02/03 12:00:00","0","x","GMT","y"' },
    { name: 'a value too few', cells: '"001","2024/02/03 12:00:00","x","GMT+09:00"' },
    { name: 'nothing but a number', cells: '"001"' },
  ])('finds the next entry behind one with $name', ({ cells }) => {
    const { entries, defects } = parseRecorderLog(`ERROR_LOG=${cells},${second}\r\n`);
    expect(entries.map(({ number }) => number)).toEqual([2]);
    expect(defects).toHaveLength(1);
  });

  it('keeps what stands behind a quote that does not end, up to the next zone', () => {
    const page = `ERROR_LOG="001","2024/02/03 12:00:00","0","x,${second}\r\n`;
    expect(parseRecorderLog(page).entries.map(({ text }) => text)).toEqual([
      'x,"002, 2024/02/03 12:00:01, 0, y',
    ]);
  });

  it('reads a megabyte of blanks, quotes or commas in no time', () => {
    const size = 1024 * 1024 - 64;
    for (const fill of [
      ' ',
      '"',
      '" ',
      ',',
      '\r\n',
      '",',
      '"a"b',
      '"a"",',
      '"001","2024/02/03 12:00:00",',
    ]) {
      const page = `ERROR_LOG="001","2024/02/03 12:00:00","0","${fill.repeat(size / fill.length)}`;
      expect(parseRecorderLog(page.slice(0, size)).entries.length).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    { name: 'a page without a log', page: '<html>Network Disk Recorder</html>' },
    { name: 'an empty page', page: '' },
    { name: 'a page that is too large', page: `ERROR_LOG=${' '.repeat(1024 * 1024)}` },
  ])('refuses $name', ({ page }) => {
    expect(errorOf(() => parseRecorderLog(page)).kind).toBe('recorder-log');
  });

  it('keeps 1000 entries', () => {
    const entry = '"001","2024/02/03 12:00:00","0","x","GMT+09:00"';
    const { entries, defects } = parseRecorderLog(
      `ERROR_LOG=${Array.from({ length: 1003 }, () => entry).join(',')}`,
    );
    expect(entries).toHaveLength(1000);
    expect(defects).toEqual(['3 entries beyond 1000 left out']);
  });
});

describe('serializeRecorderLog', () => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const entry: fc.Arbitrary<LogEntry> = fc
    .record({
      number: fc.integer({ min: 1, max: 1000 }),
      ms: fc.integer({ min: 0, max: Date.UTC(2099, 11, 31) / 1000 }),
      zone: fc.integer({ min: -11 * 60, max: 14 * 60 }),
      summerTime: fc.boolean(),
      text: fc.stringMatching(/^[A-Z(),=<. ]{0,20}$/u).map((text) => text.trim()),
    })
    .map(({ number, ms, zone, summerTime, text }) => {
      const local = new Date(ms * 1000).toISOString().slice(0, 19);
      const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}:${two(Math.abs(zone) % 60)}`;
      return { number, time: `${local}${offset}`, summerTime, text, camera: null };
    });

  it('writes the example of 5.1.1', () => {
    const { entries } = parseRecorderLog(errorExample);
    expect(serializeRecorderLog('error', entries)).toBe(errorExample.replace('\r\n,', ','));
  });

  it('property: entries come back', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const page = serializeRecorderLog('event', entries);
        expect(parseRecorderLog(page)).toEqual({ kind: 'event', entries, defects: [] });
      }),
    );
  });

  it('property: wherever the page is wrapped behind a comma, entries come back', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.nat(30), (entries, nth) => {
        let comma = 0;
        const page = serializeRecorderLog('error', entries).replaceAll('","', (text) =>
          comma++ === nth ? '",\r\n"' : text,
        );
        expect(parseRecorderLog(page).entries).toEqual(entries);
      }),
    );
  });

  it.each([
    { name: 'a quote', entries: [{ text: 'a"b' }] },
    { name: 'a line end', entries: [{ text: 'a\nb' }] },
    { name: 'a time without offset', entries: [{ time: '2024-01-01T00:00:00' }] },
    { name: 'too many', entries: Array.from({ length: 1001 }, () => ({})) },
  ])('refuses $name', ({ entries }) => {
    const usual = {
      number: 1,
      time: '2024-01-01T00:00:00+00:00',
      summerTime: false,
      text: '',
      camera: null,
    };
    const error = errorOf(() =>
      serializeRecorderLog(
        'error',
        entries.map((odd) => ({ ...usual, ...odd })),
      ),
    );
    expect(error.kind).toBe('recorder-log');
  });

  it('property: any text gives a log or ProtocolError', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: fc.constantFrom(...'"0,\r\n =<GM+:/1E'.split('')) }),
        (tail) => {
          const outcome = outcomeOf(() => parseRecorderLog(`ERROR_LOG=${tail}`));
          expect('value' in outcome || outcome.error.kind === 'recorder-log').toBe(true);
        },
      ),
    );
  });
});
