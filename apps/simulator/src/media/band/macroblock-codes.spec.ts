import fc from 'fast-check';
import { NalUnitWriter } from '../h264/nal-unit-writer.js';
import { packBits } from '../h264/packed-bits.js';
import { decodeBand } from '../testing/decode-band.js';
import { bandLayout } from './band-layout.js';
import { BandSliceWriter } from './band-slice-writer.js';
import { darkLuma, dotQp, greyPerStep, litLuma, stepsPerDot } from './dot-levels.js';
import { DotPanel } from './dot-panel.js';
import { MacroblockCodes, predictionModes } from './macroblock-codes.js';

const header = packBits('1011');

/** Writes macroblocks of any dots and decodes them. */
function roundTrip(dots: readonly number[], widthInMbs: number): number[] {
  const heightInMbs = dots.length / widthInMbs;
  const layout = { ...bandLayout(640, 360), widthInMbs, bandHeightInMbs: heightInMbs };
  const panel = new DotPanel(layout);
  panel.macroblocks.set(dots);
  const codes = new MacroblockCodes();
  const slice = new BandSliceWriter({ widthInMbs, codes, writer: new NalUnitWriter() });
  const nalUnit = slice.write(0x65, header, panel);
  const { luma, width } = decodeBand(nalUnit, {
    headerBits: 4,
    qp: dotQp,
    widthInMbs,
    heightInMbs,
  });
  return dots.map((_, address) => readDots(luma, width, address, widthInMbs));
}

/** The dots of a decoded macroblock; -1 when a pixel has neither of the two levels or a block is not flat. */
function readDots(luma: Uint8Array, width: number, address: number, widthInMbs: number): number {
  const x = (address % widthInMbs) * 16;
  const y = Math.floor(address / widthInMbs) * 16;
  let dots = 0;
  for (let dy = 0; dy < 16; dy += 1) {
    for (let dx = 0; dx < 16; dx += 1) {
      const bit = 1 << ((dy >> 2) * 4 + (dx >> 2));
      const value = luma[(y + dy) * width + x + dx];
      const first = dy % 4 === 0 && dx % 4 === 0;
      if (value === litLuma && (first || (dots & bit) !== 0)) {
        dots |= bit;
      } else if (value !== darkLuma || (dots & bit) !== 0) {
        return -1;
      }
    }
  }
  return dots;
}

describe('macroblocks of dots', () => {
  it('reach their two levels exactly from the prediction 128', () => {
    expect(darkLuma).toBe(128 - (stepsPerDot / 2) * greyPerStep);
    expect(litLuma).toBe(128 + (stepsPerDot / 2) * greyPerStep);
  });

  it('decode to exactly the dots that were drawn, whatever the dots', () => {
    const dots = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0xffff, 0x000f, 0x1111)), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(dots, fc.constantFrom(1, 2, 3, 4, 6, 12), (list, widthInMbs) => {
        expect(roundTrip(list, widthInMbs)).toEqual(list);
      }),
    );
  });

  it('take six bits where nothing changes from above', () => {
    const codes = new MacroblockCodes();
    expect(codes.code(predictionModes.vertical, 0b0101, 0x5555).length).toBe(6);
    expect(codes.code(predictionModes.horizontal, 0b0011, 0x00ff).length).toBe(6);
  });

  it('are made once, and their number is limited', () => {
    const codes = new MacroblockCodes();
    expect(codes.code(predictionModes.vertical, 3, 77)).toBe(
      codes.code(predictionModes.vertical, 3, 77),
    );
    expect(codes.size).toBe(1);
    for (let dots = 0; dots < 40_000; dots += 1) {
      codes.code(predictionModes.horizontal, 0, dots);
    }
    expect(codes.size).toBeLessThanOrEqual(32_768);
  });
});
