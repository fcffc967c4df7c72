import { parseSps } from '@casement/media';
import { BandSliceWriter } from '../band/band-slice-writer.js';
import { CameraBand, flashDurationMs } from '../band/camera-band.js';
import type { TimeZoneMinutes } from '../band/camera-band.js';
import { MacroblockCodes } from '../band/macroblock-codes.js';
import { stripCells } from '../band/strip-cells.js';
import { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { H264LiveFootage } from '../live-footage.js';
import { ptzStripValues } from './pose-strips.js';
import type { PtzGeometry } from './ptz-layout.js';
import { ptzGeometry, ptzLayout } from './ptz-layout.js';
import {
  ptzBandHeader,
  ptzDelimiter,
  ptzNalHeader,
  ptzPps,
  ptzSceneHeader,
  ptzSps,
} from './ptz-parameter-sets.js';
import type { PtzPicturePlace } from './ptz-parameter-sets.js';
import { PtzPainter, sceneryPhase } from './ptz-painter.js';
import type { PtzView } from './ptz-view.js';
import { sameView } from './ptz-view.js';
import { SceneSliceWriter } from './scene-slice-writer.js';

/** A camera that can move. */
export type PtzFootageOptions = {
  /** 1 to 255. */
  readonly camera: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly timeZoneMinutes: TimeZoneMinutes;
  /** AUX outputs, each with a lamp in the picture: 0 to 8. */
  readonly lamps: number;
  /** Where the camera looks, or looked, at a moment. */
  readonly viewAt: (wallClockMs: number) => PtzView;
};

/** Pictures of a camera that can move. */
export type PtzFootage = H264LiveFootage & { readonly geometry: PtzGeometry };

/** Dots along the side of a macroblock. */
const mbPixels = 16;

/** QP of the scene at rest, and while it moves, when nobody sees details. */
const restQp = 26;
const movingQp = 38;

/** Coded scenes that are kept: both kinds of random access pictures, for a live stream and for a recording that is read. */
const maxKept = 4;

/** An even number of GOPs, so that neighbours have different idr_pic_id. */
const gops = 2;

/**
 * The pictures of a camera that moves, in H.264, drawn when they are asked for. A picture depends on nothing but its
 * moment, so that what was recorded can be made again. While the camera rests, a picture refers to the one before, and
 * costs nothing; what moves by itself does so in random access pictures, once in some seconds, and in between those are
 * not made again either.
 */
export function createPtzFootage(options: PtzFootageOptions): PtzFootage {
  const { camera, name, width, height, fps } = options;
  const sps = ptzSps(options);
  const pps = ptzPps();
  const drawing = new PtzDrawing(options);
  return {
    camera,
    name,
    width,
    height,
    fps,
    codec: 'h264',
    pictureCount: gops * fps,
    picturesPerGop: fps,
    geometry: ptzGeometry(width, height),
    alternative: undefined,
    displayOffset: () => 0,
    reorderDelay: 0,
    sps,
    pps,
    profileLevelId: parseSps(sps).profileLevelId,
    picture(index, wallClockMs, counter) {
      const at = { place: index % fps, gop: Math.floor(index / fps) };
      const sets = at.place === 0 ? [sps, pps] : [];
      return [ptzDelimiter(at), ...sets, ...drawing.slices(at, wallClockMs, counter)];
    },
  };
}

/** Draws and codes pictures. Buffers are shared by all pictures, one at a time. */
class PtzDrawing {
  readonly #options: PtzFootageOptions;
  readonly #layout: ReturnType<typeof ptzLayout>;
  readonly #band: CameraBand;
  readonly #bandWriter: BandSliceWriter;
  readonly #sceneWriter: SceneSliceWriter;
  readonly #painter: PtzPainter;
  readonly #firstMb: number;
  readonly #kept = new Map<string, Uint8Array>();

  constructor(options: PtzFootageOptions) {
    const { width, height, fps, camera, name, timeZoneMinutes, lamps } = options;
    this.#options = options;
    this.#layout = ptzLayout(width, height);
    const { band: layout, heightInMbs } = this.#layout;
    const codes = new MacroblockCodes();
    const writer = new NalUnitWriter();
    const flashMs = Math.max(flashDurationMs, 1000 / fps);
    this.#band = new CameraBand({ layout, camera, name, timeZoneMinutes, flashMs, codes, writer });
    const { widthInMbs, bandHeightInMbs } = layout;
    this.#bandWriter = new BandSliceWriter({ widthInMbs, codes, writer });
    this.#sceneWriter = new SceneSliceWriter(widthInMbs, writer);
    const bandRows = bandHeightInMbs * mbPixels;
    this.#painter = new PtzPainter({
      columns: widthInMbs * mbPixels,
      rows: (heightInMbs - bandHeightInMbs) * mbPixels,
      visibleRows: height - bandRows,
      // What the camera points at is in the middle of the whole picture, as viewers reckon it.
      axisRow: height / 2 - bandRows,
      lamps,
    });
    this.#firstMb = widthInMbs * bandHeightInMbs;
  }

  slices(at: PtzPicturePlace, wallClockMs: number, counter: number): readonly Uint8Array[] {
    const view = this.#options.viewAt(wallClockMs);
    return [
      this.#bandSlice(at, view, { wallClockMs, counter }),
      this.#sceneSlice(at, view, wallClockMs),
    ];
  }

  #bandSlice(
    at: PtzPicturePlace,
    view: PtzView,
    moment: { readonly wallClockMs: number; readonly counter: number },
  ): Uint8Array {
    const { pose, lens } = ptzStripValues(view);
    const panel = this.#band.paint(moment);
    panel.drawStrip(stripCells(pose), this.#layout.poseStrip);
    panel.drawStrip(stripCells(lens), this.#layout.lensStrip);
    return this.#bandWriter.write(ptzNalHeader(at), ptzBandHeader(at), panel);
  }

  #sceneSlice(at: PtzPicturePlace, view: PtzView, wallClockMs: number): Uint8Array {
    const nalHeader = ptzNalHeader(at);
    const isP = at.place > 0;
    const restedFor = this.#restedFor(view, wallClockMs);
    if (isP && restedFor > 1) {
      const header = ptzSceneHeader(at, this.#firstMb, restQp);
      const { widthInMbs } = this.#layout.band;
      const macroblocks = this.#layout.heightInMbs * widthInMbs - this.#firstMb;
      return this.#sceneWriter.writeSame(nalHeader, header, macroblocks);
    }
    const second = Math.floor(wallClockMs / 1000);
    const qp = restedFor === 0 ? movingQp : restQp;
    const draw = (): Uint8Array => {
      const header = ptzSceneHeader(at, this.#firstMb, qp);
      return this.#sceneWriter.write(
        { nalHeader, header, isP, qp },
        this.#painter.paint(view, second),
      );
    };
    return isP || restedFor === 0 ? draw() : this.#keep([at.gop % gops, view, second], draw);
  }

  /** Pictures before this one in which the camera looked here too: none, one, or two and more. */
  #restedFor(view: PtzView, wallClockMs: number): 0 | 1 | 2 {
    const step = 1000 / this.#options.fps;
    // Recorded times are rounded down to 10 ms: both sides of it must have looked there.
    const looked = (ms: number): boolean =>
      sameView(view, this.#options.viewAt(ms)) && sameView(view, this.#options.viewAt(ms - 10));
    return !looked(wallClockMs - step) ? 0 : looked(wallClockMs - 2 * step) ? 2 : 1;
  }

  /** The random access picture of a camera at rest, which is made once as long as nothing moves. */
  #keep(
    [parity, view, second]: readonly [parity: number, view: PtzView, second: number],
    draw: () => Uint8Array,
  ): Uint8Array {
    const key = JSON.stringify([parity, sceneryPhase(second), view]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = draw();
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size >= maxKept && oldest !== undefined) {
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, made);
    return made;
  }
}
