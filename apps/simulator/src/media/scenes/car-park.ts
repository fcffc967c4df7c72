import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { carFromAbove } from './sprites.js';
import type { Rgb } from './sprites.js';

const colors: readonly Rgb[] = [
  [200, 70, 62],
  [226, 228, 230],
  [60, 92, 150],
  [48, 54, 62],
  [150, 156, 162],
  [86, 128, 108],
];

/** Parts of the height: the rows of bays above and below the lane. */
const upperRow = 0.19;
const lane = 0.52;
const lowerRow = 0.84;
const bay = 0.2;

/** A car park from above: one car comes, parks for a while and leaves again. */
export function carPark(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const bays = Math.floor(width / canvas.px(bay));
  const free = Math.floor(bays / 2);
  const random = pseudoRandom(5);
  let ground = canvas.boxes(canvas.plain('#5b6066'), markings(canvas, bays));
  for (let index = 0; index < bays; index += 1) {
    if (index !== free && random() < 0.8) {
      ground = parked(canvas, ground, { index, row: upperRow, color: pick(random()) });
    }
    if (random() < 0.72) {
      ground = parked(canvas, ground, { index, row: lowerRow, color: pick(random()) });
    }
  }
  return visitor(canvas, canvas.still(ground), free);
}

function pick(random: number): Rgb {
  return colors[Math.floor(random * colors.length)] ?? [200, 200, 200];
}

function markings(canvas: SceneCanvas, bays: number): Box[] {
  const { width } = canvas.size;
  const line = canvas.px(0.01);
  const boxes: Box[] = [
    { x: 0, y: canvas.px(0.37), w: width, h: canvas.px(0.3), color: '#4d5157' },
    { x: 0, y: 0, w: width, h: canvas.px(0.03), color: '#6f8f62' },
    { x: 0, y: canvas.px(0.99), w: width, h: canvas.px(0.03), color: '#6f8f62' },
  ];
  for (let index = 0; index <= bays; index += 1) {
    const x = index * canvas.px(bay);
    boxes.push({ x, y: canvas.px(0.04), w: line, h: canvas.px(0.31), color: '#e6e4d8' });
    boxes.push({ x, y: canvas.px(0.69), w: line, h: canvas.px(0.29), color: '#e6e4d8' });
  }
  for (let x = canvas.px(0.05); x < width; x += canvas.px(0.24)) {
    boxes.push({ x, y: canvas.px(lane) - 2, w: canvas.px(0.1), h: line, color: '#c9c06a' });
  }
  return boxes;
}

function parked(
  canvas: SceneCanvas,
  on: Link,
  place: { readonly index: number; readonly row: number; readonly color: Rgb },
): Link {
  const length = canvas.px(0.27);
  const car = canvas.graph.chain([carFromAbove(canvas, length, place.color)], 'transpose=cclock');
  return canvas.over(on, car, {
    x: Math.round((place.index + 0.52) * canvas.px(bay) - length / 2),
    y: Math.round(canvas.px(place.row) - length / 2),
  });
}

/** Drives in, turns by 90 degrees into the free bay, and backs out later. */
function visitor(canvas: SceneCanvas, on: Link, free: number): Link {
  const { width, seconds } = canvas.size;
  const length = canvas.px(0.27);
  const u = `mod(t/${String(seconds)},1)`;
  const ramp = (from: number, to: number): string =>
    `clip((${u}-${String(from)})/${String(to - from)},0,1)`;
  const smooth = (from: number, to: number): string =>
    `(st(1,${ramp(from, to)})*0+ld(1)*ld(1)*(3-2*ld(1)))`;
  const bayX = Math.round((free + 0.52) * canvas.px(bay) - length / 2);
  const turned = `(${smooth(0.24, 0.34)}-${smooth(0.68, 0.78)})`;
  const car = canvas.graph.chain(
    [canvas.still(carFromAbove(canvas, length, [240, 196, 72]), 'rgba')],
    `rotate=a='-PI/2*${turned}':c=none`,
  );
  const x =
    `${String(-length)}+${String(bayX + length)}*${smooth(0, 0.32)}` +
    `+${String(width - bayX)}*${smooth(0.72, 1)}`;
  const inBay = `(${smooth(0.26, 0.42)}-${smooth(0.6, 0.76)})`;
  const y = `${String(Math.round(canvas.px(lane) - length / 2))}-${inBay}*${String(canvas.px(lane - upperRow))}`;
  return canvas.over(on, car, { x, y });
}
