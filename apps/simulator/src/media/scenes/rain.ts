import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { disc, ellipse, num, paintShapes } from './shapes.js';
import type { Shape } from './shapes.js';
import type { Rgb } from './sprites.js';

const lamps: readonly Rgb[] = [
  [255, 190, 110],
  [255, 120, 90],
  [130, 190, 255],
  [255, 232, 180],
  [190, 140, 255],
  [120, 230, 200],
];

/** City lights out of focus behind a window, rain in front of them. */
export function rain(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const night = canvas.still(canvas.sky(['#10151f', '#1d2735', '#27303a', '#15191f']));
  const far = canvas.over(night, canvas.scrolled(lights(canvas, 9, 0.05, 3), 1));
  const near = canvas.over(far, canvas.scrolled(lights(canvas, 6, 0.1, 5), -1));
  const wet = canvas.over(near, drops(canvas));
  const streaks = [
    { count: 60, length: 0.1, rounds: -20, alpha: 0.22, seed: 4 },
    { count: 34, length: 0.2, rounds: -32, alpha: 0.34, seed: 9 },
  ].reduce(
    (picture, layer) =>
      canvas.over(picture, canvas.scrolledUp(streakTile(canvas, layer), layer.rounds)),
    wet,
  );
  // Now and then a drop runs down the pane.
  return [0.18, 0.46, 0.83].reduce((picture, x, index) => {
    const at = `mod(t/${String(seconds)}+${String(index * 0.31)},1)`;
    const y = `-${String(canvas.px(0.1))}+pow(${at},1.6)*${String(Math.round(height * 1.2))}`;
    return canvas.over(picture, runner(canvas), { x: Math.round(x * width), y });
  }, streaks);
}

function lights(canvas: SceneCanvas, count: number, radius: number, seed: number): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(seed);
  let picture = canvas.sprite(width, height, []);
  for (let index = 0; index < count; index += 1) {
    const r = canvas.px((0.6 + random() * 0.8) * radius);
    const x = Math.round(((index + random() * 0.7) / count) * (width - 2 * r));
    const y = Math.round((0.12 + random() * 0.6) * height);
    const color = lamps[Math.floor(random() * lamps.length)] ?? [255, 190, 110];
    // A disc with a brighter rim, as a lens makes it.
    const rim = `.62+.38*pow(clip(hypot(X-${num(r)},Y-${num(r)})/${num(r)},0,1),6)`;
    const cover = `(${disc(r, r, r - 1)}*(${rim}))`;
    const shape: Shape = { cover, color, opacity: 0.5 + random() * 0.35 };
    picture = canvas.over(picture, canvas.painted(2 * r, 2 * r, paintShapes([shape])), { x, y });
  }
  return picture;
}

function drops(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(31);
  const boxes = Array.from({ length: 90 }, (): Box[] => {
    const side = canvas.px(0.006 + random() * 0.012);
    const x = random() * (width - side);
    const y = random() * (height - side);
    return [
      { x, y, w: side, h: side * 1.2, color: '#c9dcec@0.16' },
      { x, y, w: side / 2, h: 1, color: '#ffffff@0.5' },
    ];
  });
  return canvas.sprite(width, height, boxes.flat());
}

function streakTile(
  canvas: SceneCanvas,
  layer: {
    readonly count: number;
    readonly length: number;
    readonly alpha: number;
    readonly seed: number;
  },
): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(layer.seed);
  const h = canvas.px(layer.length);
  const w = Math.max(1, Math.round(height / 300));
  const boxes = Array.from({ length: layer.count }, (): Box => ({
    x: random() * width,
    y: random() * (height - h),
    w,
    h: h * (0.6 + random() * 0.4),
    color: `#cfe2f2@${String(layer.alpha)}`,
  }));
  return canvas.sprite(width, height, boxes);
}

function runner(canvas: SceneCanvas): Link {
  const w = canvas.px(0.024);
  const h = canvas.px(0.12);
  return canvas.painted(
    w,
    h,
    paintShapes([
      { cover: ellipse(w / 2, h * 0.5, w * 0.16, h * 0.5), color: [190, 208, 224], opacity: 0.25 },
      { cover: ellipse(w / 2, h * 0.84, w * 0.46, h * 0.15), color: [206, 222, 236], opacity: 0.6 },
      {
        cover: ellipse(w * 0.4, h * 0.8, w * 0.12, h * 0.04),
        color: [255, 255, 255],
        opacity: 0.9,
      },
    ]),
  );
}
