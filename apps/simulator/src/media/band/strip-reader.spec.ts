import fc from 'fast-check';
import { clockValue, identityValue, stripCells } from './strip-cells.js';
import { readStrip } from './strip-reader.js';
import type { StripPicture } from './strip-reader.js';

const area = { top: 0.25, height: 0.5 };

type Drawing = { width?: number; height?: number; white?: number; black?: number };

/** A grey picture with a strip from a quarter to three quarters of its height, as the format defines it. */
function draw(
  cells: readonly number[],
  { width = 384, height = 8, white = 235, black = 16 }: Drawing = {},
): StripPicture {
  const data = new Uint8Array(width * height).fill(120);
  for (let y = Math.floor(height / 4); y < (height * 3) / 4; y += 1) {
    for (const [cell, bit] of cells.entries()) {
      const [from, to] = [cell, cell + 1].map((index) => Math.floor((width * index) / 48));
      data.fill(bit === 1 ? white : black, y * width + from!, y * width + to!);
    }
  }
  return { data, width, height, format: 'luma' };
}

function toRgba({ data, width, height }: StripPicture): StripPicture {
  return {
    data: Uint8ClampedArray.from({ length: data.length * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : (data[at >> 2] ?? 0),
    ),
    width,
    height,
    format: 'rgba',
  };
}

describe('strips', () => {
  it('have sync, value, check and guard where browsers expect them', () => {
    // 0x80000001 % 251 = 2147483649 % 251.
    const cells = stripCells(0x80000001).join('');
    expect(cells).toHaveLength(48);
    expect(cells.slice(0, 4)).toBe('1010');
    expect(cells.slice(4, 36)).toBe(`1${'0'.repeat(30)}1`);
    expect(Number.parseInt(cells.slice(36, 44), 2)).toBe(0x80000001 % 251);
    expect(cells.slice(44)).toBe('0101');
  });

  it('hold the clock modulo 2^32 and the camera above the counter', () => {
    expect(clockValue(1_790_000_000_123.9)).toBe(1_790_000_000_123 % 2 ** 32);
    expect(clockValue(-1)).toBe(2 ** 32 - 1);
    expect(identityValue(255, 2 ** 24 + 7)).toBe(0xff000007);
    expect(identityValue(3, -1)).toBe(0x03ffffff);
  });

  it('are read at any size, in luma and RGBA', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 214, max: 700 }),
      height: fc.integer({ min: 4, max: 24 }),
    });
    fc.assert(
      fc.property(fc.nat(0xffffffff), sizes, (value, size) => {
        const picture = draw(stripCells(value), size);
        expect(readStrip(picture, area)).toMatchObject({ value });
        expect(readStrip(toRgba(picture), area)).toMatchObject({ value });
      }),
    );
  });

  it.each([
    [
      'low contrast',
      draw(stripCells(5), { white: 120, black: 70 }),
      'contrast of sync and guard is 50',
    ],
    ['no strip', draw(new Array<number>(48).fill(1)), 'contrast of sync and guard is 0'],
    ['an empty picture', { data: [], width: 0, height: 0, format: 'luma' as const }, 'contrast'],
  ])('say what is wrong: %s', (_, picture, words) => {
    expect(readStrip(picture, area)).toEqual({ defect: expect.stringContaining(words) });
  });

  it('notice wrong sync and check', () => {
    const sync = stripCells(99).with(1, 1);
    expect(readStrip(draw(sync), area)).toEqual({
      defect: 'sync and guard are 11100101; expected 10100101',
    });
    const check = stripCells(99).with(43, 0);
    expect(readStrip(draw(check), area)).toEqual({ defect: 'check is 98; expected 99 for 99' });
  });

  it('never throw, whatever the picture', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.nat(60),
        fc.nat(10),
        (data, width, height) => {
          const reading = readStrip({ data, width, height, format: 'luma' }, area);
          expect('value' in reading || 'defect' in reading).toBe(true);
        },
      ),
    );
  });

  it('can be read by the text of the function alone, as a page does', () => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- this is what page.evaluate does
    const evaluate = new Function(`return (${readStrip.toString()})`) as () => typeof readStrip;
    const alone = evaluate();
    expect(alone(draw(stripCells(4711)), area)).toMatchObject({ value: 4711 });
  });
});
