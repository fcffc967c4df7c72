import fc from 'fast-check';
import { settleRange } from './settle-range.js';

describe('settleRange', () => {
  it.each([
    ['the last bytes of a file with fewer', { range: 'bytes=-500' }, 'bytes=0-'],
    ['the last bytes', { range: 'bytes=-100' }, 'bytes=-100'],
    ['a unit in capitals', { range: 'BYTES=0-1' }, 'bytes=0-1'],
    ['no bytes', { range: 'bytes=-0' }, 'bytes=-0'],
    ['another unit', { range: 'pieces=-500' }, 'pieces=-500'],
    ['a strong tag', { range: 'bytes=0-1', 'if-range': '"a"' }, 'bytes=0-1'],
    ['a weak tag', { range: 'bytes=0-1', 'if-range': 'W/"a"' }, undefined],
    ['none', {}, undefined],
  ])('knows %s', (_name, headers, expected) => {
    const settled: { range?: string } = { ...headers };
    settleRange(settled, 100);
    expect(settled.range).toBe(expected);
  });

  it('leaves everything else as it is, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (range, size) => {
        const headers = { range, host: 'x' };
        settleRange(headers, size);
        expect(headers.host).toBe('x');
        if (!/^bytes=/i.test(range)) {
          expect(headers.range).toBe(range);
        }
      }),
    );
  });
});
