import fc from 'fast-check';
import { FakePicture, sampleGop } from '../../testing/recorded-gops.js';
import { capacityFor, PictureShelf, shelfLimits } from './picture-shelf.js';

describe('PictureShelf', () => {
  it('closes each picture once, when it leaves or comes twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ put: fc.nat(9), gop: fc.nat(2) }),
            fc.record({ keep: fc.array(fc.nat(9)) }),
          ),
        ),
        (steps) => {
          const shelf = new PictureShelf();
          const gops = [0, 1, 2].map((index) => sampleGop({ startMs: index * 400, count: 10 }));
          const pictures: FakePicture[] = [];
          for (const step of steps) {
            const gop = 'put' in step ? gops[step.gop] : undefined;
            if ('keep' in step) {
              shelf.keepOnly(({ place }) => step.keep.includes(place));
            } else if (gop) {
              const picture = new FakePicture();
              pictures.push(picture);
              shelf.put({ gop, place: step.put }, picture.asFrame());
            }
            const open = pictures.filter(({ closed }) => closed === 0).length;
            expect(shelf.open).toBe(open);
            expect([...shelf.refs()]).toHaveLength(open);
          }
          shelf.keepOnly(() => false);
          expect(pictures.every(({ closed }) => closed === 1)).toBe(true);
          expect(shelf.open).toBe(0);
        },
      ),
    );
  });

  it.each([
    [640, 360, shelfLimits.pictures],
    [1_920, 1_080, 61],
    [3_840, 2_160, 15],
    [16_384, 16_384, shelfLimits.fewest],
  ])('holds of %d x %d at most %d', (width, height, expected) => {
    expect(capacityFor(width, height, shelfLimits.pixels)).toBe(expected);
  });
});
