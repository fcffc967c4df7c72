import fc from 'fast-check';
import { NalUnitWriter } from '../h264/nal-unit-writer.js';
import { packBits } from '../h264/packed-bits.js';
import { decodeBand } from '../testing/decode-band.js';
import type { DecodedBand } from '../testing/decode-band.js';
import { bandLayout, stripGeometry } from './band-layout.js';
import { CameraBand } from './camera-band.js';
import { litLuma, dotQp } from './dot-levels.js';
import { MacroblockCodes } from './macroblock-codes.js';
import { readStrip } from './strip-reader.js';
import type { StripReading } from './strip-reader.js';

const codes = new MacroblockCodes();
const writer = new NalUnitWriter();
const header = packBits('10110');

type Shot = {
  readonly width: number;
  readonly height: number;
  readonly camera: number;
  readonly name: string;
  readonly timeZoneMinutes: number;
  readonly wallClockMs: number;
  readonly counter: number;
};

const usual: Shot = {
  width: 640,
  height: 360,
  camera: 12,
  name: 'Loading bay',
  timeZoneMinutes: 540,
  wallClockMs: Date.UTC(2026, 10, 21, 1, 9, 45, 670),
  counter: 4711,
};

function shoot(shot: Shot): DecodedBand {
  const { width, height, camera, name, timeZoneMinutes, wallClockMs, counter } = shot;
  const layout = bandLayout(width, height);
  const band = new CameraBand({ layout, camera, name, timeZoneMinutes, codes, writer });
  const nalUnit = band.slice(0x65, header, { wallClockMs, counter });
  const { widthInMbs, bandHeightInMbs: heightInMbs } = layout;
  return decodeBand(nalUnit, { headerBits: 5, qp: dotQp, widthInMbs, heightInMbs });
}

/** Reads a strip of a band as part of its picture, enlarged or reduced to another width. */
function read(
  shot: Shot,
  band: DecodedBand,
  strip: 'clock' | 'identity',
  width = shot.width,
): StripReading {
  const height = Math.round((shot.height * width) / shot.width);
  const geometry = stripGeometry(shot.width, shot.height);
  // Only the band: what is below stays black.
  const data = new Uint8Array(width * height);
  for (let y = 0; y < Math.floor(geometry.band.height * height); y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = Math.floor(((y + 0.5) * shot.height) / height) * band.width;
      data[y * width + x] = band.luma[from + Math.floor(((x + 0.5) * shot.width) / width)] ?? 0;
    }
  }
  return readStrip({ data, width, height, format: 'luma' }, geometry[strip]);
}

/** Dots of the text row as text. */
function textRow(shot: Shot, band: DecodedBand): string[] {
  const { text, dotBlocks, dotsAcross } = bandLayout(shot.width, shot.height);
  const side = dotBlocks * 4;
  return Array.from({ length: 7 }, (_, row) =>
    Array.from({ length: dotsAcross }, (__, x) => {
      const at = (text.start * 4 + row * side + side / 2) * band.width + x * side + side / 2;
      return band.luma[at] === litLuma ? '#' : '.';
    }).join(''),
  );
}

describe('CameraBand', () => {
  it('writes name and clock', () => {
    const rows = textRow(usual, shoot(usual));
    // L of "Loading bay" on the left; the last digits "67" on the right.
    expect(rows.map((row) => row.slice(0, 9))).toEqual([
      '....#....',
      '....#....',
      '....#....',
      '....#....',
      '....#....',
      '....#....',
      '....####.',
    ]);
    expect(rows.map((row) => row.slice(-12))).toEqual([
      '.###.###....',
      '.#.....#....',
      '.#.....#....',
      '.###..#.....',
      '.#.#..#.....',
      '.#.#..#.....',
      '.###..#.....',
    ]);
  });

  it('shows the time without the date where there is little room', () => {
    const small = { ...usual, width: 320, height: 240 };
    const band = shoot(small);
    expect(textRow(small, band).join('')).toContain('#');
    expect(read(small, band, 'clock')).toMatchObject({ value: small.wallClockMs % 2 ** 32 });
  });

  it('writes both strips for any moment, name, counter and size', () => {
    const shot = fc.record({
      size: fc.constantFrom(
        [640, 360],
        [320, 240],
        [354, 288],
        [480, 272],
        [768, 576],
        [1280, 720],
      ),
      camera: fc.integer({ min: 1, max: 255 }),
      name: fc.string({ unit: 'binary', maxLength: 40 }),
      timeZoneMinutes: fc.integer({ min: -840, max: 840 }),
      wallClockMs: fc.oneof(
        fc.integer({ min: 0, max: 4e12 }),
        fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
      ),
      counter: fc.nat(2 ** 31),
    });
    fc.assert(
      fc.property(shot, ({ size: [width = 0, height = 0], ...rest }) => {
        const whole = { ...rest, width, height };
        const band = shoot(whole);
        const ms = Math.floor(rest.wallClockMs);
        const value = ((ms % 2 ** 32) + 2 ** 32) % 2 ** 32;
        expect(read(whole, band, 'clock')).toMatchObject({ value });
        const identity = rest.camera * 2 ** 24 + (rest.counter % 2 ** 24);
        expect(read(whole, band, 'identity')).toMatchObject({ value: identity });
      }),
      { numRuns: 40 },
    );
  });

  it.each([320, 214, 1280])('can be read when the picture is scaled to %i pixels', (width) => {
    const band = shoot(usual);
    expect(read(usual, band, 'clock', width)).toMatchObject({ value: usual.wallClockMs % 2 ** 32 });
    expect(read(usual, band, 'identity', width)).toMatchObject({ value: 12 * 2 ** 24 + 4711 });
  });

  it('writes every picture without regard to the one before', () => {
    const layout = bandLayout(640, 360);
    const band = new CameraBand({
      layout,
      camera: 1,
      name: 'A',
      timeZoneMinutes: 0,
      codes,
      writer,
    });
    const first = band.slice(0x41, header, { wallClockMs: 1000, counter: 1 });
    band.slice(0x41, header, { wallClockMs: 999_999_999, counter: 2 });
    expect(band.slice(0x41, header, { wallClockMs: 1000, counter: 1 })).toEqual(first);
  });

  it('shows the zone of the moment when it changes', () => {
    const common = { layout: bandLayout(640, 360), camera: 1, name: 'A', codes, writer };
    const changeMs = Date.UTC(2025, 9, 26, 1);
    const moving = new CameraBand({
      ...common,
      timeZoneMinutes: (ms) => (ms < changeMs ? 120 : 60),
    });
    const fixed = (timeZoneMinutes: number): CameraBand =>
      new CameraBand({ ...common, timeZoneMinutes });
    for (const [wallClockMs, minutes] of [
      [changeMs - 1, 120],
      [changeMs, 60],
    ] as const) {
      const moment = { wallClockMs, counter: 1 };
      expect(moving.slice(0x41, header, moment)).toEqual(
        fixed(minutes).slice(0x41, header, moment),
      );
    }
  });
});
