import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { SceneCanvas } from './scene-canvas.js';
import { below, disc, ellipse, num, paintShapes, polygon, roundBox } from './shapes.js';
import type { Shape } from './shapes.js';
import { even } from './sprites.js';
import type { Rgb } from './sprites.js';

const swarm: readonly {
  readonly color: Rgb;
  readonly stripe: Rgb;
  readonly size: number;
  readonly y: number;
  readonly rounds: number;
  readonly start: number;
}[] = [
  { color: [245, 140, 50], stripe: [255, 250, 240], size: 0.26, y: 0.26, rounds: 1, start: 0.1 },
  { color: [250, 212, 80], stripe: [70, 90, 150], size: 0.2, y: 0.52, rounds: -1, start: 0.4 },
  { color: [92, 150, 236], stripe: [240, 220, 90], size: 0.17, y: 0.16, rounds: -2, start: 0.7 },
  { color: [226, 92, 120], stripe: [255, 222, 214], size: 0.14, y: 0.66, rounds: 2, start: 0.25 },
  { color: [120, 220, 190], stripe: [40, 110, 110], size: 0.12, y: 0.4, rounds: 2, start: 0.8 },
];

/** An aquarium: fish, plants, bubbles, light from above. */
export function aquarium(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const ground = plants(canvas, canvas.sky(['#4fc3dc', '#1f86b4', '#0f4f84', '#0c3a66']));
  const water = canvas.still(
    canvas.over(ground, sand(canvas), { x: 0, y: height - canvas.px(0.18) }),
  );
  const turn = `2*PI*T/${String(seconds)}`;
  const rays = canvas.glow(
    {
      r: '255',
      g: '255',
      b: '230',
      a: `58*(1-Y/H)*clip(.5+.5*sin((X/W+Y/H*.25)*26+2*sin(${turn}))*sin((X/W)*9-${turn}),0,1)`,
    },
    64,
  );
  let picture = canvas.over(water, rays);
  for (const { color, stripe, size, y, rounds, start } of swarm) {
    const length = even(size * height);
    const sprite = fish(canvas, length, color, stripe);
    const left = rounds < 0;
    const at = `mod(t*${String(Math.abs(rounds))}/${String(seconds)}+${String(start)},1)*${String(width + length)}`;
    picture = canvas.over(picture, left ? canvas.graph.chain([sprite], 'hflip') : sprite, {
      x: left ? `${String(width)}-${at}` : `${at}-${String(length)}`,
      y: `${String(canvas.px(y))}+sin(2*PI*(t*5/${String(seconds)}+${String(start)}))*${String(canvas.px(0.025))}`,
    });
  }
  const left = canvas.over(picture, bubbles(canvas, 4), { x: canvas.px(0.4), y: 0 });
  return canvas.over(left, bubbles(canvas, 7), { x: Math.round(width * 0.7), y: 0 });
}

function plants(canvas: SceneCanvas, on: Link): Link {
  const { width, height } = canvas.size;
  const random = pseudoRandom(7);
  let picture = on;
  for (let index = 0; index < 9; index += 1) {
    const tall = even((0.24 + random() * 0.3) * height);
    const w = even(tall * 0.5);
    const lean = (random() - 0.5) * 0.4;
    const green: Rgb = [30 + random() * 30, 120 + random() * 50, 90 + random() * 20];
    const dark: Rgb = [green[0], green[1] - 30, green[2] - 20];
    const blade = (x: number, length: number, color: Rgb): Shape => {
      // An ellipse on a slanted axis.
      const across = `(X-${num(x * w)}-${num(lean)}*(${num(tall)}-Y))/${num(0.09 * w)}`;
      const along = `(Y-${num(tall)})/${num(tall * length)}`;
      return { cover: `clip((1-hypot(${across},${along}))*${num(0.06 * w)}+.5,0,1)`, color };
    };
    const x = Math.round(((index + 0.1 + random() * 0.5) * width) / 9);
    const leaves = [blade(0.36, 0.7, dark), blade(0.5, 0.98, green), blade(0.62, 0.8, dark)];
    picture = canvas.over(picture, canvas.painted(w, tall, paintShapes(leaves)), {
      x,
      y: canvas.px(0.95) - tall,
    });
  }
  return picture;
}

function sand(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const h = canvas.px(0.18);
  return canvas.painted(
    width,
    h,
    paintShapes([
      {
        cover: below(`${num(h * 0.32)}+${num(height * 0.03)}*sin(X/W*11)`),
        color: [222, 196, 140],
      },
      {
        cover: below(`${num(h * 0.68)}+${num(height * 0.02)}*sin(X/W*17+2)`),
        color: [204, 176, 120],
      },
      {
        cover: ellipse(width * 0.3, h * 0.62, height * 0.12, height * 0.06),
        color: [120, 124, 136],
      },
      {
        cover: ellipse(width * 0.84, h * 0.56, height * 0.16, height * 0.08),
        color: [104, 110, 124],
      },
    ]),
  );
}

function fish(canvas: SceneCanvas, l: number, color: Rgb, stripe: Rgb): Link {
  const h = even(l * 0.62);
  const y = h / 2;
  return canvas.painted(
    l,
    h,
    paintShapes([
      {
        cover: polygon([0.02 * l, 0.12 * h], [0.3 * l, y], [0.02 * l, 0.88 * h], [0.1 * l, y]),
        color,
      },
      {
        cover: polygon(
          [0.02 * l, 0.12 * h],
          [0.32 * l, 0.46 * h],
          [0.32 * l, 0.54 * h],
          [0.02 * l, 0.88 * h],
        ),
        color,
      },
      {
        cover: polygon([0.42 * l, 0.24 * h], [0.56 * l, 0.02 * h], [0.72 * l, 0.26 * h]),
        color: stripe,
      },
      { cover: ellipse(0.58 * l, y, 0.4 * l, 0.34 * h), color },
      {
        cover: `${ellipse(0.58 * l, y, 0.4 * l, 0.34 * h)}*${roundBox(0.44 * l, 0, 0.09 * l, h)}`,
        color: stripe,
      },
      {
        cover: `${ellipse(0.58 * l, y, 0.4 * l, 0.34 * h)}*${roundBox(0.64 * l, 0, 0.07 * l, h)}`,
        color: stripe,
      },
      { cover: disc(0.82 * l, 0.42 * h, 0.075 * h), color: [250, 250, 250] },
      { cover: disc(0.83 * l, 0.42 * h, 0.04 * h), color: [20, 20, 30] },
    ]),
  );
}

function bubbles(canvas: SceneCanvas, rounds: number): Link {
  const { height } = canvas.size;
  const w = canvas.px(0.16);
  const random = pseudoRandom(rounds);
  const shapes = Array.from({ length: 7 }, (_, index): Shape => {
    const r = (0.008 + random() * 0.014) * height;
    const y = ((index + 0.2 + random() * 0.6) * height) / 7;
    return {
      cover: disc(r + 1 + random() * (w - 2 * r - 2), y, r),
      color: [214, 244, 252],
      opacity: 0.5,
    };
  });
  return canvas.scrolledUp(canvas.painted(w, height, paintShapes(shapes)), rounds, height);
}
