import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { below, disc, ellipse, num, paintShapes, polygon, roundBox } from './shapes.js';
import type { Rgb } from './sprites.js';

/** Where the lamp is: parts of the width and of the height. */
const lampX = 0.3;
const lampY = 0.235;

/** A lighthouse at night, its beam sweeping over the water. */
export function lighthouse(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(12);
  const stars = Array.from({ length: 90 }, (): Box => ({
    x: random() * width,
    y: random() * canvas.px(0.6),
    w: random() < 0.15 ? 2 : 1,
    h: 1,
    color: `#ffffff@${(0.2 + random() * 0.5).toFixed(2)}`,
  }));
  const night = canvas.boxes(canvas.sky(['#081226', '#13294a', '#2b4c6c', '#3d6580']), [
    ...stars,
    { x: 0, y: canvas.px(0.68), w: width, h: height, color: '#10263f' },
  ]);
  const lit = canvas.over(canvas.still(night), beam(canvas));
  const swell = canvas.over(lit, canvas.scrolled(water(canvas, [18, 44, 70], 8), 1), {
    x: 0,
    y: canvas.px(0.7),
  });
  const waves = canvas.over(swell, canvas.scrolled(water(canvas, [12, 32, 54], 5), -2), {
    x: 0,
    y: canvas.px(0.8),
  });
  return canvas.over(waves, tower(canvas), {
    x: Math.round(width * lampX) - canvas.px(0.35),
    y: 0,
  });
}

/** Two opposite beams, brighter when they point towards the camera. */
function beam(canvas: SceneCanvas): Link {
  const turn = `(2*PI*T/${String(canvas.size.seconds)}*2)`;
  const dx = `((X/W-${num(lampX)})*${num(canvas.size.width / canvas.size.height)})`;
  const dy = `(Y/H-${num(lampY)})`;
  // The beam turns in the plane of the sea: seen from the side, its length is the sine of its angle.
  const side = `sin(${turn})`;
  const along = `(${dx}*${side}/max(abs(${side}),.05))`;
  const width = `(.015+.09*abs(${dx}))`;
  const ray = (sign: string): string =>
    `clip(${sign}${along}*40,0,1)*exp(-pow(${dy}/${width},2))*exp(-abs(${dx})*.8)*abs(${side})`;
  const flare = `exp(-hypot(${dx},${dy})*9)*(.35+.65*pow(abs(cos(${turn})),4))`;
  return canvas.glow(
    {
      r: '255',
      g: '240',
      b: '196',
      a: `235*clip(.85*(${ray('')})+.85*(${ray('-')})+${flare},0,1)`,
    },
    72,
  );
}

function water(canvas: SceneCanvas, color: Rgb, crests: number): Link {
  const { width } = canvas.size;
  const h = canvas.px(0.32);
  const top = canvas.px(0.02);
  const line = `${String(top)}+${num(top * 0.6)}*sin(X/W*2*PI*${String(crests)})`;
  const [r, g, b] = color;
  return canvas.painted(
    width,
    h,
    paintShapes([
      { cover: below(line), color: [r + 34, g + 40, b + 44] },
      { cover: below(`${line}+${String(canvas.px(0.01))}`), color },
    ]),
  );
}

function tower(canvas: SceneCanvas): Link {
  const w = canvas.px(0.7);
  const h = canvas.size.height;
  const c = w / 2;
  const half = (y: number): number => w * (0.075 + 0.055 * (y - 0.28));
  const stripe = (
    from: number,
    to: number,
    color: Rgb,
  ): Parameters<typeof paintShapes>[0][number] => ({
    cover: polygon(
      [c - half(from), from * h],
      [c + half(from), from * h],
      [c + half(to), to * h],
      [c - half(to), to * h],
    ),
    color,
  });
  return canvas.painted(
    w,
    h,
    paintShapes([
      { cover: ellipse(c, 1.0 * h, 0.5 * w, 0.24 * h), color: [22, 24, 32] },
      { cover: ellipse(c * 1.2, 1.02 * h, 0.38 * w, 0.18 * h), color: [30, 32, 40] },
      stripe(0.28, 0.42, [222, 218, 210]),
      stripe(0.42, 0.54, [176, 54, 52]),
      stripe(0.54, 0.66, [222, 218, 210]),
      stripe(0.66, 0.8, [176, 54, 52]),
      { cover: roundBox(c - 0.11 * w, 0.27 * h, 0.22 * w, 0.025 * h), color: [40, 42, 50] },
      { cover: roundBox(c - 0.055 * w, 0.195 * h, 0.11 * w, 0.075 * h), color: [255, 236, 170] },
      {
        cover: polygon([c, 0.13 * h], [c + 0.08 * w, 0.2 * h], [c - 0.08 * w, 0.2 * h]),
        color: [176, 54, 52],
      },
      { cover: disc(c, 0.48 * h, 0.016 * h), color: [30, 30, 38] },
      { cover: disc(c, 0.6 * h, 0.016 * h), color: [30, 30, 38] },
    ]),
  );
}
