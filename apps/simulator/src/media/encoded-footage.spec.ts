import { BitWriter } from '@casement/bytes';
import { joinAnnexB } from '@casement/media';
import fc from 'fast-check';
import { bandLayout } from './band/band-layout.js';
import { parseFootage, removeBands } from './encoded-footage.js';
import { FootageError } from './footage-error.js';

const layout = bandLayout(640, 360);
const bandEnd = 200;
const aud = Uint8Array.of(0x09, 0x30);

/** 640x360, frame_num of 4 bits, output in decoding order. */
const sps = new BitWriter()
  .bits(0x6742c01e, 32)
  .ue(0)
  .ue(0)
  .ue(2)
  .ue(1)
  .bit(0)
  .ue(39)
  .ue(22)
  .bit(1)
  .bits(0, 3)
  .rbspTrailingBits()
  .toBytes();

const pps = new BitWriter()
  .bits(0x68, 8)
  .ue(0)
  .ue(0)
  .bits(0, 2)
  .ue(0)
  .ue(0)
  .ue(0)
  .bits(0, 3)
  .se(0)
  .se(0)
  .se(0)
  .bits(0b100, 3)
  .rbspTrailingBits()
  .toBytes();

function slice(firstMb: number, { idr = false, deblocking = 2 } = {}): Uint8Array {
  const writer = new BitWriter()
    .bits(idr ? 0x65 : 0x41, 8)
    .ue(firstMb)
    .ue(idr ? 7 : 5)
    .ue(0)
    .bits(1, 4);
  if (idr) {
    writer.ue(0).bits(0, 2);
  } else {
    writer.bits(0, 3);
  }
  return writer.se(2).ue(deblocking).se(0).se(0).bits(0xabc, 12).rbspTrailingBits().toBytes();
}

/** An IDR picture and a P picture a second. */
function stream(seconds = 2): Uint8Array[] {
  return Array.from({ length: seconds }, () => [
    ...[
      aud,
      sps,
      pps,
      slice(0, { idr: true }),
      slice(bandEnd, { idr: true }),
      slice(400, { idr: true }),
    ],
    ...[aud, slice(0), slice(bandEnd), slice(400)],
  ]).flat();
}

describe('removeBands', () => {
  it('takes the slices of the band out, and leaves pictures that can be parsed', () => {
    const kept = removeBands(joinAnnexB(stream()), layout);
    const { pictures, sps: foundSps } = parseFootage(kept, layout, 2);
    expect(foundSps).toEqual(sps);
    expect(pictures.map(({ idr, head, slices }) => [idr, head.length, slices.length])).toEqual([
      [true, 3, 2],
      [false, 1, 2],
      [true, 3, 2],
      [false, 1, 2],
    ]);
  });

  it('refuses slices that are filtered across their borders', () => {
    const filtered = [aud, sps, pps, slice(0, { idr: true, deblocking: 0 })];
    expect(() => removeBands(joinAnnexB(filtered), layout)).toThrow(
      'expected disable_deblocking_filter_idc 1 or 2',
    );
  });
});

describe('parseFootage', () => {
  it.each([
    ['nothing', [], 'without SPS or PPS'],
    ['no PPS', [aud, sps, slice(200, { idr: true })], 'without SPS or PPS'],
    ['a band left', stream(), 'starts at macroblock 0; expected macroblock 200'],
    [
      'a slice across the border',
      [aud, sps, pps, slice(240, { idr: true })],
      'starts at macroblock 240',
    ],
    ['no slices', [aud, sps, pps], 'starts at no slice'],
    [
      'too few pictures',
      [aud, sps, pps, slice(200, { idr: true })],
      'has 1 pictures; expected at least one second, 2',
    ],
    [
      'IDR pictures at odd places',
      [aud, sps, pps, slice(200, { idr: true }), aud, slice(200, { idr: true })],
      'expected one every 2',
    ],
    ['a cut SPS', [sps.subarray(0, 5), pps], 'A parameter set of the footage is too short'],
  ])('refuses %s', (_, nalUnits, words) => {
    expect(() => parseFootage(joinAnnexB(nalUnits), layout, 2)).toThrow(FootageError);
    expect(() => parseFootage(joinAnnexB(nalUnits), layout, 2)).toThrow(words);
  });

  it('leaves an unfinished last second out', () => {
    const kept = removeBands(joinAnnexB(stream(3).slice(0, -4)), layout);
    expect(parseFootage(kept, layout, 2).pictures).toHaveLength(4);
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const nalUnit = fc.oneof(
      fc.constantFrom(aud, sps, pps, slice(200, { idr: true }), slice(200)),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(nalUnit, { maxLength: 12 }), (nalUnits) => {
        const bytes = joinAnnexB(nalUnits);
        for (const read of [
          () => parseFootage(bytes, layout, 1),
          () => removeBands(bytes, layout),
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
