import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { below, ellipse, paintShapes, polygon, roundBox } from './shapes.js';
import { fir } from './sprites.js';

/** Snow falls on mountains, firs and a hut. */
export function snow(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  let ground = canvas.over(canvas.sky(['#6f86a8', '#a9bbd0', '#dfe5ec']), mountains(canvas));
  const random = pseudoRandom(63);
  for (let index = 0; index < 9; index += 1) {
    const tall = canvas.px(0.26 + random() * 0.16);
    ground = canvas.over(ground, fir(canvas, tall, [48, 84, 82]), {
      x: Math.round(((index + random() * 0.6) * width) / 9) - 20,
      y: canvas.px(0.8) - tall + canvas.px(random() * 0.06),
    });
  }
  ground = canvas.over(ground, hut(canvas), { x: Math.round(width * 0.56), y: canvas.px(0.52) });
  ground = canvas.over(ground, drift(canvas), { x: 0, y: canvas.px(0.74) });
  return [
    { flakes: 70, size: 0.008, rounds: -3, seed: 1 },
    { flakes: 50, size: 0.014, rounds: -5, seed: 2 },
    { flakes: 24, size: 0.022, rounds: -8, seed: 3 },
  ].reduce((picture, layer) => {
    const tile = flakes(canvas, layer);
    const { seconds } = canvas.size;
    const sway = `-20+sin(2*PI*(t*${String(layer.seed)}/${String(seconds)}))*${String(canvas.px(0.03))}`;
    return canvas.over(picture, canvas.scrolledUp(tile, layer.rounds, height), { x: sway, y: 0 });
  }, canvas.still(ground));
}

function mountains(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const peak = (
    x: number,
    y: number,
    half: number,
  ): readonly [readonly [number, number], readonly [number, number], readonly [number, number]] => [
    [x * width, y * height],
    [(x + half) * width, height],
    [(x - half) * width, height],
  ];
  const cap = (x: number, y: number, half: number): string => {
    const deep = 0.26;
    return polygon(
      [x * width, y * height],
      [(x + half * deep) * width, (y + (1 - y) * deep) * height],
      [(x - half * deep) * width, (y + (1 - y) * deep) * height],
    );
  };
  return canvas.painted(
    width,
    height,
    paintShapes([
      { cover: polygon(...peak(0.2, 0.26, 0.42)), color: [120, 140, 168] },
      { cover: cap(0.2, 0.26, 0.42), color: [240, 244, 250] },
      { cover: polygon(...peak(0.82, 0.18, 0.46)), color: [108, 130, 160] },
      { cover: cap(0.82, 0.18, 0.46), color: [240, 244, 250] },
      { cover: polygon(...peak(0.5, 0.36, 0.4)), color: [134, 154, 180] },
      { cover: cap(0.5, 0.36, 0.4), color: [246, 248, 252] },
    ]),
  );
}

function hut(canvas: SceneCanvas): Link {
  const w = canvas.px(0.36);
  const h = canvas.px(0.3);
  return canvas.painted(
    w,
    h,
    paintShapes([
      { cover: roundBox(0.68 * w, 0.06 * h, 0.1 * w, 0.3 * h), color: [96, 70, 62] },
      { cover: roundBox(0.12 * w, 0.44 * h, 0.76 * w, 0.54 * h), color: [122, 84, 62] },
      {
        cover: polygon([0.5 * w, 0.04 * h], [0.98 * w, 0.5 * h], [0.02 * w, 0.5 * h]),
        color: [244, 247, 252],
      },
      { cover: roundBox(0.22 * w, 0.58 * h, 0.2 * w, 0.2 * h), color: [255, 208, 110] },
      { cover: roundBox(0.58 * w, 0.56 * h, 0.18 * w, 0.42 * h), color: [80, 54, 42] },
    ]),
  );
}

function drift(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const h = canvas.px(0.3);
  return canvas.painted(
    width,
    h,
    paintShapes([
      { cover: below(`${String(h * 0.2)}+${String(h * 0.1)}*sin(X/W*9)`), color: [226, 233, 242] },
      {
        cover: below(`${String(h * 0.45)}+${String(h * 0.12)}*sin(X/W*6+2)`),
        color: [243, 246, 251],
      },
      { cover: ellipse(0.2 * width, h * 0.95, width * 0.3, h * 0.25), color: [250, 252, 255] },
    ]),
  );
}

/** A tile of flakes that is repeated upwards without a seam: none reaches over its edge. */
function flakes(
  canvas: SceneCanvas,
  layer: { readonly flakes: number; readonly size: number; readonly seed: number },
): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(layer.seed * 77);
  const side = canvas.px(layer.size);
  const tileWidth = width + 40;
  const boxes = Array.from({ length: layer.flakes }, (): Box[] => {
    const x = random() * (tileWidth - 2 * side) + side / 2;
    const y = random() * (height - 2 * side) + side / 2;
    // Two boxes make a small round cross.
    return [
      { x, y: y + side / 4, w: side, h: side / 2, color: '#ffffff' },
      { x: x + side / 4, y, w: side / 2, h: side, color: '#ffffff' },
    ];
  });
  return canvas.sprite(Math.ceil(tileWidth / 2) * 2, height, boxes.flat());
}
