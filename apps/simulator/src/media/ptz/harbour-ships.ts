import { pseudoRandom } from '../scenes/random.js';
import type { Shape } from './shape.js';
import { box, faint, line, moved, pick, polygon, section, writing } from './shape.js';
import type { Section } from './shape.js';

/** Colours of containers. */
export const containerColours = [
  '#b5442f',
  '#2f6ca8',
  '#3f8a4d',
  '#d8a52c',
  '#8d9196',
  '#7a4a2c',
  '#1f4f6e',
  '#c9c4b8',
];

/** Seconds for which a ship stays where it is: a picture is coded again only when something moved. */
export const shipSeconds = 10;

/** Degrees between the turning points of the ships, and half of it to either side. */
const lane = 300;

/** A ship under way: degrees a second, right is positive, where it is at the time 0, and what it looks like at x = 0. */
type Vessel = {
  readonly speed: number;
  readonly start: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
};

const vessels: readonly Vessel[] = [
  { speed: 0.012, start: 150, height: -0.25, shapes: freighter(0.5, '#3d4c63', 'NORDA', 7) },
  { speed: -0.018, start: 40, height: -0.75, shapes: sailingBoat(0.75, '#f4f1e8') },
  { speed: -0.015, start: 170, height: -1.3, shapes: freighter(0.8, '#7c2f2a', 'CASEMENT', 3) },
  { speed: 0.02, start: 100, height: -2, shapes: sailingBoat(1.2, '#fff7e0') },
];

/** Ships at a time, as sections: they do not move within {@link shipSeconds}. */
export function ships(second: number): readonly Section[] {
  const time = Math.floor(second / shipSeconds) * shipSeconds;
  return vessels.map(({ speed, start, height, shapes }) => {
    const way = (((start + time * speed) % lane) + lane) % lane;
    return section(moved(shapes, way - lane / 2, height));
  });
}

/** A ship with containers, its bow on the right, its middle at 0, its water line at 0. */
export function freighter(
  size: number,
  hull: string,
  name: string,
  seed: number,
): readonly Shape[] {
  const random = pseudoRandom(seed);
  const s = size;
  const shapes: Shape[] = [
    faint(
      polygon('#12394c', [-7 * s, -0.35 * s], [7 * s, -0.35 * s], [6.4 * s, 0], [-6.6 * s, 0]),
      0.5,
    ),
    polygon(
      hull,
      [-6.6 * s, 0],
      [-6.9 * s, 1.5 * s],
      [6 * s, 1.5 * s],
      [7.3 * s, 2.1 * s],
      [6.3 * s, 0],
    ),
    polygon('#a5392c', [-6.6 * s, 0], [-6.65 * s, 0.3 * s], [6.4 * s, 0.3 * s], [6.3 * s, 0]),
    ...writing(name, 3.6 * s, 0.75 * s, 0.5 * s, '#f2f0ea'),
  ];
  for (let bay = 0; bay < 8; bay += 1) {
    const floors = 2 + Math.floor(random() * 3);
    for (let floor = 0; floor < floors; floor += 1) {
      const [x, y] = [(-3.4 + bay * 1.12) * s, (1.5 + floor * 0.5) * s];
      shapes.push(box(x, y, 1.06 * s, 0.47 * s, pick(containerColours, random)));
      shapes.push(faint(box(x, y, 1.06 * s, 0.07 * s, '#000000'), 0.3));
    }
  }
  shapes.push(box(-6.2 * s, 1.5 * s, 1.9 * s, 3.1 * s, '#f1efe8'));
  shapes.push(box(-6.4 * s, 4.2 * s, 2.3 * s, 0.5 * s, '#f7f6f1'));
  for (let deck = 0; deck < 5; deck += 1) {
    for (let port = 0; port < 5; port += 1) {
      const [x, y] = [(-6.05 + port * 0.36) * s, (1.75 + deck * 0.52) * s];
      shapes.push(box(x, y, 0.18 * s, 0.22 * s, '#3c5566'));
    }
  }
  shapes.push(box(-6.3 * s, 4.33 * s, 2.1 * s, 0.22 * s, '#33495a'));
  shapes.push(box(-5.9 * s, 4.7 * s, 0.8 * s, 0.9 * s, hull));
  shapes.push(box(-5.9 * s, 5.1 * s, 0.8 * s, 0.2 * s, '#f2c14a'));
  shapes.push(line([-4.8 * s, 4.7 * s], [-4.8 * s, 6 * s], 0.1 * s, '#4a4f55'));
  return shapes;
}

/** A boat with two sails up, its middle and water line at 0. */
export function sailingBoat(size: number, sail: string): readonly Shape[] {
  const s = size;
  return [
    faint(
      polygon('#12394c', [-1.1 * s, -0.25 * s], [1.2 * s, -0.25 * s], [1 * s, 0], [-0.9 * s, 0]),
      0.45,
    ),
    polygon('#27384a', [-0.9 * s, 0], [-1.05 * s, 0.32 * s], [1.25 * s, 0.36 * s], [0.85 * s, 0]),
    line([0.1 * s, 0.3 * s], [0.1 * s, 3.3 * s], 0.06 * s, '#6a5a48'),
    polygon(sail, [0 * s, 0.5 * s], [0 * s, 3.2 * s], [-1 * s, 0.55 * s]),
    polygon('#e9e0cb', [0.2 * s, 0.5 * s], [0.2 * s, 2.7 * s], [1.1 * s, 0.5 * s]),
    faint(polygon('#a8987a', [0 * s, 0.5 * s], [0 * s, 3.2 * s], [-0.25 * s, 0.52 * s]), 0.35),
  ];
}

/** A boat at its mooring, without sails. */
export function mooredBoat(x: number, y: number, hull: string, mast: number): readonly Shape[] {
  return moved(
    [
      faint(polygon('#12394c', [-1.4, -0.3], [1.5, -0.3], [1.2, 0], [-1.2, 0]), 0.4),
      polygon(hull, [-1.15, 0], [-1.35, 0.45], [1.6, 0.5], [1.15, 0]),
      polygon('#f3efe6', [-0.8, 0.46], [-0.7, 0.8], [0.5, 0.8], [0.8, 0.48]),
      box(-0.5, 0.56, 0.24, 0.14, '#3c5566'),
      box(-0.1, 0.56, 0.24, 0.14, '#3c5566'),
      line([0.15, 0.5], [0.15, mast], 0.07, '#5c4f42'),
      line([0.15, mast], [1.55, 0.5], 0.03, '#5c4f42'),
      line([0.15, mast], [-1.3, 0.5], 0.03, '#5c4f42'),
      line([0.1, 1], [-1.2, 1.05], 0.14, '#2f5d8a'),
    ],
    x,
    y,
  );
}
