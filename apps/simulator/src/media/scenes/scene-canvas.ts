import type { Link } from './filter-graph.js';
import { FilterGraph } from './filter-graph.js';

/** What a scene is drawn for. */
export type SceneSize = {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Pictures per second, a whole number. */
  readonly fps: number;
  /** The scene repeats itself after this time; a shorter time makes everything move faster. */
  readonly seconds: number;
};

/** A rectangle in pixels from the top left; `color` as ffmpeg writes it: `#rrggbb` or `#rrggbb@0.5`. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly color: string;
};

/** A place that may move: pixels, or an ffmpeg expression of `t` in seconds. */
export type Place = { readonly x: number | string; readonly y: number | string };

/** The colours of a picture made by `geq`: expressions of X, Y, W, H with values 0 to 255. */
export type Paint = {
  readonly r: string;
  readonly g: string;
  readonly b: string;
  readonly a?: string;
};

/** Pixels that are painted one by one: all sprites, and whole scenes of 640x360 pictures. */
const maxFineArea = 250_000;

/**
 * What all scenes are made with. Everything costly is drawn for one picture only and then repeated,
 * scrolled or moved, because the expressions of ffmpeg's `geq` take about a microsecond a pixel.
 */
export class SceneCanvas {
  readonly graph = new FilterGraph();
  readonly size: SceneSize;

  constructor(size: SceneSize) {
    this.size = size;
  }

  /** Pixels of a part of the height, even, so that nothing shimmers in 4:2:0. */
  px(part: number): number {
    return Math.max(2, Math.round((part * this.size.height) / 2) * 2);
  }

  /** An opaque single picture of one colour; overlays repeat it by themselves. */
  plain(color: string, width = this.size.width, height = this.size.height): Link {
    return this.graph.chain(
      [],
      `color=${color}:s=${sizeText(width, height)}:d=1:r=1`,
      'format=rgba',
    );
  }

  /** A transparent single picture with boxes on it. */
  sprite(width: number, height: number, boxes: readonly Box[]): Link {
    return this.graph.chain(
      [],
      `color=black@0:s=${sizeText(width, height)}:d=1:r=1`,
      // ffmpeg 5.1 crashes when drawbox replaces pixels with alpha in RGB.
      'format=yuva444p',
      ...boxes.map((box) => `${drawbox(box)}:replace=1`),
    );
  }

  /**
   * A single picture painted by expressions; transparent where `a` is below 255. Large ones are painted
   * with half the resolution and enlarged, four times as fast.
   */
  painted(width: number, height: number, { r, g, b, a = '255' }: Paint): Link {
    const scale = width * height > maxFineArea ? 2 : 1;
    const at = (expression: string): string =>
      expression.replace(/\b[XYWH]\b/g, (name) =>
        name === 'W' || name === 'H'
          ? String(name === 'W' ? width : height)
          : `(${name}*${String(scale)}+${String((scale - 1) / 2)})`,
      );
    const [across, down] = [Math.ceil(width / scale), Math.ceil(height / scale)];
    return this.graph.chain(
      [],
      `color=black@0:s=${sizeText(across, down)}:d=1:r=1`,
      'format=rgba',
      `geq=r='${at(r)}':g='${at(g)}':b='${at(b)}':a='${at(a)}'`,
      ...(scale === 1 ? [] : [`scale=${String(width)}:${String(height)}:flags=bicubic`]),
    );
  }

  /** A single picture that goes from the first colour at the top to the last at the bottom. */
  sky(colors: readonly string[], width = this.size.width, height = this.size.height): Link {
    const list = colors.map((color, index) => `c${String(index)}=${color}`).join(':');
    return this.graph.chain(
      [],
      `gradients=s=${sizeText(width, height)}:d=1:r=1:${list}:nb_colors=${String(colors.length)}` +
        // An end beyond the last row would be replaced by a random one.
        `:x0=0:y0=0:x1=0:y1=${String(height - 1)}:speed=0.00001`,
      'format=rgba',
    );
  }

  /**
   * A soft moving picture: painted anew for every picture, but small, and then enlarged. `T` in the
   * expressions is the time in seconds.
   */
  glow(paint: Paint, columns: number, width = this.size.width, height = this.size.height): Link {
    const rows = Math.max(4, Math.round((columns * height) / width));
    const { r, g, b, a = '255' } = paint;
    return this.graph.chain(
      [],
      `color=black@0:s=${sizeText(columns, rows)}:r=${String(this.size.fps)}`,
      'format=rgba',
      `geq=r='${r}':g='${g}':b='${b}':a='${a}'`,
      `scale=${String(width)}:${String(height)}:flags=bicubic`,
    );
  }

  /** Draws boxes onto a picture, blended when their colour is translucent. */
  boxes(on: Link, boxes: readonly Box[]): Link {
    return boxes.length === 0 ? on : this.graph.chain([on], ...boxes.map(drawbox));
  }

  /** Repeats a single picture for the whole scene. `format` yuv420p unless transparency is needed. */
  still(picture: Link, format = 'yuv420p'): Link {
    const { fps } = this.size;
    return this.graph.chain(
      [picture],
      'trim=end_frame=1',
      `format=${format}`,
      'loop=loop=-1:size=1:start=0',
      `settb=1/${String(fps)}`,
      'setpts=N',
      `fps=${String(fps)}`,
    );
  }

  /** Lays a picture or a moving picture over another one; single pictures stay until the end. */
  over(base: Link, top: Link, { x, y }: Place = { x: 0, y: 0 }): Link {
    const moving = typeof x === 'string' || typeof y === 'string';
    return this.graph.chain(
      [base, top],
      `overlay=x='${String(x)}':y='${String(y)}':eval=${moving ? 'frame' : 'init'}`,
    );
  }

  /**
   * A picture that moves sideways for ever: it is as wide as its period and seen through a window of
   * the scene's width. Whole rounds per scene make it seamless; positive rounds go left.
   */
  scrolled(picture: Link, rounds: number, width = this.size.width, format = 'yuva420p'): Link {
    const { fps, seconds } = this.size;
    return this.graph.chain(
      [this.still(picture, format)],
      `scroll=h=${scrollSpeed(rounds, fps * seconds)}`,
      `crop=${String(width)}:ih:0:0`,
    );
  }

  /** As `scrolled`, upwards (positive rounds) or downwards. */
  scrolledUp(picture: Link, rounds: number, height = this.size.height, format = 'yuva420p'): Link {
    const { fps, seconds } = this.size;
    return this.graph.chain(
      [this.still(picture, format)],
      `scroll=v=${scrollSpeed(rounds, fps * seconds)}`,
      `crop=iw:${String(height)}:0:0`,
    );
  }
}

/** Part of the picture's size that `scroll` moves it on each time; whole sizes make no difference. */
function scrollSpeed(rounds: number, pictures: number): string {
  return ((rounds / pictures) % 1).toFixed(9);
}

/** An ffmpeg drawbox filter that fills the box. */
export function drawbox({ x, y, w, h, color }: Box): string {
  const place = [x, y, Math.max(1, w), Math.max(1, h)].map((value) => String(Math.round(value)));
  return `drawbox=${place.join(':')}:${color}:fill`;
}

/** `640x360` */
export function sizeText(width: number, height: number): string {
  return `${String(width)}x${String(height)}`;
}
