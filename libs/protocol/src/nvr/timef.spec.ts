import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { isDocumentedTimefYear, parseTimef, serializeTimef } from './timef.js';

describe('TIMEF', () => {
  it.each([
    { name: 'NV13', iso: '2022-12-01T09:20:15Z', precision: 'second', timef: '22120109201500' },
    {
      name: 'NV14 given with an offset',
      iso: '2022-12-01T18:20:15+09:00',
      precision: 'second',
      timef: '22120109201500',
    },
    {
      name: 'NV15 frame step',
      iso: '2022-11-14T12:00:01.23Z',
      precision: 'hundredth',
      timef: '22111412000123',
    },
    {
      name: 'NV15 .999 is cut off',
      iso: '2022-11-14T12:00:01.999Z',
      precision: 'hundredth',
      timef: '22111412000199',
    },
    {
      name: 'B7 00 unless stepping',
      iso: '2022-11-14T12:00:01.999Z',
      precision: 'second',
      timef: '22111412000100',
    },
    {
      name: 'B5 two digits everywhere',
      iso: '2023-01-02T03:04:05Z',
      precision: 'second',
      timef: '23010203040500',
    },
    {
      name: 'first instant',
      iso: '2022-01-01T00:00:00Z',
      precision: 'second',
      timef: '22010100000000',
    },
    {
      name: 'last instant',
      iso: '2099-12-31T23:59:59.99Z',
      precision: 'hundredth',
      timef: '99123123595999',
    },
  ] as const)('$name', ({ iso, precision, timef }) => {
    expect(serializeTimef(Date.parse(iso), precision)).toBe(timef);
  });

  it.each(['2021-12-31T23:59:59.999Z', '2100-01-01T00:00:00Z', 'no date'])('refuses %s', (iso) => {
    expect(errorOf(() => serializeTimef(Date.parse(iso), 'second')).kind).toBe('timef');
  });

  it.each([
    { name: '13 digits', text: '2212010920150' },
    { name: 'B3 the misprinted 15 digits', text: '022120109201500' },
    { name: 'AS60_UNKNOWN', text: 'AS60_UNKNOWN' },
    { name: 'month 13', text: '22130109201500' },
    { name: 'month 0', text: '22000109201500' },
    { name: '29 February 2023', text: '23022909201500' },
    { name: 'hour 24', text: '22120124201500' },
    { name: 'second 60', text: '22120109206000' },
    { name: 'full-width digits', text: '２２120109201500' },
  ])('does not read $name', ({ text }) => {
    expect(errorOf(() => parseTimef(text)).kind).toBe('timef');
  });

  it('B5 accepts later years and says so', () => {
    expect(parseTimef('24022909201537')).toEqual({
      epochMs: Date.parse('2024-02-29T09:20:15.37Z'),
      defects: [],
    });
    expect(parseTimef('36010100000000').defects).toEqual([
      'year 2036; documented are 2022 to 2035',
    ]);
    expect(isDocumentedTimefYear(Date.parse('2035-12-31T23:59:59Z'))).toBe(true);
    expect(isDocumentedTimefYear(Date.parse('2036-01-01T00:00:00Z'))).toBe(false);
  });

  it('property: round trip to 10 ms, in the order of time', () => {
    const instants = fc.integer({ min: Date.UTC(2022), max: Date.UTC(2100) - 1 });
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [first, second] = [serializeTimef(a, 'hundredth'), serializeTimef(b, 'hundredth')];
        expect(parseTimef(first).epochMs).toBe(Math.floor(a / 10) * 10);
        expect(first <= second || a > b).toBe(true);
        expect(parseTimef(serializeTimef(a, 'second')).epochMs).toBe(Math.floor(a / 1000) * 1000);
      }),
    );
  });

  it('property: arbitrary text throws nothing but ProtocolError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{14}$/u)), (text) => {
        const outcome = outcomeOf(() => parseTimef(text));
        const again = 'value' in outcome ? outcome.value.epochMs : Date.UTC(2022);
        expect(Number.isInteger(again)).toBe(true);
      }),
    );
  });
});
