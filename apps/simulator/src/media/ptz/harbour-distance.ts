import { pseudoRandom } from '../scenes/random.js';
import type { Place, Section, Shape } from './shape.js';
import { box, ellipse, faint, line, pick, polygon, section, writing } from './shape.js';

/** How far the scene reaches to both sides: what a camera can turn to, and half of its widest picture. */
export const reach = 204;

/** Degrees of a section of what goes on and on. */
const stretch = 12;

/** Sun, clouds, mountains, the sea with its glitter, and the lighthouse: what is behind the ships. */
export function distance(): readonly Section[] {
  return [sun(), ...clouds(), ...ridges(), ...villages(), ...waves(), glitter(), lighthouse()];
}

/** Where the lighthouse has its lamp. */
export const lanternPlace: Place = [12, 3.75];

const sunPlace: Place = [-23, 4.2];

function sun(): Section {
  const [x, y] = sunPlace;
  const halo = [16, 11, 7.5, 5].map((size, index) =>
    faint(ellipse(x - size / 2, y - size / 2, size, size, '#fff0c0'), 0.1 + 0.06 * index),
  );
  return section([...halo, ellipse(x - 1.3, y - 1.3, 2.6, 2.6, '#fffbe6')]);
}

function clouds(): readonly Section[] {
  const random = pseudoRandom(21);
  const sections: Section[] = [];
  for (let at = -reach; at < reach; at += 13 + random() * 10) {
    const bottom = 3.5 + random() * 19;
    const size = 0.5 + bottom / 22;
    const shapes: Shape[] = [];
    for (let puff = 0; puff < 7; puff += 1) {
      const width = (2.5 + random() * 4) * size;
      const x = at + (puff - 3) * 1.5 * size - width / 2;
      const height = width * (0.34 + 0.1 * random()) * (1.3 - 0.16 * Math.abs(puff - 3));
      shapes.push(faint(ellipse(x, bottom - height * 0.22, width, height, '#ffffff'), 0.55));
    }
    const under = faint(
      ellipse(at - 5 * size, bottom - 0.5 * size, 10 * size, size, '#d9e3ee'),
      0.5,
    );
    sections.push(section([...shapes, under]));
  }
  return sections;
}

/** A range of mountains: how high it is at a pan, and its colour. */
type Ridge = { readonly heightAt: (x: number) => number; readonly hex: string };

const ranges: readonly Ridge[] = [
  { heightAt: (x) => rise(x, 26, 30) * (3.6 + rough(x, 0.4) * 1.9), hex: '#a8bccd' },
  { heightAt: (x) => rise(x, 34, 26) * (2.1 + rough(x + 70, 0.55) * 1.4), hex: '#86a1ac' },
  { heightAt: (x) => rise(x, 46, 22) * (1 + rough(x - 31, 0.8) * 0.8), hex: '#6d8f80' },
];

/** 0 within `from` degrees of straight ahead, where the sea is open, 1 at `over` degrees more. */
function rise(x: number, from: number, over: number): number {
  return Math.min(1, Math.max(0, (Math.abs(x) - from) / over));
}

/** Between -1 and 1, uneven. */
function rough(x: number, pace: number): number {
  const at = x * pace;
  return (
    0.5 * Math.sin(at * 0.31 + 1) +
    0.3 * Math.sin(at * 0.83) +
    0.14 * Math.sin(at * 2.3 + 2) +
    0.06 * Math.sin(at * 6.1)
  );
}

function ridges(): readonly Section[] {
  return ranges.flatMap(({ heightAt, hex }) => {
    const sections: Section[] = [];
    for (let at = -reach; at < reach; at += stretch) {
      const top: Place[] = [];
      for (let x = at - 0.1; x <= at + stretch + 0.11; x += 0.4) {
        top.push([x, heightAt(x)]);
      }
      if (top.some(([, y]) => y > 0)) {
        sections.push(
          section([polygon(hex, ...top, [at + stretch + 0.1, -0.1], [at - 0.1, -0.1])]),
        );
      }
    }
    return sections;
  });
}

/** White houses at the foot of the mountains. */
function villages(): readonly Section[] {
  const random = pseudoRandom(5);
  return [-88, -66, 58, 81, 97].map((middle) => {
    const shapes: Shape[] = [];
    for (let count = 0; count < 16; count += 1) {
      const x = middle + (random() - 0.5) * 11;
      const y = random() * 0.7;
      const size = 0.28 + random() * 0.22;
      shapes.push(box(x, y, size, size * 0.8, pick(['#f2efe6', '#e6d8c3', '#f7f5f0'], random)));
      const eaves = y + size * 0.8;
      const roof: readonly Place[] = [
        [x - 0.04, eaves],
        [x + size / 2, eaves + size * 0.5],
        [x + size + 0.04, eaves],
      ];
      shapes.push(polygon(pick(['#b4553d', '#9c4a3b', '#7a5a50'], random), ...roof));
      shapes.push(box(x + size * 0.4, y, size * 0.18, size * 0.36, '#5a4a42'));
    }
    return section(shapes);
  });
}

function waves(): readonly Section[] {
  const random = pseudoRandom(9);
  const sections: Section[] = [];
  for (let at = -reach; at < reach; at += stretch) {
    const shapes = Array.from({ length: 46 }, () => {
      const depth = random() ** 1.4;
      const wide = 0.3 + depth * 2.4 * (0.4 + random());
      const wave = ellipse(
        at + random() * stretch,
        -0.15 - depth * 8.5,
        wide,
        0.03 + depth * 0.11,
        random() < 0.6 ? '#e8f4f6' : '#1d5873',
      );
      return faint(wave, 0.28);
    });
    sections.push(section(shapes));
  }
  return sections;
}

/** The path of light below the sun. */
function glitter(): Section {
  const random = pseudoRandom(33);
  const [x] = sunPlace;
  return section(
    Array.from({ length: 150 }, () => {
      const depth = random();
      const wide = 0.25 + depth * 1.3;
      const aside = (random() + random() - 1) * (1.2 + depth * 2.6);
      const flash = ellipse(
        x + aside - wide / 2,
        -0.1 - depth * 8.3,
        wide,
        0.05 + depth * 0.1,
        '#fff3cf',
      );
      return faint(flash, 0.75);
    }),
  );
}

function lighthouse(): Section {
  const random = pseudoRandom(14);
  const [x] = lanternPlace;
  const rocks: Shape[] = [];
  for (let at = 2; at < 27; at += 0.55) {
    const [width, height] = [0.7 + random() * 0.6, 0.35 + random() * 0.45];
    const left = at + random() * 0.3;
    const bottom = -3.3 + random() * 0.25;
    const hex = pick(['#6f6c66', '#7d7972', '#5f5d59', '#86817a'], random);
    rocks.push(
      polygon(
        hex,
        [left, bottom],
        [left + width * 0.2, bottom + height * 0.8],
        [left + width * 0.6, bottom + height],
        [left + width, bottom],
      ),
    );
  }
  return section([
    faint(ellipse(1.5, -3.9, 27, 0.9, '#1d5873'), 0.45),
    box(2.4, -3.15, 24, 0.5, '#8d8880'),
    box(2.4, -2.7, 24, 0.12, '#a9a49b'),
    ...rocks,
    ...tower(x),
  ]);
}

function tower(x: number): readonly Shape[] {
  const [foot, top] = [-2.6, 2.9];
  const halfAt = (y: number): number => 1.05 - ((y - foot) / (top - foot)) * 0.4;
  const ring = (from: number, to: number, hex: string): Shape =>
    polygon(
      hex,
      [x - halfAt(from), from],
      [x + halfAt(from), from],
      [x + halfAt(to), to],
      [x - halfAt(to), to],
    );
  const shade = polygon(
    '#000000',
    [x + 0.2, foot],
    [x + halfAt(foot), foot],
    [x + halfAt(top), top],
    [x + 0.12, top],
  );
  return [
    box(x + 1, foot, 2.6, 1.3, '#efe9dc'),
    polygon(
      '#a8503c',
      [x + 0.9, foot + 1.3],
      [x + 1.5, foot + 1.95],
      [x + 3.2, foot + 1.95],
      [x + 3.8, foot + 1.3],
    ),
    box(x + 2.7, foot + 0.45, 0.45, 0.45, '#4c6676'),
    ring(foot, top, '#f6f3ec'),
    ring(-1.2, -0.1, '#c8402f'),
    ring(1, 2.1, '#c8402f'),
    faint(shade, 0.16),
    box(x - 0.28, foot, 0.56, 0.9, '#4a3b34'),
    ...writing('1907', x, foot + 1, 0.16, '#4a3b34'),
    box(x - 0.13, 0.3, 0.26, 0.42, '#4c6676'),
    box(x - 0.13, -0.9, 0.26, 0.42, '#4c6676'),
    box(x - 0.95, top, 1.9, 0.22, '#3b3f45'),
    ...[-0.9, -0.45, 0, 0.45, 0.9].map((aside) =>
      line([x + aside, top + 0.2], [x + aside, top + 0.6], 0.05, '#3b3f45'),
    ),
    box(x - 0.95, top + 0.55, 1.9, 0.06, '#3b3f45'),
    box(x - 0.5, top + 0.22, 1, 1.05, '#d8e6ea'),
    box(x - 0.53, top + 0.22, 0.08, 1.05, '#3b3f45'),
    box(x - 0.04, top + 0.22, 0.08, 1.05, '#3b3f45'),
    box(x + 0.45, top + 0.22, 0.08, 1.05, '#3b3f45'),
    polygon('#a8392b', [x - 0.68, top + 1.27], [x, top + 1.95], [x + 0.68, top + 1.27]),
    line([x, top + 1.9], [x, top + 2.5], 0.07, '#3b3f45'),
  ];
}
