import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { jpegPicture } from '../../fixtures/jpeg-pictures.js';
import {
  describeJpeg,
  isOversizedPicture,
  isPlaceholderSize,
  withoutJpegTrailer,
} from './describe-jpeg.js';

describe('describeJpeg', () => {
  it.each([
    { name: 'baseline', bytes: jpegPicture(), isProgressive: false },
    { name: 'progressive', bytes: jpegPicture({ frameMarker: 0xc2 }), isProgressive: true },
    { name: 'with tables in front', bytes: jpegPicture({ tables: 3 }), isProgressive: false },
  ])('tells the size of a $name picture', ({ bytes, isProgressive }) => {
    expect(describeJpeg(bytes)).toEqual({ width: 640, height: 360, isProgressive });
  });

  it('is content with a picture that is cut short behind its frame header', () => {
    const bytes = jpegPicture({ tables: 1 });
    const sizes = bytes.map((_, length) =>
      describeJpeg(bytes.subarray(0, length)) === undefined ? 0 : 1,
    );
    const known = sizes.indexOf(1);
    expect(known).toBeGreaterThan(0);
    expect(sizes.slice(known).every((size) => size === 1)).toBe(true);
  });

  it('passes over fill bytes and markers without a length', () => {
    const bytes = jpegPicture();
    const odd = concatBytes([bytes.subarray(0, 2), fromHex('ff01ffffffd0'), bytes.subarray(2)]);
    expect(describeJpeg(odd)).toMatchObject({ width: 640 });
  });

  it.each([
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'an SOI alone', bytes: fromHex('ffd8') },
    { name: 'no SOI', bytes: jpegPicture().subarray(2) },
    { name: 'image data without a frame', bytes: fromHex('ffd8ffda0002') },
    { name: 'JP03 tables without a frame', bytes: fromHex('ffd8ffdb00040000ffd9') },
    { name: 'a height that comes later', bytes: jpegPicture({ height: 0 }) },
    { name: 'a segment of length 0', bytes: fromHex('ffd8ffe00000') },
    { name: 'HTML', bytes: new TextEncoder().encode('<html>no picture</html>') },
  ])('knows nothing of $name', ({ bytes }) => {
    expect(describeJpeg(bytes)).toBeUndefined();
  });

  it('never throws and never loops, whatever the bytes are', () => {
    const almost = fc
      .array(fc.constantFrom(0xff, 0xd8, 0xc0, 0xda, 0xd9, 0, 1, 4, 200), { maxLength: 60 })
      .map((bytes) => Uint8Array.of(0xff, 0xd8, ...bytes));
    fc.assert(
      fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        const described = describeJpeg(bytes);
        expect(described === undefined || described.width > 0).toBe(true);
        const whole = withoutJpegTrailer(bytes);
        expect(whole === undefined || whole.at(-1) === 0xd9).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('withoutJpegTrailer', () => {
  it('cuts padding off', () => {
    const bytes = jpegPicture();
    const padded = concatBytes([bytes, new Uint8Array(4_000)]);
    expect(withoutJpegTrailer(bytes)).toEqual(bytes);
    expect(withoutJpegTrailer(padded)).toEqual(bytes);
  });

  it('finds no end in a truncated picture', () => {
    expect(withoutJpegTrailer(jpegPicture().subarray(0, -1))).toBeUndefined();
    expect(withoutJpegTrailer(fromHex('d9'))).toBeUndefined();
  });
});

it('JP05: a picture of 39 x 37 stands for "no image"', () => {
  const placeholder = describeJpeg(jpegPicture({ width: 0x27, height: 0x25 }))!;
  expect(isPlaceholderSize(placeholder)).toBe(true);
  expect(isPlaceholderSize({ width: 64, height: 48 })).toBe(false);
});

it('isOversizedPicture: what no camera sends', () => {
  expect(isOversizedPicture({ width: 65_535, height: 65_535 })).toBe(true);
  expect(isOversizedPicture({ width: 64, height: 16_385 })).toBe(true);
  expect(isOversizedPicture({ width: 16_384, height: 16_384 })).toBe(false);
});
