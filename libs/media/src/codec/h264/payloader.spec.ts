import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../../errors/media-error.js';
import { h264AccessUnits, withoutDelimiters } from '../../fixtures/h264-streams.js';
import {
  accessUnitDelimiter,
  ppsNalUnit,
  seiNalUnit,
  sliceNalUnit,
  spsNalUnit,
} from '../../fixtures/nal-units.js';
import { sequencedPacket } from '../../fixtures/rtp-packets.js';
import { H264Depacketizer } from './depacketizer.js';
import { parseFuA } from './fu-a.js';
import { H264Payloader } from './payloader.js';

const payloader = new H264Payloader();

/** Type of each payload and its size, e.g. `24:40`. */
function shape(payloads: readonly Uint8Array[]): string[] {
  return payloads.map((payload) => `${(payload[0] ?? 0) & 0x1f}:${payload.length}`);
}

function roundTrip(payloads: readonly Uint8Array[]) {
  const depacketizer = new H264Depacketizer();
  payloads.forEach((payload, at) =>
    depacketizer.push(sequencedPacket({ payload, marker: at === payloads.length - 1 })),
  );
  const unit = depacketizer.pull();
  return { nalUnits: unit?.nalUnits, defects: depacketizer.defects };
}

describe('H264Payloader', () => {
  it('puts delimiter, parameter sets and SEI into one STAP-A, with the highest NRI', () => {
    const slice = sliceNalUnit({ idr: true, bytes: 100 });
    const [group, picture] = payloader.payloads([
      accessUnitDelimiter,
      spsNalUnit,
      ppsNalUnit(),
      seiNalUnit,
      slice,
    ]);
    expect(toHex(group ?? new Uint8Array(), 3)).toMatch(/^780002/u);
    expect(picture).toBe(slice);
  });

  it('sends a small NAL unit alone as it is, without a copy', () => {
    const sei = seiNalUnit;
    const slice = sliceNalUnit();
    const payloads = payloader.payloads([sei, slice]);
    expect(payloads[0]).toBe(sei);
    expect(payloads[1]).toBe(slice);
  });

  it('begins another STAP-A when one is full', () => {
    const sei = Uint8Array.from({ length: 300 }, () => 6);
    expect(shape(payloader.payloads([sei, sei, sei, sei, spsNalUnit]))).toEqual([
      '24:907',
      `24:${1 + 2 + 300 + 2 + spsNalUnit.length}`,
    ]);
  });

  it('fills a STAP-A to the last byte', () => {
    const sei = [600, 595].map((length) => new Uint8Array(length).fill(6));
    expect(shape(payloader.payloads(sei))).toEqual(['24:1200']);
    expect(shape(payloader.payloads(sei, 1199))).toEqual(['6:600', '6:595']);
  });

  it('cuts a large SEI too', () => {
    const sei = Uint8Array.from({ length: 1300 }, () => 6);
    expect(shape(payloader.payloads([spsNalUnit, sei, ppsNalUnit()]))).toEqual([
      `7:${spsNalUnit.length}`,
      '28:1200',
      '28:103',
      `8:${ppsNalUnit().length}`,
    ]);
  });

  it('cuts large NAL units into FU-As of equal size, the last one shorter', () => {
    const slice = sliceNalUnit({ idr: true, bytes: 5000 });
    const payloads = payloader.payloads([slice]);
    expect(payloads.slice(0, -1).every(({ length }) => length === 1200)).toBe(true);
    const fragments = payloads.map((payload) => parseFuA(payload));
    expect(fragments.map((fuA) => [fuA?.isStart, fuA?.isEnd])).toEqual([
      [true, false],
      [false, false],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(fragments.every((fuA) => fuA?.nalHeader === 0x65)).toBe(true);
  });

  it.each([
    { bytes: 1200, payloads: ['1:1200'] },
    { bytes: 1201, payloads: ['28:1200', '28:4'] },
    { bytes: 1199 * 2, payloads: ['28:1200', '28:1200', '28:3'] },
    { bytes: 1198 * 2 + 1, payloads: ['28:1200', '28:1200'] },
  ])('a NAL unit of $bytes bytes', ({ bytes, payloads }) => {
    const nalUnit = new Uint8Array(bytes).fill(0x41);
    expect(shape(payloader.payloads([nalUnit]))).toEqual(payloads);
  });

  it('leaves out NAL units without a byte and those that only exist inside RTP', () => {
    const fuA = fromHex('7c8588');
    const large = new Uint8Array(2000).fill(0x1c);
    expect(payloader.payloads([new Uint8Array(), fuA, large, fromHex('00')])).toEqual([]);
  });

  it('refuses payloads that could not hold a byte', () => {
    expect(() => payloader.payloads([sliceNalUnit()], 2)).toThrow(MediaError);
  });

  it.each(['high-aud-sei', 'baseline-four-slices', 'main-b-pictures'] as const)(
    'round trip of %s at sizes from 20 to 1400',
    (name) => {
      for (const nalUnits of h264AccessUnits(name)) {
        for (const maxPayloadBytes of [20, 77, 1200, 1400]) {
          const payloads = payloader.payloads(nalUnits, maxPayloadBytes);
          expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(
            maxPayloadBytes,
          );
          expect(roundTrip(payloads).nalUnits).toEqual(withoutDelimiters(nalUnits));
        }
      }
    },
  );

  it('round trip of arbitrary NAL units, which are not changed', () => {
    const nalUnit = fc
      .tuple(fc.constantFrom(0x06, 0x41, 0x67, 0x68, 0x25), fc.uint8Array({ maxLength: 200 }))
      .map(([header, body]) => Uint8Array.of(header, ...body));
    const accessUnit = fc
      .array(nalUnit, { maxLength: 12 })
      .map((list) => [...list, sliceNalUnit()]);
    fc.assert(
      fc.property(accessUnit, fc.integer({ min: 3, max: 300 }), (nalUnits, maxPayloadBytes) => {
        const before = nalUnits.map((bytes) => bytes.slice());
        // The marker tells pictures apart; without it the slices in between would be pictures.
        const depacketizer = new H264Depacketizer();
        depacketizer.push(sequencedPacket({ marker: true, timestamp: 1 }));
        depacketizer.pull();
        const payloads = payloader.payloads(nalUnits, maxPayloadBytes);
        payloads.forEach((payload, at) =>
          depacketizer.push(
            sequencedPacket({ payload, timestamp: 2, marker: at === payloads.length - 1 }),
          ),
        );
        expect(depacketizer.pull()?.nalUnits).toEqual(before);
        expect(nalUnits).toEqual(before);
      }),
    );
  });
});
