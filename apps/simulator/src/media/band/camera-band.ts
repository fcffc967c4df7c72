import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { PackedBits } from '../h264/packed-bits.js';
import type { BandLayout } from './band-layout.js';
import { BandSliceWriter } from './band-slice-writer.js';
import { clockText } from './clock-text.js';
import type { DigitStyle } from './dot-font.js';
import { DotPanel } from './dot-panel.js';
import { fitText, placeText, textWidth } from './dot-text.js';
import type { MacroblockCodes } from './macroblock-codes.js';
import { clockValue, identityValue, stripCells } from './strip-cells.js';

/** Dots kept free at both ends of the text row. */
const marginDots = 4;

/** Least number of dots between name and clock. */
const gapDots = 6;

/** From this many dots on, the clock has wide digits. */
const wideFromDots = 200;

/** A clock of average width, to see what fits. */
const sampleClock = '2026-11-21 10:09:45.67';

/** Of a clock without its date: where the picture is too narrow for both. */
const dateLength = '2026-11-21 '.length;

/** Minutes ahead of UTC: always the same, or those of a moment in milliseconds since 1970. */
export type TimeZoneMinutes = number | ((wallClockMs: number) => number);

/** What a camera writes into the top of each picture. */
export type CameraBandOptions = {
  /** Milliseconds for which the lamp is lit from each full second on. Default 80, as the beep of the sound. */
  readonly flashMs?: number | undefined;
  readonly layout: BandLayout;
  /** 0 to 255, in the identity strip. */
  readonly camera: number;
  /** Shown on the left, shortened when it does not fit. */
  readonly name: string;
  /** How far the clock shown is ahead of UTC: always, or at a moment. */
  readonly timeZoneMinutes: TimeZoneMinutes;
  readonly codes: MacroblockCodes;
  readonly writer: NalUnitWriter;
};

/** The moment of a picture, and its number. */
export type BandMoment = { readonly wallClockMs: number; readonly counter: number };

/** How long the lamp of the band, and the beep of the sound, last. */
export const flashDurationMs = 80;

/** Makes the band of one camera: strips, lamp, name and clock for any moment, as dots or as a slice. */
export class CameraBand {
  readonly #options: CameraBandOptions;
  readonly #sliceWriter: BandSliceWriter;
  readonly #name: DotPanel;
  readonly #panel: DotPanel;
  readonly #digits: DigitStyle;
  readonly #withDate: boolean;

  constructor(options: CameraBandOptions) {
    const { layout, codes, writer } = options;
    this.#options = options;
    this.#sliceWriter = new BandSliceWriter({ widthInMbs: layout.widthInMbs, codes, writer });
    this.#digits = layout.dotsAcross >= wideFromDots ? 'wide' : 'narrow';
    const room = layout.dotsAcross - 2 * marginDots;
    this.#withDate = textWidth(sampleClock, this.#digits) <= room;
    const clockDots = textWidth(this.#shownClock(sampleClock), this.#digits);
    this.#name = new DotPanel(layout);
    const name = fitText(options.name, room - gapDots - clockDots, this.#digits);
    this.#name.drawGlyphs(placeText(name, marginDots, this.#digits));
    this.#panel = new DotPanel(layout);
  }

  /** The band's slice of one picture; header and `nalHeader` as for `BandSliceWriter.write`. */
  slice(nalHeader: number, sliceHeader: PackedBits, moment: BandMoment): Uint8Array {
    return this.#sliceWriter.write(nalHeader, sliceHeader, this.paint(moment));
  }

  /** The dots of one picture's band, valid until the next call. */
  paint(moment: BandMoment): DotPanel {
    const { layout, camera, flashMs = flashDurationMs } = this.#options;
    const panel = this.#panel;
    panel.copyFrom(this.#name);
    panel.drawStrip(stripCells(clockValue(moment.wallClockMs)), layout.clockStrip);
    panel.drawStrip(stripCells(identityValue(camera, moment.counter)), layout.identityStrip);
    if (secondPart(moment.wallClockMs) < flashMs) {
      panel.fill(layout.lamp);
    }
    this.#drawClock(moment.wallClockMs);
    return panel;
  }

  #drawClock(wallClockMs: number): void {
    const { timeZoneMinutes: zone } = this.#options;
    const zoneMinutes = typeof zone === 'number' ? zone : zone(wallClockMs);
    const text = this.#shownClock(clockText(wallClockMs, zoneMinutes));
    const start = this.#options.layout.dotsAcross - marginDots - textWidth(text, this.#digits);
    this.#panel.drawGlyphs(placeText(text, start, this.#digits));
  }

  #shownClock(clock: string): string {
    return this.#withDate ? clock : clock.slice(dateLength);
  }
}

/** Milliseconds since the last full second, also before 1970. */
function secondPart(wallClockMs: number): number {
  return ((wallClockMs % 1000) + 1000) % 1000;
}
