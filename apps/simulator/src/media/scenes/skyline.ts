import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { disc, paintShapes } from './shapes.js';

/** A city at night that passes by in two layers, with traffic in front. */
export function skyline(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const sky = canvas.boxes(canvas.sky(['#0d1330', '#2b2350', '#8a4a5e', '#e39a62']), stars(canvas));
  const r = canvas.px(0.07);
  const moon = canvas.painted(
    2 * r,
    2 * r,
    paintShapes([
      { cover: disc(r, r, r - 2), color: [244, 238, 214] },
      { cover: disc(0.7 * r, 0.8 * r, 0.18 * r), color: [226, 218, 190] },
      { cover: disc(1.2 * r, 1.3 * r, 0.24 * r), color: [228, 220, 194] },
    ]),
  );
  const back = canvas.still(
    canvas.over(sky, moon, { x: width - canvas.px(0.5), y: canvas.px(0.12) }),
  );
  const far = towers(canvas, { seed: 3, wall: '#3a3560', lit: '#d9a066', low: 0.2, high: 0.5 });
  const near = towers(canvas, { seed: 8, wall: '#14162c', lit: '#ffd98a', low: 0.14, high: 0.62 });
  const withFar = canvas.over(back, canvas.scrolled(far, 1));
  const withNear = canvas.over(withFar, canvas.scrolled(near, 2));
  const bank = canvas.boxes(withNear, [
    { x: 0, y: canvas.px(0.93), w: width, h: canvas.px(0.1), color: '#0b0c18' },
  ]);
  return traffic(canvas, bank);
}

function stars(canvas: SceneCanvas): Box[] {
  const random = pseudoRandom(21);
  return Array.from({ length: 70 }, () => ({
    x: random() * canvas.size.width,
    y: random() * canvas.px(0.5),
    w: random() < 0.2 ? 2 : 1,
    h: 1,
    color: `#ffffff@${(0.25 + random() * 0.5).toFixed(2)}`,
  }));
}

type Towers = {
  readonly seed: number;
  readonly wall: string;
  readonly lit: string;
  /** Heights as parts of the scene's height. */
  readonly low: number;
  readonly high: number;
};

function towers(canvas: SceneCanvas, { seed, wall, lit, low, high }: Towers): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(seed);
  const boxes: Box[] = [];
  let x = 0;
  while (x < width - canvas.px(0.1)) {
    const w = Math.min(canvas.px(0.12 + random() * 0.16), width - x);
    const h = canvas.px(low + random() * (high - low));
    boxes.push({ x, y: height - h, w, h, color: wall });
    if (random() < 0.35) {
      boxes.push({
        x: x + w / 2,
        y: height - h - canvas.px(0.06),
        w: 2,
        h: canvas.px(0.06),
        color: wall,
      });
    }
    boxes.push(...windows(canvas, { x, w, h, lit }, random));
    x += w + (random() < 0.25 ? canvas.px(0.04) : 0);
  }
  return canvas.sprite(width, height, boxes);
}

function windows(
  canvas: SceneCanvas,
  tower: { readonly x: number; readonly w: number; readonly h: number; readonly lit: string },
  random: () => number,
): Box[] {
  const step = canvas.px(0.034);
  const boxes: Box[] = [];
  for (let y = step; y < tower.h - canvas.px(0.08); y += step) {
    for (let x = step; x < tower.w - step; x += step) {
      if (random() < 0.36) {
        boxes.push({
          x: tower.x + x,
          y: canvas.size.height - tower.h + y,
          w: step * 0.5,
          h: step * 0.5,
          color: tower.lit,
        });
      }
    }
  }
  return boxes;
}

function traffic(canvas: SceneCanvas, on: Link): Link {
  const { width, seconds } = canvas.size;
  const light = (color: string): Link => canvas.plain(color, canvas.px(0.03), canvas.px(0.012));
  return [0, 1, 2, 3, 4, 5].reduce((picture, index) => {
    const right = index % 2 === 0;
    const at = `mod(t*${String(2 + (index % 3))}/${String(seconds)}+${String(index * 0.17)},1)`;
    const x = right
      ? `${at}*${String(width + 40)}-40`
      : `${String(width)}-${at}*${String(width + 40)}`;
    const y = canvas.px(right ? 0.955 : 0.975);
    return canvas.over(picture, light(right ? '#fff3c4' : '#e8503a'), { x, y });
  }, on);
}
