import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';

const cartons = ['#c79a63', '#b5864f', '#d2ab78', '#a97c4a'];

/** A warehouse: shelves behind, cartons on a conveyor belt in front, a scanner over the belt. */
export function warehouse(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const hall = canvas.still(
    canvas.boxes(canvas.sky(['#3f4a57', '#5d6875', '#77808a']), shelves(canvas)),
  );
  const belt = canvas.over(hall, canvas.scrolled(rollers(canvas), -12), {
    x: 0,
    y: canvas.px(0.8),
  });
  const withCartons = canvas.over(belt, canvas.scrolled(load(canvas), -2), {
    x: 0,
    y: canvas.px(0.46),
  });
  const beam = `lt(mod(t*8/${String(seconds)},1),.5)`;
  const x = Math.round(width * 0.62);
  return canvas.boxes(
    canvas.graph.chain(
      [withCartons],
      `drawbox=${String(x)}:${String(canvas.px(0.36))}:${String(canvas.px(0.012))}:${String(canvas.px(0.44))}:#ff3a30@0.55:fill:enable='${beam}'`,
    ),
    [
      {
        x: x - canvas.px(0.09),
        y: canvas.px(0.24),
        w: canvas.px(0.19),
        h: canvas.px(0.12),
        color: '#2b2f36',
      },
      {
        x: x - canvas.px(0.06),
        y: canvas.px(0.27),
        w: canvas.px(0.13),
        h: canvas.px(0.02),
        color: '#f2b63c',
      },
      { x: x - canvas.px(0.012), y: 0, w: canvas.px(0.035), h: canvas.px(0.24), color: '#2b2f36' },
      { x: 0, y: canvas.px(0.79), w: width, h: canvas.px(0.014), color: '#20242a' },
      { x: 0, y: canvas.px(0.88), w: width, h: height, color: '#2e333b' },
      { x: 0, y: canvas.px(0.9), w: width, h: canvas.px(0.02), color: '#e0b23c' },
    ],
  );
}

function shelves(canvas: SceneCanvas): Box[] {
  const { width } = canvas.size;
  const random = pseudoRandom(17);
  const boxes: Box[] = [];
  for (const level of [0.2, 0.42, 0.64]) {
    const y = canvas.px(level);
    let x = canvas.px(0.03);
    while (x < width) {
      const w = canvas.px(0.06 + random() * 0.1);
      const h = canvas.px(0.07 + random() * 0.09);
      const color = cartons[Math.floor(random() * cartons.length)] ?? '#b5864f';
      if (random() < 0.85) {
        boxes.push({ x, y: y - h, w, h, color }, { x, y: y - h, w, h, color: '#1c2430@0.45' });
      }
      x += w + canvas.px(0.02);
    }
    boxes.push({ x: 0, y, w: width, h: canvas.px(0.022), color: '#c4622d' });
  }
  for (let x = 0; x < width; x += canvas.px(0.62)) {
    boxes.push({ x, y: 0, w: canvas.px(0.024), h: canvas.px(0.8), color: '#2f4f7c' });
  }
  return boxes;
}

function rollers(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const h = canvas.px(0.08);
  const count = Math.round(width / canvas.px(0.05));
  const boxes = Array.from({ length: count }, (_, index): Box[] => {
    const x = (index * width) / count;
    return [
      { x, y: 0, w: width / count + 1, h, color: '#3b414a' },
      { x: x + 1, y: canvas.px(0.012), w: width / count - 3, h: canvas.px(0.05), color: '#6b737e' },
      { x: x + 1, y: canvas.px(0.02), w: width / count - 3, h: canvas.px(0.012), color: '#949ca6' },
    ];
  });
  return canvas.sprite(width, h, boxes.flat());
}

function load(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const h = canvas.px(0.34);
  const random = pseudoRandom(29);
  const boxes: Box[] = [];
  let x = canvas.px(0.06);
  while (x < width - canvas.px(0.36)) {
    const w = canvas.px(0.16 + random() * 0.18);
    const tall = canvas.px(0.12 + random() * 0.18);
    const top = h - tall;
    const color = cartons[Math.floor(random() * cartons.length)] ?? '#b5864f';
    boxes.push(
      { x, y: top, w, h: tall, color },
      { x, y: top, w, h: canvas.px(0.012), color: '#e2c08e' },
      { x: x + w * 0.44, y: top, w: w * 0.12, h: tall, color: '#dcc49a' },
      { x: x + w * 0.62, y: top + tall * 0.55, w: w * 0.28, h: tall * 0.28, color: '#f4f0e6' },
      { x: x + w * 0.66, y: top + tall * 0.62, w: w * 0.2, h: tall * 0.05, color: '#333333' },
      { x: x + w - 2, y: top, w: 2, h: tall, color: '#7d5b36' },
    );
    x += w + canvas.px(0.1 + random() * 0.2);
  }
  return canvas.sprite(width, h, boxes);
}
