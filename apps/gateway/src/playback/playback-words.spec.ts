import { gapInWords, openGapInWords, timeInWords } from './playback-words.js';

const at = (time: string): number => Date.parse(time);

describe('words of a playback', () => {
  it.each([
    ['UTC', '03:10:00'],
    ['Asia/Tokyo', '12:10:00'],
    ['+09:00', '12:10:00'],
    ['-05:30', '21:40:00'],
    ['Nowhere/Else', '03:10:00'],
  ])('tell times in %s', (zone, expected) => {
    expect(timeInWords(at('2026-11-20T03:10:00.990Z'), zone)).toBe(expected);
  });

  it('tell gaps, over midnight with the day', () => {
    const gap = { fromMs: at('2026-11-20T03:10:00Z'), toMs: at('2026-11-20T03:40:00Z') };
    expect(gapInWords(gap, 'UTC')).toBe('no recording 03:10:00-03:40:00');
    expect(gapInWords({ ...gap, reason: 'no key picture' }, 'UTC')).toBe('no key picture');
    const night = { fromMs: at('2026-11-20T23:10:00Z'), toMs: at('2026-11-21T03:40:00Z') };
    expect(gapInWords(night, 'UTC')).toBe('no recording 2026-11-20 23:10:00-2026-11-21 03:40:00');
  });

  it('tell gaps without an end', () => {
    const edge = at('2026-11-20T03:10:00Z');
    expect(openGapInWords(edge, 1, 'UTC', 'over')).toBe('no recording after 03:10:00');
    expect(openGapInWords(edge, -1, 'UTC', 'over')).toBe('no recording before 03:10:00');
    expect(openGapInWords(edge, 1, 'UTC', 'resting')).toBe('no recording at 03:10:00');
    expect(openGapInWords(edge, -1, 'UTC', 'looking')).toBe(
      'no recording at 03:10:00, looking for what was before',
    );
  });
});
