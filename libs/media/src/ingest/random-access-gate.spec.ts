import { fromHex } from '@casement/bytes';
import type { RtpAccessUnit } from '../codec/nal/access-unit-assembler.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import {
  otherSpsNalUnit,
  ppsNalUnit,
  seiNalUnit,
  sliceNalUnit,
  spsNalUnit,
} from '../fixtures/nal-units.js';
import { RandomAccessGate } from './random-access-gate.js';

const pps = ppsNalUnit();
const idr = sliceNalUnit({ idr: true });
const slice = sliceNalUnit();

function unit(nalUnits: readonly Uint8Array[], lossBefore = false): RtpAccessUnit {
  return { nalUnits, timestamp: 0, arrivalMs: 0, lossBefore, extension: undefined };
}

const withSets = unit([spsNalUnit, pps, idr]);

describe('RandomAccessGate', () => {
  it('waits for the first IDR picture', () => {
    const gate = new RandomAccessGate('until-random-access');
    expect(gate.admit(unit([slice], true))).toBeUndefined();
    expect(gate.admit(withSets)).toEqual({
      nalUnits: [spsNalUnit, pps, idr],
      randomAccess: true,
      discontinuity: false,
    });
    expect(gate.admit(unit([slice]))).toEqual({
      nalUnits: [slice],
      randomAccess: false,
      discontinuity: false,
    });
    expect(gate.defects['awaiting-random-access']).toBe(1);
  });

  it('waits for parameter sets that come later than the first IDR picture', () => {
    const gate = new RandomAccessGate('until-random-access');
    expect(gate.admit(unit([idr]))).toBeUndefined();
    expect(gate.admit(unit([spsNalUnit, pps, slice]))).toBeUndefined();
    expect(gate.admit(unit([idr]))?.nalUnits).toEqual([spsNalUnit, pps, idr]);
    expect(gate.defects['parameter-sets-missing']).toBe(1);
  });

  it.each([
    { name: 'both', nalUnits: [seiNalUnit, idr], complete: [spsNalUnit, pps, seiNalUnit, idr] },
    {
      name: 'the PPS',
      nalUnits: [spsNalUnit, seiNalUnit, idr],
      complete: [spsNalUnit, pps, seiNalUnit, idr],
    },
    { name: 'the SPS', nalUnits: [pps, idr], complete: [spsNalUnit, pps, idr] },
    { name: 'nothing', nalUnits: [spsNalUnit, pps, idr], complete: [spsNalUnit, pps, idr] },
  ])('puts $name in front of an IDR picture that lacks it', ({ nalUnits, complete }) => {
    const gate = new RandomAccessGate('until-random-access');
    gate.admit(withSets);
    expect(gate.admit(unit(nalUnits))).toMatchObject({ nalUnits: complete, randomAccess: true });
  });

  it('puts in only the sets that the slices refer to', () => {
    const gate = new RandomAccessGate('until-random-access');
    const used = [ppsNalUnit({ id: 1 }), ppsNalUnit({ id: 2 })];
    gate.admit(unit([spsNalUnit, pps, ...used, idr]));
    const slices = [
      sliceNalUnit({ idr: true, ppsId: 1 }),
      sliceNalUnit({ idr: true, ppsId: 2, firstMb: 40 }),
    ];
    expect(gate.admit(unit(slices))?.nalUnits).toEqual([spsNalUnit, ...used, ...slices]);
  });

  it('drops until the next IDR picture after a loss, and says so', () => {
    const gate = new RandomAccessGate('until-random-access');
    gate.admit(withSets);
    expect(gate.admit(unit([slice], true))).toBeUndefined();
    expect(gate.admit(unit([slice]))).toBeUndefined();
    expect(gate.admit(unit([idr]))).toMatchObject({ randomAccess: true, discontinuity: true });
    expect(gate.admit(unit([slice]))).toMatchObject({ discontinuity: false });
  });

  it('continue: hands over what follows a loss, marked once', () => {
    const gate = new RandomAccessGate('continue');
    expect(gate.admit(unit([slice], true))).toBeUndefined();
    gate.admit(withSets);
    expect(gate.admit(unit([slice], true))).toMatchObject({ discontinuity: true });
    expect(gate.admit(unit([slice]))).toMatchObject({ discontinuity: false });
    const unknownSets = unit([sliceNalUnit({ idr: true, ppsId: 9 })]);
    expect(gate.admit(unknownSets)).toMatchObject({ randomAccess: false, discontinuity: true });
  });

  it.each(['until-random-access', 'continue'] as const)(
    '%s: drops an IDR picture whose first slice was lost',
    (policy) => {
      const gate = new RandomAccessGate(policy);
      gate.admit(withSets);
      const rest = [spsNalUnit, pps, sliceNalUnit({ idr: true, firstMb: 80 })];
      expect(gate.admit(unit(rest, true))).toBeUndefined();
      expect(gate.defects['first-slice-missing']).toBe(1);
      expect(gate.admit(withSets)).toMatchObject({ randomAccess: true, discontinuity: true });
    },
  );

  it('describes the video, with a new object whenever it changes', () => {
    const gate = new RandomAccessGate('until-random-access');
    expect(gate.video).toBeUndefined();
    gate.admit(withSets);
    const { video } = gate;
    expect(video).toMatchObject({ width: 1280, height: 720 });
    gate.admit(withSets);
    expect(gate.video).toBe(video);
    expect(gate.parameterSetsVersion).toBe(2);
    gate.admit(unit([otherSpsNalUnit, pps, idr]));
    expect(gate.video).toMatchObject({ width: 640, height: 480 });
    expect(gate.parameterSetsVersion).toBe(3);
  });

  it('counts B pictures', () => {
    const gate = new RandomAccessGate('until-random-access');
    gate.admit(withSets);
    gate.admit(unit([sliceNalUnit({ sliceType: 1 })]));
    gate.admit(unit([sliceNalUnit({ sliceType: 6 })]));
    gate.admit(unit([slice]));
    expect(gate.bPictures).toBe(2);
  });

  describe('pictures whose first slice says nothing of their order', () => {
    const [start = []] = h264AccessUnits('main-b-pictures');
    const passing = (steps: readonly number[], first: readonly Uint8Array[] = start) => {
      const gate = new RandomAccessGate('until-random-access');
      gate.admit(unit(first));
      let timestamp = 0xffff_f000;
      for (const step of steps) {
        timestamp = (timestamp + step) >>> 0;
        gate.admit({ ...unit([slice]), timestamp });
      }
      return gate;
    };
    const swaying = [12_000, -8_000, 4_000, 12_000, -8_000, 4_000, 12_000];

    it('are reordered when their timestamps go back again and again', () => {
      expect(passing(swaying).video?.reorders).toBe(false);
      const gate = passing([...swaying, -8_000]);
      expect(gate.video).toMatchObject({ reorders: true });
      expect(gate.bPictures).toBe(1);
    });

    it.each([
      { name: 'grow', steps: [4_000, 4_000, 4_000, 4_000, 4_000, 4_000] },
      { name: 'stand still', steps: [0, 0, 0, 0, 0, 0] },
      { name: 'jump back far', steps: [4_000, -900_000, 4_000, -900_000, 4_000, -900_000] },
      {
        name: 'go back now and then',
        steps: Array.from({ length: 200 }, (_, at) => (at % 50 === 0 ? -4_000 : 4_000)),
      },
    ])('are not when they $name', ({ steps }) => {
      expect(passing(steps).video?.reorders).toBe(false);
    });

    it('are not when the SPS rules it out', () => {
      const [baseline] = h264AccessUnits('baseline-four-slices');
      const gate = passing([...swaying, ...swaying, ...swaying], baseline);
      expect(gate.video?.reorders).toBe(false);
    });
  });

  it('counts malformed parameter sets and slice headers and goes on', () => {
    const gate = new RandomAccessGate('until-random-access');
    const brokenIdr = fromHex('65');
    gate.admit(withSets);
    expect(gate.admit(unit([fromHex('67'), fromHex('68'), brokenIdr]))).toBeUndefined();
    expect(gate.admit(unit([spsNalUnit, pps, idr]))).toMatchObject({ randomAccess: true });
    expect(gate.defects).toMatchObject({
      'parameter-set-malformed': 2,
      'slice-header-malformed': 1,
      'parameter-sets-missing': 1,
    });
  });
});
