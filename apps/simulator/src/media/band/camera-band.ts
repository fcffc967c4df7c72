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

/** What a camera writes into the top of each picture. */
export type CameraBandOptions = {
  readonly layout: BandLayout;
  /** 0 to 255, in the identity strip. */
  readonly camera: number;
  /** Shown on the left, shortened when it does not fit. */
  readonly name: string;
  /** How far the clock shown is ahead of UTC. */
  readonly timeZoneMinutes: number;
  readonly codes: MacroblockCodes;
  readonly writer: NalUnitWriter;
};

/** Makes the band of one camera: strips, name and clock for any moment, as a slice of any picture. */
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
  slice(
    nalHeader: number,
    sliceHeader: PackedBits,
    moment: { readonly wallClockMs: number; readonly counter: number },
  ): Uint8Array {
    const { layout, camera } = this.#options;
    const panel = this.#panel;
    panel.copyFrom(this.#name);
    panel.drawStrip(stripCells(clockValue(moment.wallClockMs)), layout.clockStrip);
    panel.drawStrip(stripCells(identityValue(camera, moment.counter)), layout.identityStrip);
    this.#drawClock(moment.wallClockMs);
    return this.#sliceWriter.write(nalHeader, sliceHeader, panel);
  }

  #drawClock(wallClockMs: number): void {
    const text = this.#shownClock(clockText(wallClockMs, this.#options.timeZoneMinutes));
    const start = this.#options.layout.dotsAcross - marginDots - textWidth(text, this.#digits);
    this.#panel.drawGlyphs(placeText(text, start, this.#digits));
  }

  #shownClock(clock: string): string {
    return this.#withDate ? clock : clock.slice(dateLength);
  }
}
