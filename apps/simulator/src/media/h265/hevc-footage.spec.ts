import { joinAnnexB } from '@casement/media';
import fc from 'fast-check';
import { bandLayout } from '../band/band-layout.js';
import { FootageError } from '../footage-error.js';
import { parseHevcFootage, removeHevcBands } from './hevc-footage.js';
import { hevcSliceCount } from './slice-count.js';

const layout = bandLayout(640, 360);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** As x265 writes them for 640x360: blocks of 16, no deblocking, wavefronts. */
const vps = hex('40010c01ffff01600000030090000003000003003fba0240');
const sps = hex(
  '4201010160000003009000000300000300' + '3fa005020171f2e5ba5bb09c05a02000000300200000030' + '1e1',
);
const aud = hex('460110');

describe('parseHevcFootage', () => {
  it.each([
    ['nothing', []],
    ['no SPS', [aud, vps]],
    ['no PPS', [aud, vps, sps]],
    ['a cut SPS', [aud, vps, sps.subarray(0, 9), hex('4401c07182')]],
    ['deblocking', [aud, vps, sps, hex('4401c0718212')]],
  ])('refuses %s', (_, nalUnits) => {
    const bytes = joinAnnexB(nalUnits);
    expect(() => parseHevcFootage(bytes, layout, 1)).toThrow(FootageError);
    expect(() => removeHevcBands(bytes, layout)).toThrow(FootageError);
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const nalUnit = fc.oneof(
      fc.constantFrom(aud, vps, sps, hex('4401c0718212'), hex('2801ac59')),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(nalUnit, { maxLength: 12 }), (nalUnits) => {
        const bytes = joinAnnexB(nalUnits);
        for (const read of [
          () => parseHevcFootage(bytes, layout, 1),
          () => removeHevcBands(bytes, layout),
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
});

describe('hevcSliceCount', () => {
  it.each([
    [23, 5],
    [68, 11],
    [17, 5],
    [144, 23],
  ])('is at most one slice a row: %i rows, border at %i', (rows, border) => {
    const count = hevcSliceCount(rows, border);
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(rows);
  });
});
