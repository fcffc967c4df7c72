import { fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import {
  h265NalUnit,
  h265Pps,
  h265Slice,
  h265Sps,
  h265Vps,
  otherH265Sps,
} from '../../fixtures/h265-nal-units.js';
import { H265ParameterSets } from './parameter-sets.js';
import { parseH265Pps } from './pps.js';

function kindOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof MediaError ? error.kind : 'another error';
  }
}

describe('parseH265Pps', () => {
  it('reads a PPS of x265 and a written one', () => {
    expect(parseH265Pps(fromHex('4401c172b46240'))).toEqual({
      id: 0,
      spsId: 0,
      dependentSliceSegments: false,
      outputFlagPresent: false,
      extraSliceHeaderBits: 0,
      tiles: false,
    });
    expect(parseH265Pps(h265Pps({ id: 63, spsId: 15, tiles: true }))).toMatchObject({
      id: 63,
      spsId: 15,
      tiles: true,
    });
  });

  it('throws nothing but MediaError of kind pps', () => {
    const almost = fc.uint8Array({ maxLength: 30 }).map((rest) => Uint8Array.of(0x44, 1, ...rest));
    fc.assert(
      fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 30 })), (bytes) => {
        try {
          expect(parseH265Pps(bytes).id).toBeLessThan(64);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
          expect(error).toHaveProperty('kind', 'pps');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('H265ParameterSets', () => {
  it('finds VPS, SPS and PPS by the id of the PPS', () => {
    const sets = new H265ParameterSets();
    const pps = h265Pps({ id: 3 });
    expect([h265Vps, h265Sps, pps].map((set) => sets.remember(set))).toEqual([true, true, true]);
    expect(sets.find(3)).toEqual({ vps: h265Vps, sps: h265Sps, pps });
    expect(sets.find(0)).toBeUndefined();
    expect(sets.pps(3)).toMatchObject({ id: 3, spsId: 0 });
    expect(sets.version).toBe(3);
  });

  it('is told by its version when a set contradicts the one before', () => {
    const sets = new H265ParameterSets();
    for (const set of [h265Vps, h265Sps, h265Pps(), h265Vps, h265Sps, h265Pps()]) {
      sets.remember(set);
    }
    expect(sets.version).toBe(3);
    expect(sets.remember(otherH265Sps)).toBe(true);
    expect(sets.find(0)?.sps).toEqual(otherH265Sps);
    expect(sets.remember(h265Pps({ initialQp: 30 }))).toBe(true);
    expect(sets.version).toBe(5);
  });

  it.each([
    { name: 'without a VPS', given: [h265Sps, h265Pps()] },
    { name: 'without an SPS', given: [h265Vps, h265Pps()] },
    { name: 'without a PPS', given: [h265Vps, h265Sps] },
    { name: 'of another SPS', given: [h265Vps, h265Sps, h265Pps({ spsId: 1 })] },
    { name: 'that were forgotten', given: [h265Vps, h265Sps, h265Pps()], forget: true },
  ])('finds nothing $name', ({ given, forget = false }) => {
    const sets = new H265ParameterSets();
    given.forEach((set) => sets.remember(set));
    if (forget) {
      sets.clear();
    }
    expect(sets.find(0)).toBeUndefined();
  });

  it('copies what it remembers', () => {
    const sets = new H265ParameterSets();
    const vps = h265Vps.slice();
    [vps, h265Sps, h265Pps()].forEach((set) => sets.remember(set));
    vps.fill(0);
    expect(sets.find(0)?.vps).toEqual(h265Vps);
  });

  it.each([
    { name: 'a VPS without an id', bytes: fromHex('4001'), kind: 'vps' },
    { name: 'an endless VPS', bytes: h265NalUnit(32, new Uint8Array(5_000).fill(7)), kind: 'vps' },
    { name: 'an endless SPS', bytes: h265NalUnit(33, new Uint8Array(5_000).fill(7)), kind: 'sps' },
    { name: 'half an SPS', bytes: h265Sps.subarray(0, 6), kind: 'sps' },
    { name: 'an empty PPS', bytes: fromHex('4401'), kind: 'pps' },
  ])('refuses $name', ({ bytes, kind }) => {
    const sets = new H265ParameterSets();
    const refused = (): void => {
      sets.remember(bytes);
    };
    expect(refused).toThrow(MediaError);
    expect(kindOf(refused)).toBe(kind);
    expect(sets.version).toBe(0);
  });

  it('ignores everything else', () => {
    expect(new H265ParameterSets().remember(h265Slice())).toBe(false);
  });
});
