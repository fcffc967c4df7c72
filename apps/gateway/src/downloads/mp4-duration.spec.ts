import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mp4DurationMs } from './mp4-duration.js';

const box = (type: string, body: Uint8Array, size = body.length + 8): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const longBox = (type: string, body: Uint8Array): Buffer => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length + 16));
  return box(type, Buffer.concat([size, body]), 1);
};
const mvhd = (timescale: number, duration: number): Buffer => {
  const body = Buffer.alloc(100);
  body.writeUInt32BE(timescale, 12);
  body.writeUInt32BE(duration, 16);
  return box('mvhd', body);
};
const longMvhd = (timescale: number, duration: number): Buffer => {
  const body = Buffer.alloc(112);
  body[0] = 1;
  body.writeUInt32BE(timescale, 20);
  body.writeBigUInt64BE(BigInt(duration), 24);
  return box('mvhd', body);
};
const ftyp = box('ftyp', Buffer.from('mp42\0\0\0\0', 'latin1'));
const mdat = Buffer.alloc(5_000, 'moov');

describe('mp4DurationMs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'casement-mp4-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const durationOf = (...boxes: Uint8Array[]): Promise<number | null> => {
    const path = join(folder, 'a.mp4');
    writeFileSync(path, Buffer.concat(boxes));
    return mp4DurationMs(path);
  };

  it.each<[string, Uint8Array[], number | null]>([
    ['at the front', [ftyp, box('moov', mvhd(1_000, 4_321)), box('mdat', mdat)], 4_321],
    ['at the end', [ftyp, box('mdat', mdat), box('moov', mvhd(90_000, 180_000))], 2_000],
    ['behind other boxes', [ftyp, box('moov', Buffer.concat([ftyp, mvhd(2, 3)]))], 1_500],
    ['of 64 bits', [ftyp, longBox('mdat', mdat), box('moov', longMvhd(1_000, 2 ** 40))], 2 ** 40],
    ['up to the end of the file', [ftyp, box('moov', mvhd(1_000, 7), 0)], 7],
    ['told in fragments', [ftyp, box('moov', mvhd(1_000, 0))], null],
    ['not known', [ftyp, box('moov', mvhd(1_000, 0xffff_ffff))], null],
    ['without a timescale', [ftyp, box('moov', mvhd(0, 5))], null],
    ['no movie', [ftyp, box('mdat', mdat)], null],
    ['a box beyond the end', [ftyp, box('moov', mvhd(1_000, 7), 70_000)], null],
    ['a box of no size', [ftyp, box('free', Buffer.alloc(0), 3)], null],
    ['no MP4', [Buffer.from('recording of camera 1')], null],
    ['nothing', [], null],
  ])('%s', async (_, boxes, expected) => {
    expect(await durationOf(...boxes)).toBe(expected);
  });

  it('property: whatever a file holds, it is read to an end', async () => {
    const words = fc.constantFrom(
      ...['moov', 'mvhd', '\0\0\0\0', '\0\0\0\x01', '\0\0\0\x10', 'abcd'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 40 }), async (list) => {
        const found = await durationOf(Buffer.from(list.join(''), 'latin1'));
        expect(found === null || found > 0).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
