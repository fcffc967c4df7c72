import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { otherSpsNalUnit, ppsNalUnit, sliceNalUnit, spsNalUnit } from '../../fixtures/nal-units.js';
import { ParameterSets } from './parameter-sets.js';
import { parsePps } from './pps.js';

describe('ParameterSets', () => {
  it('finds the sets that a slice refers to', () => {
    const sets = new ParameterSets();
    sets.remember(spsNalUnit);
    sets.remember(ppsNalUnit({ id: 0 }));
    sets.remember(ppsNalUnit({ id: 3 }));
    expect(sets.find(3)).toEqual({ sps: spsNalUnit, pps: ppsNalUnit({ id: 3 }) });
    expect(sets.find(1)).toBeUndefined();
  });

  it('finds nothing while the SPS is missing', () => {
    const sets = new ParameterSets();
    sets.remember(ppsNalUnit({ id: 0, spsId: 1 }));
    sets.remember(spsNalUnit);
    expect(sets.find(0)).toBeUndefined();
  });

  it('says when something changed', () => {
    const sets = new ParameterSets();
    expect(sets.version).toBe(0);
    expect(sets.remember(spsNalUnit)).toBe(true);
    expect(sets.remember(ppsNalUnit())).toBe(true);
    expect(sets.remember(spsNalUnit)).toBe(false);
    expect(sets.remember(ppsNalUnit())).toBe(false);
    expect(sets.version).toBe(2);
    expect(sets.remember(otherSpsNalUnit)).toBe(true);
    expect(sets.remember(ppsNalUnit({ initialQp: 30 }))).toBe(true);
    expect(sets.version).toBe(4);
    expect(sets.find(0)).toEqual({ sps: otherSpsNalUnit, pps: ppsNalUnit({ initialQp: 30 }) });
  });

  it('ignores other NAL units', () => {
    const sets = new ParameterSets();
    expect(sets.remember(sliceNalUnit())).toBe(false);
    expect(sets.version).toBe(0);
  });

  it('keeps copies', () => {
    const sets = new ParameterSets();
    const bytes = spsNalUnit.slice();
    sets.remember(bytes);
    sets.remember(ppsNalUnit());
    bytes.fill(0);
    expect(sets.find(0)?.sps).toEqual(spsNalUnit);
  });

  it('forgets', () => {
    const sets = new ParameterSets();
    sets.remember(spsNalUnit);
    sets.remember(ppsNalUnit());
    sets.clear();
    expect(sets.find(0)).toBeUndefined();
    expect(sets.remember(spsNalUnit)).toBe(true);
  });

  it.each([
    { name: 'an SPS without id', nalUnit: fromHex('67640028') },
    { name: 'a PPS without ids', nalUnit: fromHex('68') },
    { name: 'a PPS of 1 MB', nalUnit: concatBytes([fromHex('68ce38'), new Uint8Array(1 << 20)]) },
  ])('refuses $name', ({ nalUnit }) => {
    const sets = new ParameterSets();
    expect(() => sets.remember(nalUnit)).toThrow(MediaError);
    expect(sets.version).toBe(0);
  });
});

describe('parsePps', () => {
  it('reads the ids', () => {
    expect(parsePps(ppsNalUnit({ id: 200, spsId: 31 }))).toEqual({ id: 200, spsId: 31 });
  });

  it('throws nothing but MediaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(parsePps(bytes).id).toBeLessThanOrEqual(255);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});
