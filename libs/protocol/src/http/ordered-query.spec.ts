import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { OrderedQuery } from './ordered-query.js';

const pairs = (query: OrderedQuery): string[][] =>
  query.entries.map(({ name, value }) => [name, value]);

describe('OrderedQuery', () => {
  it('keeps the order and repeated names', () => {
    const query = new OrderedQuery()
      .append('CTRL', 'FAR')
      .append('UID', '1')
      .append('CTRL', 'START');
    expect(query.toString()).toBe('CTRL=FAR&UID=1&CTRL=START');
    expect(query.get('CTRL')).toBe('FAR');
    expect(query.getAll('CTRL')).toEqual(['FAR', 'START']);
    expect(query.get('ctrl')).toBeUndefined();
    expect(query.getAll('X')).toEqual([]);
  });

  it.each([
    { name: 'nothing', text: '', entries: [] },
    { name: 'a question mark alone', text: '?', entries: [] },
    { name: 'a question mark in front', text: '?UID=-1', entries: [['UID', '-1']] },
    {
      name: 'empty value',
      text: 'A=&B=1',
      entries: [
        ['A', ''],
        ['B', '1'],
      ],
    },
    { name: 'further equals signs', text: 'A=b=c', entries: [['A', 'b=c']] },
    { name: 'percent-encoding', text: '%41=%26%3D%20', entries: [['A', '&= ']] },
    { name: 'a plus sign, which is no space', text: 'Z=GMT+09:00', entries: [['Z', 'GMT+09:00']] },
    {
      name: '19 digits',
      text: 'UID=9223372036854775807',
      entries: [['UID', '9223372036854775807']],
    },
  ])('reads $name', ({ text, entries }) => {
    for (const policy of ['lenient', 'strict'] as const) {
      const query = OrderedQuery.parse(text, policy);
      expect(pairs(query)).toEqual(entries);
      expect(query.defects).toEqual([]);
    }
  });

  it.each([
    {
      name: 'B4 full-width "＝"',
      text: 'A=1&PLAYCMD＝BPLAY',
      entries: [
        ['A', '1'],
        ['PLAYCMD', 'BPLAY'],
      ],
    },
    { name: 'B4 the same percent-encoded', text: 'P%EF%BC%9DB', entries: [['P', 'B']] },
    { name: 'B4 the same as raw bytes', text: 'Pï¼\u009dB', entries: [['P', 'B']] },
    { name: 'no equals sign', text: 'A', entries: [['A', '']] },
    {
      name: 'nothing between two "&"',
      text: 'A=1&&B=2',
      entries: [
        ['A', '1'],
        ['B', '2'],
      ],
    },
    { name: 'broken percent-encoding', text: 'A=%zz', entries: [['A', '%zz']] },
    { name: 'percent-encoded Latin-1', text: 'A=%e9', entries: [['A', '%e9']] },
  ])('$name: read and reported, refused when strict', ({ text, entries }) => {
    const query = OrderedQuery.parse(text);
    expect(pairs(query)).toEqual(entries);
    expect(query.defects).toHaveLength(1);
    const error = errorOf(() => OrderedQuery.parse(text, 'strict'));
    expect(error.kind).toBe('query');
    expect(error.message).toMatch(/expected .* \(parameter \d\)/u);
  });

  it('refuses "＝" beside "=" when strict', () => {
    expect(errorOf(() => OrderedQuery.parse('A=1＝2', 'strict')).kind).toBe('query');
    expect(pairs(OrderedQuery.parse('A=1＝2'))).toEqual([['A', '1＝2']]);
  });

  it.each([
    { name: 'too long', text: `A=${'x'.repeat(8192)}` },
    { name: 'too many', text: 'A=1&'.repeat(300) },
  ])('refuses $name', ({ text }) => {
    expect(errorOf(() => OrderedQuery.parse(text)).kind).toBe('query');
  });

  it('refuses half a surrogate pair before it reaches a URL', () => {
    expect(errorOf(() => new OrderedQuery().append('A', '\ud800')).kind).toBe('query');
    expect(new OrderedQuery().append('A', '😀').toString()).toBe('A=%F0%9F%98%80');
  });

  it('never repeats a value in an error', () => {
    const error = errorOf(() => OrderedQuery.parse('UID＝13313444', 'strict'));
    expect(error.message).not.toContain('13313');
  });

  it('property: round trip', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 10 }), (list) => {
        fc.pre(!/\p{Surrogate}/u.test(list.flat().join(' ')));
        const query = new OrderedQuery();
        for (const [name, value] of list) {
          query.append(name, value);
        }
        const read = OrderedQuery.parse(query.toString());
        expect(pairs(read)).toEqual(list);
        expect(read.defects).toEqual([]);
      }),
    );
  });

  it('property: arbitrary text throws nothing but ProtocolError, and short text not even that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(OrderedQuery.parse(text).entries.length).toBeLessThanOrEqual(text.length + 1);
        const strict = outcomeOf(() => OrderedQuery.parse(text, 'strict'));
        expect('error' in strict ? strict.error.kind : strict.value.defects).toEqual(
          'error' in strict ? 'query' : [],
        );
      }),
    );
  });
});
