import type { Link } from './filter-graph.js';
import { drawbox } from './scene-canvas.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { person } from './sprites.js';
import { ellipse, paintShapes, roundBox } from './shapes.js';

/** A lobby: a lift that opens and closes, somebody who comes out of it and walks away. */
export function lobby(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const room = canvas.still(
    canvas.boxes(canvas.sky(['#cdbfa9', '#e6dcc8', '#d8ccb6']), furniture(canvas)),
  );
  const withPlant = canvas.over(room, plant(canvas), { x: canvas.px(0.22), y: canvas.px(0.36) });
  const lift = { x: Math.round(width / 2) - canvas.px(0.21), y: canvas.px(0.2) };
  const withLift = canvas.graph.chain(
    [canvas.over(withPlant, shaft(canvas), lift)],
    ...floorSign(canvas),
  );
  const { seconds } = canvas.size;
  // Comes out while the doors are open, then walks off to the right.
  const walk = `clip((mod(t/${String(seconds)},1)-.42)/.5,0,1)`;
  const x = `${String(Math.round(width / 2) - canvas.px(0.08))}+${walk}*${String(Math.round(width * 0.62))}`;
  const step = `abs(sin(${walk}*60))*${String(canvas.px(0.01))}`;
  const y = `${String(canvas.px(0.33))}+min(${walk}*4,1)*${String(canvas.px(0.09))}-${step}`;
  return canvas.graph.chain(
    [withLift, person(canvas, 0.48 * height, [66, 98, 128])],
    `overlay=x='${x}':y='${y}':eval=frame:enable='gt(mod(t/${String(seconds)},1),.4)'`,
  );
}

function furniture(canvas: SceneCanvas): Box[] {
  const { width, height } = canvas.size;
  const floor = canvas.px(0.8);
  const boxes: Box[] = [
    { x: 0, y: floor, w: width, h: height, color: '#8d7a66' },
    { x: 0, y: floor, w: width, h: canvas.px(0.012), color: '#5f5144' },
    // Frame of the lift and its sign.
    {
      x: width / 2 - canvas.px(0.25),
      y: canvas.px(0.16),
      w: canvas.px(0.5),
      h: floor - canvas.px(0.16),
      color: '#7e8288',
    },
    {
      x: width / 2 - canvas.px(0.1),
      y: canvas.px(0.06),
      w: canvas.px(0.2),
      h: canvas.px(0.07),
      color: '#26282c',
    },
    {
      x: width / 2 + canvas.px(0.3),
      y: canvas.px(0.48),
      w: canvas.px(0.035),
      h: canvas.px(0.08),
      color: '#55585e',
    },
    {
      x: width / 2 + canvas.px(0.31),
      y: canvas.px(0.5),
      w: canvas.px(0.015),
      h: canvas.px(0.015),
      color: '#f0c860',
    },
    // A sofa and a picture.
    {
      x: width - canvas.px(0.62),
      y: canvas.px(0.62),
      w: canvas.px(0.5),
      h: canvas.px(0.16),
      color: '#4f6d6a',
    },
    {
      x: width - canvas.px(0.66),
      y: canvas.px(0.72),
      w: canvas.px(0.58),
      h: canvas.px(0.12),
      color: '#5f827e',
    },
    {
      x: width - canvas.px(0.52),
      y: canvas.px(0.2),
      w: canvas.px(0.3),
      h: canvas.px(0.22),
      color: '#6b4f3a',
    },
    {
      x: width - canvas.px(0.5),
      y: canvas.px(0.22),
      w: canvas.px(0.26),
      h: canvas.px(0.18),
      color: '#aac4cf',
    },
    {
      x: width - canvas.px(0.5),
      y: canvas.px(0.33),
      w: canvas.px(0.26),
      h: canvas.px(0.07),
      color: '#7d9a68',
    },
  ];
  for (let x = 0; x < width; x += canvas.px(0.3)) {
    boxes.push({ x, y: floor, w: 2, h: height, color: '#79685780' });
  }
  return boxes;
}

/** The shaft seen through the frame; the doors leave it sideways, where the picture ends. */
function shaft(canvas: SceneCanvas): Link {
  const w = canvas.px(0.105) * 4;
  const h = canvas.px(0.6);
  const cabin = canvas.still(
    canvas.boxes(canvas.sky(['#fff2cc', '#e2c88f', '#a88a5c'], w, h), [
      { x: w * 0.1, y: h * 0.55, w: w * 0.8, h: canvas.px(0.01), color: '#8a6f48' },
      { x: 0, y: h * 0.9, w, h: h * 0.1, color: '#7a5f3d' },
    ]),
  );
  const phase = `mod(t/${String(canvas.size.seconds)},1)`;
  const open = `(st(0,clip((${phase}-.25)/.1,0,1)-clip((${phase}-.62)/.1,0,1))*0+ld(0)*ld(0)*(3-2*ld(0)))`;
  const half = w / 2;
  const [left, right] = [door(canvas, half, h), door(canvas, half, h)];
  const one = canvas.over(cabin, left, { x: `-${open}*${String(half)}`, y: 0 });
  return canvas.over(one, right, { x: `${String(half)}+${open}*${String(half)}`, y: 0 });
}

/** The segments of a seven-segment digit that are lit: top, right up, right down, bottom, left down, left up, middle. */
const segments = ['1111110', '0110000', '1101101', '1111001'];

/** The floor over the doors: counts down while they are closed. */
function floorSign(canvas: SceneCanvas): string[] {
  const { width, seconds } = canvas.size;
  const u = canvas.px(0.008);
  const x = width / 2 - u * 1.5;
  const y = canvas.px(0.07);
  const places: readonly (readonly [number, number, number, number])[] = [
    [0, 0, 3, 1],
    [3, 0, 1, 3],
    [3, 3, 1, 3],
    [0, 5, 3, 1],
    [-1, 3, 1, 3],
    [-1, 0, 1, 3],
    [0, 2.5, 3, 1],
  ];
  return [3, 2, 1, 0].flatMap((floor, order) => {
    const from = floor === 0 ? 0.25 : (order * 0.25) / 3;
    const to = floor === 0 ? 1 : ((order + 1) * 0.25) / 3;
    const shown = `:enable='between(mod(t/${String(seconds)},1),${String(from)},${String(to)})'`;
    return places
      .filter((_, index) => segments[floor]?.[index] === '1')
      .map(([dx, dy, w, h]) => {
        const box = { x: x + dx * u, y: y + dy * u, w: w * u, h: h * u, color: '#ffb347' };
        return drawbox(box) + shown;
      });
  });
}

function door(canvas: SceneCanvas, w: number, h: number): Link {
  return canvas.boxes(canvas.sky(['#c3c8cd', '#9da3aa', '#b4b9bf'], w, h), [
    { x: 0, y: 0, w: 2, h, color: '#6d7278' },
    { x: w - 2, y: 0, w: 2, h, color: '#6d7278' },
    { x: w * 0.3, y: 0, w: 2, h, color: '#d5d9dd' },
  ]);
}

function plant(canvas: SceneCanvas): Link {
  const h = canvas.px(0.5);
  const w = canvas.px(0.34);
  const leaf = (
    x: number,
    y: number,
    rx: number,
    ry: number,
    shade: number,
  ): Parameters<typeof paintShapes>[0][number] => ({
    cover: ellipse(x * w, y * h, rx * w, ry * h),
    color: [58 + shade, 112 + shade, 66 + shade],
  });
  return canvas.painted(
    w,
    h,
    paintShapes([
      { cover: roundBox(0.36 * w, 0.68 * h, 0.28 * w, 0.3 * h, 0.05 * w), color: [164, 96, 70] },
      leaf(0.3, 0.45, 0.14, 0.26, 0),
      leaf(0.7, 0.42, 0.14, 0.28, 6),
      leaf(0.5, 0.34, 0.14, 0.32, 18),
      leaf(0.18, 0.56, 0.16, 0.1, 12),
      leaf(0.82, 0.56, 0.16, 0.1, 22),
    ]),
  );
}
