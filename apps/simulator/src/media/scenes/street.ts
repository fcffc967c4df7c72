import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { carFromSide, person, tree } from './sprites.js';
import type { Rgb } from './sprites.js';

const facades = ['#b98a72', '#d2bfa0', '#9aa3a8', '#c7a58b', '#8f7f86', '#cdb9b0'];

/** A street by day: houses, trees, a pavement with people, cars in both directions. */
export function street(canvas: SceneCanvas): Link {
  const { height } = canvas.size;
  const sky = canvas.sky(['#7fb0dc', '#dbe9f2', '#e8eef0']);
  const ground = canvas.still(
    canvas.over(
      canvas.boxes(sky, [...houses(canvas), ...road(canvas)]),
      tree(canvas, 0.34 * height, [74, 128, 72]),
      { x: canvas.px(0.3), y: canvas.px(0.24) },
    ),
  );
  let picture = canvas.over(ground, tree(canvas, 0.3 * height, [92, 142, 70]), {
    x: canvas.px(1.75),
    y: canvas.px(0.28),
  });
  picture = walkers(canvas, picture);
  return cars(canvas, picture);
}

function houses(canvas: SceneCanvas): Box[] {
  const { width } = canvas.size;
  const random = pseudoRandom(11);
  const boxes: Box[] = [];
  let x = -canvas.px(0.05);
  while (x < width) {
    const w = canvas.px(0.26 + random() * 0.2);
    const h = canvas.px(0.3 + random() * 0.2);
    const top = canvas.px(0.58) - h;
    const color = facades[Math.floor(random() * facades.length)] ?? '#b98a72';
    boxes.push(
      { x, y: top, w, h, color },
      { x, y: top, w, h: canvas.px(0.015), color: '#00000050' },
    );
    boxes.push({ x: x + w - 2, y: top, w: 2, h, color: '#00000030' });
    const columns = Math.max(2, Math.round(w / canvas.px(0.1)));
    for (let row = 0; top + canvas.px(0.1) * (row + 1) < canvas.px(0.56); row += 1) {
      for (let column = 0; column < columns; column += 1) {
        boxes.push({
          x: x + ((column + 0.5) * w) / columns - canvas.px(0.018),
          y: top + canvas.px(0.04) + row * canvas.px(0.1),
          w: canvas.px(0.036),
          h: canvas.px(0.052),
          color: random() < 0.3 ? '#f3dfa6' : '#54697c',
        });
      }
    }
    x += w;
  }
  return boxes;
}

function road(canvas: SceneCanvas): Box[] {
  const { width, height } = canvas.size;
  const boxes: Box[] = [
    { x: 0, y: canvas.px(0.58), w: width, h: height, color: '#b9b6ae' },
    { x: 0, y: canvas.px(0.66), w: width, h: height, color: '#8d8b86' },
    { x: 0, y: canvas.px(0.67), w: width, h: canvas.px(0.29), color: '#484b50' },
    { x: 0, y: canvas.px(0.96), w: width, h: height, color: '#b9b6ae' },
  ];
  for (let x = 0; x < width; x += canvas.px(0.2)) {
    boxes.push({
      x,
      y: canvas.px(0.805),
      w: canvas.px(0.1),
      h: canvas.px(0.012),
      color: '#d9d6c6',
    });
  }
  return boxes;
}

function walkers(canvas: SceneCanvas, on: Link): Link {
  const { width, height, seconds } = canvas.size;
  const step = `abs(sin(2*PI*t*24/${String(seconds)}))*${String(canvas.px(0.008))}`;
  const y = `${String(canvas.px(0.51))}-${step}`;
  const there = `-60+mod(t/${String(seconds)},1)*${String(width + 120)}`;
  const back = `${String(width + 60)}-mod(t/${String(seconds)}+.4,1)*${String(width + 120)}`;
  const first = canvas.over(on, person(canvas, 0.15 * height, [176, 62, 58]), { x: there, y });
  return canvas.over(first, person(canvas, 0.15 * height, [58, 92, 140]), { x: back, y });
}

function cars(canvas: SceneCanvas, on: Link): Link {
  const { width, height, seconds } = canvas.size;
  const lanes: readonly { readonly color: Rgb; readonly start: number; readonly left: boolean }[] =
    [
      { color: [196, 64, 56], start: 0.05, left: true },
      { color: [232, 232, 230], start: 0.55, left: true },
      { color: [64, 104, 168], start: 0.3, left: false },
      { color: [238, 190, 60], start: 0.72, left: false },
    ];
  let picture = on;
  for (const { color, start, left } of lanes) {
    const length = (left ? 0.34 : 0.42) * height;
    const way = width + 2 * length;
    const at = `mod(t*2/${String(seconds)}+${String(start)},1)*${String(Math.round(way))}`;
    const side = carFromSide(canvas, length, color);
    const car = left ? canvas.graph.chain([side], 'hflip') : side;
    const x = left
      ? `${String(Math.round(width + length))}-${at}`
      : `${String(-Math.round(length))}+${at}`;
    picture = canvas.over(picture, car, { x, y: canvas.px(left ? 0.64 : 0.79) });
  }
  return picture;
}
