import { fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { h265Pps, h265Slice, h265Sps } from '../../fixtures/h265-nal-units.js';
import { h265AccessUnits } from '../../fixtures/h265-streams.js';
import { h265NalUnitType, h265NalUnitTypes, isH265VclType } from './nal-unit-type.js';
import { parseH265Pps } from './pps.js';
import {
  parseH265PictureStart,
  parseSliceSegmentStart,
  startsH265Picture,
} from './slice-segment-header.js';
import { parseH265Sps } from './sps.js';

const sps = parseH265Sps(h265Sps);
const pps = parseH265Pps(h265Pps());

function errorOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('slice segment headers', () => {
  it('tells the order of the pictures of x265', () => {
    const units = h265AccessUnits('open-gop-b-pictures');
    const sets = units[0]!;
    const realSps = parseH265Sps(sets.find((nalUnit) => h265NalUnitType(nalUnit) === 33)!);
    const realPps = parseH265Pps(sets.find((nalUnit) => h265NalUnitType(nalUnit) === 34)!);
    const starts = units.map((nalUnits) => {
      const slice = nalUnits.find((nalUnit) => isH265VclType(h265NalUnitType(nalUnit)))!;
      return parseH265PictureStart(slice, realPps, realSps);
    });
    expect(starts.slice(0, 10).map(({ picOrderCntLsb }) => picOrderCntLsb)).toEqual([
      ...[undefined, 3, 2, 1, 6, 5, 4, 8, 7, 11],
    ]);
    expect(
      starts
        .slice(0, 8)
        .map(({ sliceType }) => sliceType)
        .join(''),
    ).toBe('IPBBPBBI');
  });

  it('tells the segments of a picture apart', () => {
    const [first, ...others] = h265AccessUnits('main-three-slices')[0]!.filter((nalUnit) =>
      isH265VclType(h265NalUnitType(nalUnit)),
    );
    expect(parseSliceSegmentStart(first!)).toEqual({ isFirst: true, ppsId: 0 });
    expect(others.map((nalUnit) => parseSliceSegmentStart(nalUnit).isFirst)).toEqual([
      false,
      false,
    ]);
    expect(startsH265Picture(first!.subarray(2))).toBe(true);
    expect(startsH265Picture(others[0]!.subarray(2))).toBe(false);
  });

  it('passes over extra bits, output flag and colour plane', () => {
    const odd = { extraSliceHeaderBits: 2, outputFlagPresent: true };
    const written = fromHex('0201cde8'); // 1 1 00 1 1 01 1110 1000
    expect(
      parseH265PictureStart(written, odd, { separatePlanes: true, picOrderCntBits: 4 }),
    ).toEqual({ sliceType: 'B', picOrderCntLsb: 14 });
  });

  it.each([
    { name: 'a later segment', slice: h265Slice({ first: false }) },
    { name: 'slice_type 3', slice: h265Slice({ sliceType: 3 }) },
    { name: 'PPS 64', slice: h265Slice({ ppsId: 64 }) },
    { name: 'nothing behind the header', slice: fromHex('0201') },
    { name: 'nothing', slice: new Uint8Array() },
  ])('refuses $name', ({ slice }) => {
    const error = errorOf(() => parseH265PictureStart(slice, pps, sps));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toHaveProperty('kind', 'slice-header');
  });

  it('reads what was written, and throws nothing but MediaError for arbitrary bytes', () => {
    const types = Object.values(h265NalUnitTypes).filter(isH265VclType);
    fc.assert(
      fc.property(
        fc.record({ type: fc.constantFrom(...types), ppsId: fc.nat(63), poc: fc.nat(255) }),
        fc.uint8Array({ maxLength: 50 }),
        ({ type, ppsId, poc }, bytes) => {
          const slice = h265Slice({ type, ppsId, poc, sliceType: 0 });
          expect(parseSliceSegmentStart(slice)).toEqual({ isFirst: true, ppsId });
          const isIdr = type === 19 || type === 20;
          expect(parseH265PictureStart(slice, pps, sps)).toEqual({
            sliceType: 'B',
            picOrderCntLsb: isIdr ? undefined : poc,
          });
          const result = errorOf(() => parseH265PictureStart(bytes, pps, sps));
          expect(result instanceof Error ? result instanceof MediaError : true).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
