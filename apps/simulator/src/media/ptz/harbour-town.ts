import { pseudoRandom } from '../scenes/random.js';
import { mooredBoat } from './harbour-ships.js';
import { reach } from './harbour-distance.js';
import type { Section, Shape } from './shape.js';
import { box, ellipse, faint, line, pick, polygon, section, writing } from './shape.js';

/** Where the town stands. */
const street = -9.3;
/** Where the marina's houses stand, across the water. */
const marinaQuay = -3.4;

const bright = [
  '#d9a441',
  '#c65b3f',
  '#e6d5b0',
  '#4f7fa3',
  '#7fa389',
  '#b7695b',
  '#e0b98a',
  '#8d6f92',
];
const plain = ['#b98a72', '#d2bfa0', '#a9b2b5', '#c7a58b', '#a08f8f', '#cdb9b0', '#93a594'];
const roofs = ['#8f4a38', '#5f4a44', '#a65b42', '#4b5258'];
const glass = '#4a6474';
const lit = '#f6dfa0';
const shops = ['CAFE', 'FISH', 'BOOKS', 'ROPES', 'BAR', 'MAPS', 'TEA', 'CLOCKS'];

/** A marina of bright houses and boats, on the left of the harbour. */
export function marina(): readonly Section[] {
  const random = pseudoRandom(17);
  const sections: Section[] = [
    section([
      box(-101, marinaQuay - 0.55, 53, 0.6, '#8a8379'),
      box(-101, marinaQuay, 53, 0.08, '#b3aca0'),
    ]),
  ];
  let index = 0;
  for (let x = -100; x < -51.5; index += 1) {
    const width = 2.3 + random() * 1.3;
    sections.push(section(marinaHouse(x, width, index, random)));
    x += width + 0.04;
  }
  const hulls = ['#f4f1ea', '#24415e', '#8c2f2a', '#2f5f4a', '#f0e2c0'];
  for (let x = -99; x < -44; x += 3.6 + random() * 2.2) {
    const y = -5 - random() * 2.2;
    sections.push(section(mooredBoat(x, y, pick(hulls, random), 3.2 + random() * 1.4)));
  }
  return sections;
}

function marinaHouse(x: number, width: number, index: number, random: () => number): Shape[] {
  const hex = pick(bright, random);
  const height = 3.6 + random() * 2.4;
  const top = marinaQuay + height;
  const gable = top + width * 0.45;
  const shapes: Shape[] = [
    // What the water shows of it, fainter with the distance.
    faint(box(x, marinaQuay - 0.55 - height * 0.22, width, height * 0.22, hex), 0.3),
    faint(box(x, marinaQuay - 0.55 - height * 0.42, width, height * 0.2, hex), 0.14),
    box(x, marinaQuay, width, height, hex),
    polygon(pick(roofs, random), [x - 0.06, top], [x + width / 2, gable], [x + width + 0.06, top]),
    faint(box(x + width - 0.16, marinaQuay, 0.16, height, '#000000'), 0.15),
    box(x + width / 2 - 0.17, top + 0.25, 0.34, 0.34, glass),
  ];
  const columns = width > 2.9 ? 4 : 3;
  const step = width / columns;
  for (let y = marinaQuay + 1.5; y + 0.7 < top; y += 1.05) {
    for (let column = 0; column < columns; column += 1) {
      shapes.push(...window(x + step * (column + 0.5) - 0.22, y, 0.44, 0.62, random));
    }
  }
  shapes.push(box(x + 0.18, marinaQuay + 0.1, width - 1, 0.85, random() < 0.5 ? lit : glass));
  shapes.push(
    polygon(
      '#e9e3d6',
      [x + 0.1, marinaQuay + 1.25],
      [x + width - 0.75, marinaQuay + 1.25],
      [x + width - 0.65, marinaQuay + 0.98],
      [x, marinaQuay + 0.98],
    ),
  );
  shapes.push(
    ...writing(
      shops[index % shops.length] ?? '',
      x + (width - 0.7) / 2,
      marinaQuay + 1.03,
      0.17,
      '#6a2d22',
    ),
  );
  shapes.push(box(x + width - 0.62, marinaQuay, 0.46, 0.95, '#3d332d'));
  shapes.push(...writing(String(index + 1), x + width - 0.39, marinaQuay + 0.72, 0.13, '#f2ead2'));
  return shapes;
}

function window(
  x: number,
  y: number,
  width: number,
  height: number,
  random: () => number,
): readonly Shape[] {
  return [
    box(x - 0.05, y - 0.05, width + 0.1, height + 0.1, '#f3efe6'),
    box(x, y, width, height, random() < 0.22 ? lit : glass),
    box(x + width / 2 - 0.02, y, 0.04, height, '#f3efe6'),
    box(x, y + height * 0.55, width, 0.04, '#f3efe6'),
  ];
}

/** The town behind the camera: large houses along the street, lamps and trees. */
export function town(): readonly Section[] {
  const random = pseudoRandom(7);
  const sections: Section[] = [];
  for (const [from, to] of [
    [-reach, -103],
    [106, reach],
  ] as const) {
    let index = from < 0 ? 1 : 101;
    for (let x: number = from; x < to; index += 2) {
      const width = 6.5 + random() * 4.5;
      sections.push(section(townHouse(x, Math.min(width, to - x + 2), index, random)));
      x += width;
    }
    for (let x: number = from + 4; x < to; x += 11) {
      sections.push(section(tree(x, random)));
    }
  }
  return sections;
}

function townHouse(x: number, width: number, index: number, random: () => number): Shape[] {
  const height = 8.5 + random() * 6;
  const top = street + height;
  const shapes: Shape[] = [
    box(x, street, width, height, pick(plain, random)),
    box(x, street, width, 2.3, '#8b8177'),
    polygon(
      pick(roofs, random),
      [x - 0.2, top],
      [x + 0.9, top + 1.9],
      [x + width - 0.9, top + 1.9],
      [x + width + 0.2, top],
    ),
    box(x - 0.2, top - 0.25, width + 0.4, 0.3, '#ece5d8'),
    faint(box(x + width - 0.35, street, 0.35, height, '#000000'), 0.16),
    box(x + width * 0.7, top + 1, 0.7, 1.7, '#7c5347'),
  ];
  const columns = Math.max(3, Math.floor(width / 1.7));
  const step = width / columns;
  for (let y = street + 3; y + 1.5 < top; y += 2) {
    for (let column = 0; column < columns; column += 1) {
      const left = x + step * (column + 0.5) - 0.4;
      shapes.push(...window(left, y, 0.8, 1.25, random));
      shapes.push(box(left - 0.12, y - 0.2, 1.04, 0.12, '#dcd3c4'));
    }
  }
  const door = x + width / 2;
  shapes.push(box(door - 0.6, street, 1.2, 1.9, '#3a2f2a'));
  shapes.push(box(door - 0.5, street + 1.5, 1, 0.3, lit));
  shapes.push(...writing(String(index), door, street + 0.95, 0.34, '#f2ead2'));
  for (const side of [x + 0.6, door + 1]) {
    shapes.push(box(side, street + 0.3, door - x - 1.7, 1.4, random() < 0.5 ? lit : '#5d7482'));
  }
  return shapes;
}

function tree(x: number, random: () => number): Shape[] {
  const size = 1.5 + random() * 0.8;
  const foot = street - 0.5;
  return [
    faint(ellipse(x - size, foot - 0.25, 2 * size, 0.5, '#000000'), 0.22),
    line([x, foot], [x, foot + 2.6], 0.28, '#5b4636'),
    ...Array.from({ length: 9 }, (_, index) => {
      const [aside, up] = [(random() - 0.5) * size * 1.4, 2 + random() * size * 1.5];
      const wide = size * (0.8 + random() * 0.5);
      const hex = ['#3f6b3c', '#4f7d45', '#5d8d4d'][index % 3] ?? '#4f7d45';
      return ellipse(x + aside - wide / 2, foot + up, wide, wide * 0.9, hex);
    }),
  ];
}
