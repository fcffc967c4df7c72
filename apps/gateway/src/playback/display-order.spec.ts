import { concatBytes } from '@casement/bytes';
import type { RecordedPicture } from '@casement/protocol';
import fc from 'fast-check';
import { isDisplayOrder } from './display-order.js';
import { bPictureStream, h264Places, recordedInOrder } from './testing/b-pictures.js';
import { annexB, testPicture } from './testing/recorded-gops.js';

const noon = Date.UTC(2026, 10, 20, 12);
const h264 = recordedInOrder(bPictureStream('h264').slice(0, 12), h264Places, noon);
/** An IDR picture and what follows, up to the first CRA picture. */
const h265 = recordedInOrder(bPictureStream('h265').slice(0, 7), [0, 3, 2, 1, 6, 5, 4], noon);

/** The times of two pictures exchanged. */
function exchanged(pictures: readonly RecordedPicture[], a: number, b: number): RecordedPicture[] {
  const times = pictures.map(({ epochMs }) => epochMs);
  [times[a], times[b]] = [times[b] ?? 0, times[a] ?? 0];
  return pictures.map((it, index) => ({ ...it, epochMs: times[index] ?? 0 }));
}

describe('the order in which pictures are shown', () => {
  it('is that of the times of B pictures', () => {
    expect(isDisplayOrder('h264', h264)).toBe(true);
    expect(isDisplayOrder('h265', h265)).toBe(true);
  });

  it('is that of B pictures of which a part is an I slice', () => {
    const iSlice = annexB(Uint8Array.of(0x01, 0x30, 0x88, 0x80));
    const pictures = h264.map((it, index) =>
      index === 2 ? { ...it, data: concatBytes([it.data, iSlice]) } : it,
    );
    expect(isDisplayOrder('h264', pictures)).toBe(true);
    const onlyI = h264.map((it, index) => (index === 2 ? { ...it, data: iSlice } : it));
    expect(isDisplayOrder('h264', onlyI)).toBe(false);
  });

  it('is not when P pictures come late', () => {
    expect(isDisplayOrder('h264', exchanged(h264, 1, 4))).toBe(false);
    expect(isDisplayOrder('h264', exchanged(h264, 0, 2))).toBe(false);
  });

  it('is not when the picture order counts say otherwise', () => {
    expect(isDisplayOrder('h265', exchanged(h265, 2, 3))).toBe(false);
    expect(isDisplayOrder('h265', exchanged(h265, 1, 4))).toBe(false);
  });

  it('is not when pictures come later than announced', () => {
    const [key, ...rest] = h264;
    const late = { ...rest[1]!, epochMs: noon + 10 };
    const before = rest.filter((it) => it !== rest[1]);
    expect(isDisplayOrder('h264', [key!, ...before, late])).toBe(false);
  });

  it('is not in a stream without reordering', () => {
    const pictures = recordedInOrder(
      [0, 1, 2].map((index) => testPicture(index, index === 0)),
      [0, 2, 1],
      noon,
    );
    expect(isDisplayOrder('h264', pictures)).toBe(false);
    expect(isDisplayOrder('jpeg', h264)).toBe(false);
  });

  it('counts on over an IDR picture in between', () => {
    const again = h265.map((it) => ({ ...it, epochMs: it.epochMs + 7 * 40 }));
    expect(isDisplayOrder('h265', [...h265, ...again])).toBe(true);
    expect(isDisplayOrder('h265', [...again, ...h265])).toBe(false);
  });

  it('never throws', () => {
    const codecs = fc.constantFrom('h264' as const, 'h265' as const);
    const cut = fc.tuple(fc.constantFrom(...h264, ...h265), fc.nat(200), fc.nat(400));
    fc.assert(
      fc.property(codecs, fc.array(cut, { maxLength: 6 }), (codec, list) => {
        const pictures = list.map(([it, length, ms]) => ({
          ...it,
          epochMs: noon + ms,
          data: it.data.subarray(0, length),
        }));
        expect([true, false]).toContain(isDisplayOrder(codec, pictures));
      }),
    );
  });
});
