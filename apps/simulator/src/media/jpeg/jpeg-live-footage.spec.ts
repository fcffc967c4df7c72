import fc from 'fast-check';
import { bandLayout } from '../band/band-layout.js';
import { readStrip } from '../band/strip-reader.js';
import { lampGeometry } from '../band/band-layout.js';
import { FootageError } from '../footage-error.js';
import { prepareFootage } from '../prepare-footage.js';
import { decodePictures } from '../testing/decode-pictures.js';
import { footageFolder } from '../testing/footage-folder.js';
import { parseJpegFootage } from './jpeg-footage.js';
import { splitJpeg } from './jpeg-segments.js';

const folder = footageFolder();
const startMs = 1_790_000_000_400;

describe.each([
  { width: 640, height: 360 },
  { width: 354, height: 270 },
  { width: 1280, height: 720 },
])('JPEG footage of $width x $height pixels', ({ width, height }) => {
  it('shows moment, number and lamp of every picture', async () => {
    const options = {
      ...{ camera: 77, name: 'Gate', width, height, fps: 5, scene: 'sea' as const },
      ...{ timeZoneMinutes: 0, loopSeconds: 2, codec: 'jpeg' as const },
    };
    const made = await prepareFootage([options], { cacheDir: folder.path });
    const footage = made.get(77)!;
    const { codec, picturesPerGop, pictureCount } = footage;
    expect({ codec, picturesPerGop, pictureCount }).toEqual({
      codec: 'jpeg',
      picturesPerGop: 1,
      pictureCount: 10,
    });
    const pictures = Array.from({ length: 15 }, (_, index) =>
      footage.picture(index, startMs + index * 200, index),
    );
    const decoded = await decodePictures(pictures, { width, height, codec: 'jpeg' });
    expect(decoded).toHaveLength(15);
    const lamp = lampGeometry(width, height);
    for (const [index, data] of decoded.entries()) {
      const picture = { data, width, height, format: 'luma' } as const;
      const moment = startMs + index * 200;
      expect(readStrip(picture, footage.geometry.clock)).toMatchObject({ value: moment % 2 ** 32 });
      const identity = { value: 77 * 2 ** 24 + index };
      expect(readStrip(picture, footage.geometry.identity)).toMatchObject(identity);
      const y = Math.floor((lamp.top + lamp.height / 2) * height);
      const luma = data[y * width + Math.floor((lamp.width / 2) * width)] ?? 0;
      expect(luma > 128).toBe(moment % 1000 < 200);
    }
  }, 30_000);
});

describe('parseJpegFootage', () => {
  it('throws nothing but its own error, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(
        Uint8Array.of(0xff, 0xd8),
        Uint8Array.of(0xff, 0xd9),
        Uint8Array.of(0xff, 0xda, 0, 2),
        Uint8Array.of(0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 3, 1, 0x22, 0),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const bytes = Uint8Array.from(Buffer.concat(pieces));
        for (const read of [
          () => parseJpegFootage(bytes, bandLayout(640, 360), 1),
          () => splitJpeg(bytes),
        ]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(FootageError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a scene without restart intervals', () => {
    const jpeg = Uint8Array.from([
      ...[0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 9, 2, 0x80, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0],
      ...[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
    ]);
    expect(() => parseJpegFootage(jpeg, bandLayout(640, 360), 1)).toThrow('1 restart intervals');
  });
});
