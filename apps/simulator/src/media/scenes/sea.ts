import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { below, disc, paintShapes, polygon } from './shapes.js';
import type { Rgb } from './sprites.js';

const waves: readonly { readonly y: number; readonly color: Rgb; readonly crests: number }[] = [
  { y: 0.6, color: [196, 112, 104], crests: 9 },
  { y: 0.67, color: [150, 88, 108], crests: 7 },
  { y: 0.75, color: [104, 70, 108], crests: 6 },
  { y: 0.84, color: [64, 52, 94], crests: 5 },
];

/** The sea at dusk: a low sun, waves in layers, a sailing boat. */
export function sea(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const sky = canvas.over(
    canvas.sky(['#3b3468', '#93527a', '#e9836a', '#fbc37d', '#fbc37d']),
    sun(canvas),
    { x: Math.round(width * 0.62) - canvas.px(0.4), y: canvas.px(0.14) },
  );
  let picture = canvas.still(
    canvas.boxes(sky, [{ x: 0, y: canvas.px(0.56), w: width, h: height, color: '#d98a72' }]),
  );
  picture = glitter(canvas, picture);
  for (const [index, wave] of waves.entries()) {
    const layer = canvas.scrolled(crest(canvas, wave.color, wave.crests), index % 2 === 0 ? 1 : -1);
    const swing = `sin(2*PI*(t*${String(3 + index)}/${String(seconds)}+${String(index * 0.3)}))`;
    const y = `${String(canvas.px(wave.y))}+${swing}*${String(canvas.px(0.012))}`;
    if (index === 2) {
      picture = canvas.over(picture, boat(canvas), {
        x: `mod(t/${String(seconds)}+.15,1)*${String(width + canvas.px(0.4))}-${String(canvas.px(0.4))}`,
        y: `${String(canvas.px(0.4))}+sin(2*PI*t*4/${String(seconds)})*${String(canvas.px(0.014))}`,
      });
    }
    picture = canvas.over(picture, layer, { x: 0, y });
  }
  return picture;
}

function sun(canvas: SceneCanvas): Link {
  const r = canvas.px(0.4);
  const distance = `hypot(X-${String(r)},Y-${String(r)})/${String(r)}`;
  const core = disc(r, r, r * 0.28);
  return canvas.painted(2 * r, 2 * r, {
    r: '255',
    g: `lerp(196,244,${core})`,
    b: `lerp(120,206,${core})`,
    a: `255*max(${core},.7*pow(clip(1-${distance},0,1),2))`,
  });
}

/** The path of light below the sun: bars that change their length. */
function glitter(canvas: SceneCanvas, on: Link): Link {
  const { width, seconds } = canvas.size;
  const bars = [0, 1, 2, 3, 4, 5].map((index) => {
    const w = canvas.px(0.46 - index * 0.05);
    const x = `${String(Math.round(width * 0.62 - w / 2))}+sin(2*PI*(t*${String(5 + index)}/${String(seconds)}+${String(index * 0.21)}))*${String(canvas.px(0.05))}`;
    return { w, x, y: canvas.px(0.57 + index * 0.022) };
  });
  return bars.reduce(
    (picture, { w, x, y }) =>
      canvas.over(picture, canvas.plain('#ffdca0@0.55', w, canvas.px(0.009)), { x, y }),
    on,
  );
}

function crest(canvas: SceneCanvas, color: Rgb, crests: number): Link {
  const { width, height } = canvas.size;
  const top = canvas.px(0.03);
  const line = `${String(top)}+${String(top * 0.7)}*sin(X/W*2*PI*${String(crests)})+${String(top * 0.25)}*sin(X/W*2*PI*${String(crests * 3 + 1)})`;
  const bright: Rgb = [color[0] + 26, color[1] + 24, color[2] + 20];
  return canvas.painted(
    width,
    Math.round(height / 4) * 2,
    paintShapes([
      { cover: below(line), color: bright },
      { cover: below(`${line}+${String(canvas.px(0.014))}`), color },
    ]),
  );
}

function boat(canvas: SceneCanvas): Link {
  const w = canvas.px(0.26);
  const h = canvas.px(0.4);
  return canvas.painted(
    w,
    h,
    paintShapes([
      {
        cover: polygon([0.52 * w, 0.04 * h], [0.92 * w, 0.76 * h], [0.52 * w, 0.76 * h]),
        color: [250, 240, 226],
      },
      {
        cover: polygon([0.46 * w, 0.16 * h], [0.46 * w, 0.76 * h], [0.14 * w, 0.76 * h]),
        color: [238, 214, 196],
      },
      {
        cover: polygon(
          [0.04 * w, 0.8 * h],
          [0.98 * w, 0.8 * h],
          [0.84 * w, 0.96 * h],
          [0.18 * w, 0.96 * h],
        ),
        color: [74, 42, 58],
      },
    ]),
  );
}
