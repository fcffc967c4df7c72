import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { splitJpegPart } from './live-jpeg.js';
import { writeRecorderTlvs } from './recorder-information.js';
import { serializeTlvs } from './tlv.js';

/** Without a limit, unlike that of the library. */
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const plain = `ffd8ffdb0043${'00'.repeat(65)}ffd9`;
const recorderChunk = 'ffd8fffe002000040008000300000007000c6b01435900090000000d000801000000';
const cameraChunk = 'ffd8fffe00180011000c6b0143590009000000120008002100' + '00';

/** A chunk of the given TLVs, whose Length is off by so many bytes. */
function chunkOf(tlvs: Uint8Array, off = 0): Uint8Array {
  const length = (tlvs.length + 4 + off) & 0xffff;
  return concatBytes([fromHex('ffd8fffe'), Uint8Array.of(length >> 8, length & 0xff), tlvs]);
}

describe('splitJpegPart', () => {
  it('JP01 takes off the chunk of the recorder and that of the camera', () => {
    const { jpeg, recorder, camera, defect } = splitJpegPart(
      fromHex(recorderChunk + cameraChunk + plain),
    );
    expect(toHex(jpeg)).toBe(plain);
    expect(recorder).toMatchObject({ camera: 3, timeEpochS: 0x6b01_4359, state: 'live' });
    expect(camera?.map(({ id, data }) => [id, toHex(data)])).toEqual([
      [0x0011, '6b01435900090000'],
      [0x0012, '00210000'],
    ]);
    expect(defect).toBeUndefined();
  });

  it('JP02 takes the opaque items of a camera as they are', () => {
    const chunk =
      'ffd8fffe00340011000c6b014359000700000012000800620000001e000800000000001f0008000000000027000c0506070800000000';
    const { jpeg, recorder, camera } = splitJpegPart(fromHex(chunk + plain));
    expect(toHex(jpeg)).toBe(plain);
    expect(recorder).toBeUndefined();
    expect(camera?.map(({ id }) => id)).toEqual([0x11, 0x12, 0x1e, 0x1f, 0x27]);
  });

  it('JP03 leaves a plain JPEG alone, also one with a comment of its own', () => {
    const comment = 'ffd8fffe000f4c6176633630'.padEnd(34, '2') + 'ffdb0043ffd9';
    for (const hex of [plain, comment]) {
      expect(splitJpegPart(fromHex(hex))).toEqual({ jpeg: fromHex(hex) });
    }
  });

  it.each([
    { name: 'Length beyond the part', hex: `ffd8fffeffff${recorderChunk.slice(12)}${plain}` },
    { name: 'Length 0', hex: `ffd8fffe0000${recorderChunk.slice(12)}${plain}` },
  ])('JP04 $name: the part as it is, and what was odd', ({ hex }) => {
    const { jpeg, recorder, defect } = splitJpegPart(fromHex(hex));
    expect(toHex(jpeg)).toBe(hex);
    expect(recorder).toBeUndefined();
    expect(defect).toMatch(/^JPEG chunk of length (65535|0) in a part of \d+ bytes$/);
  });

  it.each([
    { name: 'the Length without its own two bytes', off: -2 },
    { name: 'the Length with the SOI', off: 2 },
    { name: 'a Length that is nothing of these', off: -5 },
  ])('B25 finds the picture behind $name', ({ off }) => {
    const tlvs = writeRecorderTlvs({ camera: 7, timeEpochS: 1_000, state: 'live' });
    const { jpeg, recorder, defect } = splitJpegPart(
      concatBytes([chunkOf(tlvs, off), fromHex(plain)]),
    );
    expect(toHex(jpeg)).toBe(plain);
    expect(recorder?.camera).toBe(7);
    expect(defect).toContain('expected at byte');
  });

  it('B23 takes FFFF for no chunk, and says when there is no picture', () => {
    const ffff = fromHex(`ffd8ffff${recorderChunk.slice(8)}${plain}`);
    expect(splitJpegPart(ffff)).toEqual({ jpeg: ffff });
    expect(splitJpegPart(fromHex(recorderChunk)).defect).toBe(
      'JPEG chunk without a picture behind it',
    );
    expect(splitJpegPart(fromHex('001122'))).toEqual({
      jpeg: fromHex('001122'),
      defect: 'JPEG part without SOI',
    });
  });

  it('property: the chunks come off whatever is in them, and the picture stays as it is', () => {
    const tlv = fc.record({
      id: fc.integer({ min: 6, max: 0xffff }),
      data: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 128 }), { nil: undefined }),
        fc.array(tlv, { maxLength: 4 }),
        (camera, tlvs) => {
          const chunks = [
            ...(camera === undefined ? [] : [chunkOf(writeRecorderTlvs({ camera }))]),
            ...(tlvs.length === 0 ? [] : [chunkOf(serializeTlvs(tlvs))]),
          ];
          const split = splitJpegPart(concatBytes([...chunks, fromHex(plain)]));
          expect(toHex(split.jpeg)).toBe(plain);
          expect(split.recorder?.camera).toBe(camera);
          expect(split.camera?.map(({ id }) => id) ?? []).toEqual(tlvs.map(({ id }) => id));
        },
      ),
    );
  });

  it('property: any bytes give a view of themselves', () => {
    const start = fc.constantFrom('', 'ffd8fffe', recorderChunk, recorderChunk + cameraChunk);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 80 }), (hex, tail) => {
        const bytes = concatBytes([fromHex(hex), tail]);
        const { jpeg } = splitJpegPart(bytes);
        expect(toHex(bytes).endsWith(toHex(jpeg))).toBe(true);
        expect(jpeg.buffer).toBe(bytes.buffer);
      }),
    );
  });
});
