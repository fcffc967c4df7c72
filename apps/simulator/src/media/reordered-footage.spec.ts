import { prepareFootage } from './prepare-footage.js';
import { readStrip } from './band/strip-reader.js';
import { displayOrder } from './display-order.js';
import { FootageError } from './footage-error.js';
import { footageFolder } from './testing/footage-folder.js';
import { decodePictures } from './testing/decode-pictures.js';

const folder = footageFolder();

/** A full second, so that moments are whole milliseconds. */
const startMs = 1_790_000_000_000;

describe.each([1, 2, 3])('footage with %i B pictures in a row', (bFrames) => {
  it('shows the moments in order when it is decoded, none before it was taken', async () => {
    const options = {
      ...{ camera: 5, name: 'Gate', width: 320, height: 240, fps: 10, scene: 'sea' as const },
      ...{ timeZoneMinutes: 0, loopSeconds: 3, bFrames },
    };
    const made = await prepareFootage([options], { cacheDir: folder.path });
    const footage = made.get(5)!;
    expect(footage.reorderDelay).toBe(bFrames);
    const shownAt = (index: number): number =>
      startMs + (index + footage.displayOffset(index) - footage.reorderDelay) * 100;
    const pictures = Array.from({ length: 2 * footage.pictureCount }, (_, index) => {
      expect(shownAt(index)).toBeLessThanOrEqual(startMs + index * 100);
      return footage.picture(index, shownAt(index), index);
    });
    const decoded = await decodePictures(pictures, { width: 320, height: 240 });
    expect(decoded).toHaveLength(pictures.length);
    for (const [place, data] of decoded.entries()) {
      const picture = { data, width: 320, height: 240, format: 'luma' } as const;
      const value = (startMs + (place - footage.reorderDelay) * 100) % 2 ** 32;
      expect(readStrip(picture, footage.geometry.clock)).toMatchObject({ value });
    }
  }, 30_000);
});

describe('displayOrder', () => {
  it('moves nothing where no order is coded', () => {
    const { displayOffset, reorderDelay } = displayOrder([{ order: 0 }, { order: 0 }], 2, 1);
    expect([displayOffset(0), displayOffset(1), reorderDelay]).toEqual([0, 0, 0]);
  });

  it.each([
    ['twice', [0, 2, 2]],
    ['beyond the GOP', [0, 3, 1]],
  ])('refuses a GOP that has a place %s', (_, orders) => {
    const pictures = orders.map((order) => ({ order }));
    expect(() => displayOrder(pictures, 3, 8)).toThrow(FootageError);
  });
});
