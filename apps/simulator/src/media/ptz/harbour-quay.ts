import { pseudoRandom } from '../scenes/random.js';
import { reach } from './harbour-distance.js';
import { containerColours } from './harbour-ships.js';
import type { Section, Shape } from './shape.js';
import { box, ellipse, faint, line, moved, pick, polygon, section, writing } from './shape.js';

/** Upper edge of the quay's wall, and its foot at the water. */
export const quayTop = -9.3;
const wallFoot = -10.3;

/** Degrees between boards that say where one looks. */
const boardEvery = 20;

/** Cranes, containers, cars, lamps, lines and boards: what is in front of the water. */
export function quaySide(): readonly Section[] {
  return [...wall(), ...lines(), ...cranes(), ...stacks(), ...cars(), ...lamps(), ...boards()];
}

function wall(): readonly Section[] {
  const sections: Section[] = [];
  for (let at = -102; at < 105; at += 9) {
    const shapes = [
      box(at, wallFoot, 9.05, quayTop - wallFoot, '#6b665f'),
      box(at, quayTop - 0.18, 9.05, 0.2, '#c3bcae'),
    ];
    for (let x = at + 0.8; x < at + 9; x += 3) {
      shapes.push(box(x, wallFoot, 0.5, 0.8, '#2b2d30'));
      shapes.push(box(x + 1.4, quayTop, 0.32, 0.26, '#3a3d42'));
      shapes.push(box(x + 1.3, quayTop + 0.2, 0.52, 0.14, '#3a3d42'));
    }
    sections.push(section(shapes));
  }
  return sections;
}

/** Grains in a stretch of the ground: something to be seen at any zoom. */
const grains = 60;

/** Joints and lines on the ground, which show how fast it goes by. */
function lines(): readonly Section[] {
  const random = pseudoRandom(41);
  const sections: Section[] = [];
  for (let at = -reach; at < reach; at += 6) {
    const shapes: Shape[] = [];
    for (const [y, width] of [
      [-12.4, 0.06],
      [-15.2, 0.08],
      [-24.5, 0.14],
      [-31, 0.18],
    ] as const) {
      shapes.push(faint(box(at, y, 6.02, width, '#4d4b47'), 0.4));
    }
    shapes.push(faint(box(at, -44, 0.12, 33.5, '#4d4b47'), 0.25));
    for (let grain = 0; grain < grains; grain += 1) {
      const size = 0.012 + random() * 0.03;
      const [x, y] = [at + random() * 6, -11.6 - random() * 32];
      shapes.push(faint(box(x, y, size * 2.5, size, random() < 0.5 ? '#4d4b47' : '#c9c3b6'), 0.6));
    }
    shapes.push(box(at, -10.95, 6.02, 0.09, '#55524d'));
    shapes.push(box(at, -11.5, 6.02, 0.11, '#55524d'));
    shapes.push(box(at + 0.6, -18.9, 2.6, 0.28, '#efeadb'));
    shapes.push(box(at + 3.6, -18.9, 1.6, 0.28, '#efeadb'));
    shapes.push(box(at, -22.6, 6.02, 0.3, '#d9b13a'));
    shapes.push(box(at + 1, -30, 0.5, 5.2, '#efeadb'));
    shapes.push(box(at + 4, -30, 0.5, 5.2, '#efeadb'));
    sections.push(section(shapes));
  }
  return sections;
}

function cranes(): readonly Section[] {
  const colours = ['#c8502c', '#d9a62e', '#2f6f9f'];
  return [-42, 27, 45, 72, 91].map((x, index) =>
    section(crane(x, colours[index % colours.length] ?? '#c8502c', index + 1)),
  );
}

/** A crane for containers: a portal, a jib of lattice over the water, a cabin, a container on its ropes. */
function crane(x: number, hex: string, number: number): Shape[] {
  const foot = -11.4;
  const beam = 1.2;
  const shapes: Shape[] = [];
  const bar = (x1: number, y1: number, x2: number, y2: number, width: number): void => {
    shapes.push(line([x + x1, y1], [x + x2, y2], width, hex));
  };
  for (const side of [-3, 3]) {
    shapes.push(box(x + side - 0.9, foot, 1.8, 0.45, '#33363b'));
    bar(side, foot + 0.4, side * 0.86, beam, 0.5);
  }
  bar(-2.8, -6.4, 2.8, -6.4, 0.4);
  bar(-2.8, -6.4, 2.5, -2, 0.18);
  bar(2.8, -6.4, -2.5, -2, 0.18);
  bar(-2.6, -2, 2.6, -2, 0.34);
  bar(-0.9, beam, 0.2, 6.6, 0.36);
  bar(1.4, beam, 0.2, 6.6, 0.36);
  bar(0.2, 6.5, -8.6, beam + 0.8, 0.1);
  bar(0.2, 6.5, 6.2, beam + 0.8, 0.1);
  bar(-9.5, beam, 7, beam, 0.22);
  bar(-9.5, beam + 0.85, 7, beam + 0.85, 0.16);
  for (let at = -9.5; at < 6.9; at += 1.1) {
    bar(at, beam, at + 0.55, beam + 0.85, 0.1);
    bar(at + 0.55, beam + 0.85, at + 1.1, beam, 0.1);
  }
  shapes.push(box(x + 3.2, beam + 0.95, 2.6, 1.2, '#e8e4da'));
  shapes.push(...writing(`STS ${number}`, x + 4.5, beam + 1.25, 0.55, '#33363b'));
  shapes.push(box(x - 5.2, beam - 1, 1, 0.9, '#e8e4da'));
  shapes.push(box(x - 5.1, beam - 0.8, 0.5, 0.5, '#3c5566'));
  const load = -5.6 + (number % 3) * 1.6;
  shapes.push(line([x - 6.6, beam], [x - 6.6, load + 1], 0.06, '#2b2d30'));
  shapes.push(line([x - 6, beam], [x - 6, load + 1], 0.06, '#2b2d30'));
  shapes.push(box(x - 7.4, load + 0.95, 2.2, 0.18, '#33363b'));
  shapes.push(
    ...moved(container(2.2, 0.95, containerColours[number % 5] ?? hex, number), x - 7.4, load),
  );
  return shapes;
}

/** A container with its lower left corner at 0. */
function container(width: number, height: number, hex: string, number: number): readonly Shape[] {
  const shapes: Shape[] = [box(0, 0, width, height, hex)];
  for (let at = 0.12; at < width - 0.1; at += 0.19) {
    shapes.push(faint(box(at, 0.06, 0.07, height - 0.14, '#000000'), 0.2));
  }
  shapes.push(faint(box(0, height - 0.07, width, 0.07, '#ffffff'), 0.25));
  shapes.push(faint(box(0, 0, width, 0.08, '#000000'), 0.35));
  shapes.push(
    ...writing(`CSMU ${300 + number}`, width / 2, height * 0.55, height * 0.24, '#f4f2ec'),
  );
  return shapes;
}

function stacks(): readonly Section[] {
  const random = pseudoRandom(11);
  const sections: Section[] = [];
  const foot = -14.6;
  for (let at = -98; at < 100; at += 9 + random() * 11) {
    // The view straight ahead stays open.
    if (Math.abs(at + 4) > 7) {
      const shapes: Shape[] = [faint(box(at - 0.2, foot - 0.25, 8.8, 0.4, '#000000'), 0.28)];
      for (let column = 0; column < 3; column += 1) {
        const floors = 1 + Math.floor(random() * 3);
        for (let floor = 0; floor < floors; floor += 1) {
          const number = Math.floor(random() * 600);
          const one = container(2.74, 1.18, pick(containerColours, random), number);
          shapes.push(...moved(one, at + column * 2.8, foot + floor * 1.2));
        }
      }
      sections.push(section(shapes));
    }
  }
  return sections;
}

function cars(): readonly Section[] {
  const random = pseudoRandom(29);
  const sections: Section[] = [];
  for (let at = -196; at < 196; at += 7 + random() * 16) {
    const hex = pick(['#a33a30', '#dcdad4', '#31506e', '#3d4146', '#7b8a7c', '#c9a24a'], random);
    sections.push(section(moved(car(hex, Math.floor(random() * 900) + 100), at, -17.9)));
  }
  return sections;
}

/** A car from its side, its wheels on 0. */
function car(hex: string, number: number): readonly Shape[] {
  return [
    faint(ellipse(-0.2, -0.22, 4.4, 0.4, '#000000'), 0.35),
    polygon(
      hex,
      [0, 0.3],
      [0.05, 0.85],
      [0.75, 1],
      [1.3, 1.5],
      [2.75, 1.5],
      [3.4, 0.95],
      [3.95, 0.8],
      [4, 0.3],
    ),
    polygon('#2e4250', [0.95, 1], [1.4, 1.4], [1.95, 1.4], [1.95, 1]),
    polygon('#2e4250', [2.1, 1], [2.1, 1.4], [2.68, 1.4], [3.12, 1]),
    faint(box(0.02, 0.3, 3.97, 0.14, '#000000'), 0.3),
    box(3.8, 0.6, 0.17, 0.14, '#fff2c4'),
    box(0.02, 0.62, 0.12, 0.16, '#c4342c'),
    box(1.66, 0.44, 0.66, 0.16, '#f4f2ec'),
    ...writing(`${number}`, 1.99, 0.46, 0.11, '#22262b'),
    ...[0.85, 3.1].flatMap((x) => [
      ellipse(x - 0.38, -0.08, 0.76, 0.76, '#202326'),
      ellipse(x - 0.19, 0.11, 0.38, 0.38, '#aab0b4'),
    ]),
  ];
}

function lamps(): readonly Section[] {
  const sections: Section[] = [];
  for (let x = -190; x < 195; x += 20) {
    sections.push(
      section([
        faint(ellipse(x - 0.8, -15.75, 1.6, 0.3, '#000000'), 0.25),
        box(x - 0.09, -15.6, 0.18, 7.6, '#3f444a'),
        box(x - 0.2, -15.6, 0.4, 0.5, '#3f444a'),
        line([x, -8.1], [x + 1.5, -7.7], 0.14, '#3f444a'),
        polygon('#3f444a', [x + 1.1, -7.7], [x + 2, -7.6], [x + 2, -7.82]),
        polygon('#fff3c4', [x + 1.2, -7.8], [x + 1.95, -7.74], [x + 1.9, -7.9]),
      ]),
    );
  }
  return sections;
}

function boards(): readonly Section[] {
  const sections: Section[] = [];
  for (let at = -180; at <= 180; at += boardEvery) {
    sections.push(
      section([
        faint(ellipse(at - 1, -17.35, 2, 0.3, '#000000'), 0.3),
        box(at - 0.12, -17.2, 0.24, 3, '#565b61'),
        box(at - 2.1, -15, 4.2, 2.1, '#f4f2ec'),
        box(at - 2, -14.9, 4, 1.9, '#1d4f91'),
        ...writing(String(at), at, -14.62, 1.35, '#ffffff'),
      ]),
    );
  }
  return sections;
}
