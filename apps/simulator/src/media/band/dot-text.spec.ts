import fc from 'fast-check';
import { clockText } from './clock-text.js';
import { fontCharacters, glyphOf, glyphRows } from './dot-font.js';
import { fitText, placeText, textWidth } from './dot-text.js';

describe('the dot font', () => {
  it('has seven even rows for every printable ASCII character', () => {
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    expect(fontCharacters()).toEqual(expect.arrayContaining(ascii));
    for (const character of fontCharacters()) {
      for (const style of ['narrow', 'wide'] as const) {
        const glyph = glyphOf(character, style);
        expect(glyph).toHaveLength(glyphRows);
        const width = glyph[0]?.length ?? 0;
        expect(width).toBeGreaterThan(0);
        expect(width).toBeLessThanOrEqual(5);
        expect(glyph.every((row) => /^[#.]+$/.test(row) && row.length === width)).toBe(true);
      }
    }
  });

  it('has a different glyph for every character, but for 0 and O', () => {
    for (const style of ['narrow', 'wide'] as const) {
      const characters = fontCharacters().filter((character) => character !== 'O');
      const glyphs = characters.map((character) => glyphOf(character, style).join('|'));
      expect(new Set(glyphs).size).toBe(glyphs.length);
    }
  });

  it('shows a hollow box for what it has not', () => {
    expect(glyphOf('門', 'narrow')).toEqual([
      '####',
      '#..#',
      '#..#',
      '#..#',
      '#..#',
      '#..#',
      '####',
    ]);
  });
});

describe('texts of dots', () => {
  it('are placed with one dot between glyphs', () => {
    expect(placeText('1i', 10, 'narrow').map(({ x }) => x)).toEqual([10, 14]);
    expect(textWidth('1i', 'narrow')).toBe(5);
    expect(textWidth('', 'wide')).toBe(0);
  });

  it('fit the clock and a name into 160 dots', () => {
    expect(textWidth('2026-11-21 10:09:45.67', 'narrow')).toBe(80);
    expect(textWidth('2026-11-21 10:09:45.67', 'wide')).toBe(96);
    expect(fitText('Main entrance', 66, 'narrow')).toBe('Main entrance');
  });

  it('are shortened with an ellipsis', () => {
    expect(fitText('Parking level 2 north', 50, 'narrow')).toBe('Parking le…');
    expect(fitText('Café Züri', 80, 'narrow')).toBe('Cafe Zuri');
    expect(fitText('Gate', 3, 'narrow')).toBe('');
  });

  it('never take more dots than there are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: -5, max: 200 }),
        (text, dots) => {
          const shown = fitText(text, Math.max(0, dots), 'narrow');
          expect(textWidth(shown, 'narrow')).toBeLessThanOrEqual(Math.max(0, dots));
        },
      ),
    );
  });
});

describe('clockText', () => {
  it.each([
    [Date.UTC(2026, 10, 21, 1, 9, 45, 678), 540, '2026-11-21 10:09:45.67'],
    [Date.UTC(2026, 10, 21, 1, 9, 45, 678), -210, '2026-11-20 21:39:45.67'],
    [0, 0, '1970-01-01 00:00:00.00'],
    [-1, 0, '1969-12-31 23:59:59.99'],
    [Date.UTC(2026, 1, 28, 23, 59, 59, 999.9), 0, '2026-02-28 23:59:59.99'],
  ])('shows %d ms with %d minutes as %s', (wallClockMs, timeZoneMinutes, text) => {
    expect(clockText(wallClockMs, timeZoneMinutes)).toBe(text);
  });

  it('shows the last moment of all for what is beyond', () => {
    expect(clockText(1e300, 0)).toBe('+275760-09-13 00:00:00.00');
  });
});
