import { distance, lanternPlace, reach } from './harbour-distance.js';
import { quaySide, quayTop } from './harbour-quay.js';
import { freighter } from './harbour-ships.js';
import { marina, town } from './harbour-town.js';
import type { Colour } from './raster.js';
import { colourOf } from './raster.js';
import type { Section } from './shape.js';
import { box, moved, section } from './shape.js';

export { lanternPlace, reach };

/** A colour at a height above the horizon, in degrees. */
export type BackdropStop = { readonly height: number; readonly colour: Colour };

/** Sky, water and ground, the highest first; between two heights colours are mixed. */
export const backdrop: readonly BackdropStop[] = (
  [
    [45, '#2f6fb5'],
    [18, '#6ea6d8'],
    [5, '#bcd9ea'],
    [0.02, '#f4e9d2'],
    [0, '#b9d3da'],
    [-1.2, '#7fb3c6'],
    [-10.3, '#215f7d'],
    [-10.31, '#a9a296'],
    [-18, '#98928a'],
    [-90, '#6b6864'],
  ] as const
).map(([height, hex]) => ({ height, colour: colourOf(hex) }));

/**
 * A harbour all around the camera, which stands on a roof: straight ahead the sea with a lighthouse, on the left a marina,
 * on the right cranes and a ship that is unloaded, behind it a town. Every 20 degrees a board says where one looks; names,
 * numbers at doors, on containers and cars need a large zoom.
 */
export const harbour: {
  /** Behind the ships that are under way, the rearmost first. */
  readonly far: readonly Section[];
  /** In front of them. */
  readonly near: readonly Section[];
} = {
  far: distance(),
  near: [
    ...marina(),
    section(moved(freighter(2.1, '#2b4a3f', 'HARMONIA', 5), 58, -9.6)),
    ...groundBehindTown(),
    ...town(),
    ...quaySide(),
  ],
};

/** Where the town stands there is no water. */
function groundBehindTown(): readonly Section[] {
  return [
    section([box(-reach - 1, -10.5, reach + 1 - 102, 10.5 + quayTop, '#a9a296')]),
    section([box(104.5, -10.5, reach - 103.5, 10.5 + quayTop, '#a9a296')]),
  ];
}
