import { fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { h264AccessUnits } from '../../fixtures/h264-streams.js';
import { sliceNalUnit } from '../../fixtures/nal-units.js';
import { hasSliceHeader, nalUnitType } from './nal-unit-type.js';
import { isFirstSlice, parseSliceHeader } from './slice-header.js';

describe('parseSliceHeader', () => {
  it.each([
    { firstMb: 0, sliceType: 0, type: 'P', ppsId: 0 },
    { firstMb: 0, sliceType: 6, type: 'B', ppsId: 1 },
    { firstMb: 75, sliceType: 7, type: 'I', ppsId: 255 },
    { firstMb: 8159, sliceType: 9, type: 'SI', ppsId: 3 },
  ])('first_mb $firstMb, $type, PPS $ppsId', ({ firstMb, sliceType, type, ppsId }) => {
    const slice = sliceNalUnit({ firstMb, sliceType, ppsId });
    expect(parseSliceHeader(slice)).toEqual({ firstMbInSlice: firstMb, sliceType: type, ppsId });
    expect(isFirstSlice(slice)).toBe(firstMb === 0);
  });

  it('reads the slices of x264', () => {
    const pictures = h264AccessUnits('baseline-four-slices').map((nalUnits) =>
      nalUnits.filter((nalUnit) => hasSliceHeader(nalUnitType(nalUnit))),
    );
    expect(pictures).toHaveLength(30);
    pictures.forEach((slices, picture) => {
      const headers = slices.map((slice) => parseSliceHeader(slice));
      // 320x240 has 15 rows of 20 macroblocks.
      expect(headers.map(({ firstMbInSlice }) => firstMbInSlice)).toEqual([0, 80, 160, 220]);
      expect(new Set(headers.map(({ sliceType }) => sliceType))).toEqual(
        new Set([picture % 10 === 0 ? 'I' : 'P']),
      );
    });
  });

  it.each([
    { name: 'no bytes', bytes: '' },
    { name: 'only the header', bytes: '41' },
    { name: 'too few bits', bytes: '4101' },
    { name: 'slice_type 10', bytes: '4185c0' },
  ])('refuses $name', ({ bytes }) => {
    expect(() => parseSliceHeader(fromHex(bytes))).toThrow(MediaError);
  });

  it('throws nothing but MediaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(parseSliceHeader(bytes).ppsId).toBeLessThanOrEqual(255);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});
