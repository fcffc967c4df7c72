import fc from 'fast-check';
import type { CameraId } from '../recorders/camera-id.js';
import { cameraId } from '../recorders/camera-id.js';
import { isKioskQuery, queryOfWall, wallFromQuery } from './wall-link.js';
import { loadWall, saveWall } from './wall-storage.js';
import * as walls from './wall.js';

function cameras(count: number): CameraId[] {
  return Array.from({ length: count }, (_, index) => cameraId('hq', index + 1));
}

function wallOf(text: string, layout: walls.Layout = 4): walls.Wall {
  const wall = wallFromQuery({ layout: String(layout), tiles: text });
  if (!wall) {
    throw new Error('expected a wall');
  }
  return wall;
}

const tilesOf = (wall: walls.Wall): string => wall.tiles.map((tile) => tile ?? '').join();

describe('wall', () => {
  it('fills itself with the first cameras until somebody arranges it', () => {
    const filled = walls.fill(walls.emptyWall, cameras(3));
    expect(tilesOf(filled)).toBe('hq:1,hq:2,hq:3');
    expect(tilesOf(walls.fill(filled, cameras(5)))).toBe('hq:1,hq:2,hq:3,hq:4,hq:5');
    const arranged = walls.remove(filled, 'hq:2');
    expect(tilesOf(walls.fill(arranged, cameras(5)))).toBe('hq:1,,hq:3');
  });

  it.each([
    [0, 1],
    [1, 1],
    [2, 4],
    [4, 4],
    [5, 9],
    [9, 9],
    [40, 9],
  ])('shows %i cameras as %i', (count, layout) => {
    expect(walls.layoutFor(count)).toBe(layout);
  });

  it.each<[string, string, number, CameraId, string]>([
    ['on an empty place', 'hq:1,hq:2', 3, 'hq:9', 'hq:1,hq:2,,hq:9'],
    ['on another camera', 'hq:1,hq:2', 1, 'hq:9', 'hq:1,hq:9'],
    ['swaps with its own old place', 'hq:1,hq:2,hq:3', 2, 'hq:1', 'hq:3,hq:2,hq:1'],
    ['moves to an empty place', 'hq:1,hq:2', 2, 'hq:1', ',hq:2,hq:1'],
    ['on itself', 'hq:1,hq:2', 0, 'hq:1', 'hq:1,hq:2'],
    ['outside the page', 'hq:1,hq:2', 4, 'hq:9', 'hq:1,hq:2'],
  ])('a camera dropped %s', (_name, before, index, camera, after) => {
    expect(tilesOf(walls.place(wallOf(before), index, camera))).toBe(after);
  });

  it.each<[string, string, CameraId, string, number]>([
    ['takes the first free place of the page', 'hq:1,,hq:3', 'hq:9', 'hq:1,hq:9,hq:3', 0],
    [
      'takes a place on the next page when this one is full',
      'hq:1,hq:2,hq:3,hq:4',
      'hq:9',
      'hq:1,hq:2,hq:3,hq:4,hq:9',
      1,
    ],
    [
      'goes to a camera that is there already',
      'hq:1,hq:2,hq:3,hq:4,hq:5',
      'hq:5',
      'hq:1,hq:2,hq:3,hq:4,hq:5',
      1,
    ],
  ])('adding a camera %s', (_name, before, camera, after, page) => {
    const wall = walls.add(wallOf(before), camera);
    expect(tilesOf(wall)).toBe(after);
    expect(wall.page).toBe(page);
  });

  it('keeps the first camera in sight when the layout changes', () => {
    const second = walls.turnPage(wallOf(cameras(16).join()), 1);
    expect(walls.shownTiles(second)[0]).toBe('hq:5');
    expect(walls.shownTiles(walls.withLayout(second, 1))[0]).toBe('hq:5');
    expect(walls.withLayout(second, 9).page).toBe(0);
  });

  it('turns from the last page to the first and back', () => {
    const wall = wallOf(cameras(9).join());
    expect(walls.pageCount(wall)).toBe(3);
    expect(walls.turnPage(wall, -1).page).toBe(2);
    expect(walls.turnPage(walls.turnPage(wall, -1), 1).page).toBe(0);
  });

  it('leaves a page that is no more', () => {
    const wall = walls.add(wallOf('hq:1,hq:2,hq:3,hq:4'), 'hq:5');
    expect(walls.remove(wall, 'hq:5').page).toBe(0);
  });

  it('moves a camera with the keyboard, not past the page', () => {
    const wall = wallOf('hq:1,hq:2,hq:3');
    expect(tilesOf(walls.move(wall, 'hq:2', -1))).toBe('hq:2,hq:1,hq:3');
    expect(tilesOf(walls.move(wall, 'hq:1', -1))).toBe('hq:1,hq:2,hq:3');
  });
});

const layout = fc.constantFrom(...walls.layouts);
const anyCamera = fc
  .tuple(fc.constantFrom('hq', 'shed-2'), fc.integer({ min: 1, max: 40 }))
  .map(([recorder, number]) => cameraId(recorder, number));
type Step = (wall: walls.Wall) => walls.Wall;
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  layout.map(
    (next): Step =>
      (wall) =>
        walls.withLayout(wall, next),
  ),
  anyCamera.map(
    (camera): Step =>
      (wall) =>
        walls.add(wall, camera),
  ),
  anyCamera.map(
    (camera): Step =>
      (wall) =>
        walls.remove(wall, camera),
  ),
  fc.tuple(fc.integer({ min: -2, max: 20 }), anyCamera).map(
    ([index, camera]): Step =>
      (wall) =>
        walls.place(wall, index, camera),
  ),
  fc.tuple(anyCamera, fc.constantFrom(-4, -1, 1, 4)).map(
    ([camera, by]): Step =>
      (wall) =>
        walls.move(wall, camera, by),
  ),
  fc.constantFrom<1 | -1>(1, -1).map(
    (by): Step =>
      (wall) =>
        walls.turnPage(wall, by),
  ),
  fc.array(anyCamera, { maxLength: 80 }).map(
    (list): Step =>
      (wall) =>
        walls.showOnly(wall, [...new Set(list)]),
  ),
);
const anyWall = fc
  .array(anyStep, { maxLength: 100 })
  .map((steps) => steps.reduce((wall, step) => step(wall), walls.emptyWall));

describe('whatever is done to a wall', () => {
  it('no camera is on it twice, it stays bounded, and a page that exists is shown', () => {
    fc.assert(
      fc.property(anyWall, (wall) => {
        const present = wall.tiles.filter((tile) => tile !== null);
        expect(new Set(present).size).toBe(present.length);
        expect(wall.tiles.length).toBeLessThanOrEqual(walls.maxTiles);
        expect(wall.page).toBeGreaterThanOrEqual(0);
        expect(wall.page).toBeLessThan(walls.pageCount(wall));
        expect(walls.shownTiles(wall)).toHaveLength(wall.layout);
      }),
    );
  });

  it('its link gives the same wall', () => {
    fc.assert(
      fc.property(anyWall, (wall) => {
        const chosen = { ...wall, chosen: true };
        const query = Object.fromEntries(new URLSearchParams(queryOfWall(chosen)));
        expect(wallFromQuery(query)).toEqual(chosen);
      }),
    );
  });
});

describe('wallFromQuery', () => {
  it.each<[string, Record<string, string>, Partial<walls.Wall> | undefined]>([
    ['nothing', { kiosk: '1' }, undefined],
    [
      'a layout alone goes on filling itself',
      { layout: '16' },
      { layout: 16, chosen: false, tiles: [] },
    ],
    [
      'tiles alone',
      { tiles: 'demo:1,demo:2' },
      { layout: 9, tiles: ['demo:1', 'demo:2'], chosen: true },
    ],
    ['an unknown layout', { layout: '7', tiles: 'demo:1' }, { layout: 9 }],
    [
      'rubbish among tiles',
      { tiles: 'demo:1,<b>,DEMO:2,demo:1,demo:0,demo:3' },
      { tiles: ['demo:1', null, null, null, null, 'demo:3'] },
    ],
    ['a page that does not exist', { layout: '1', tiles: 'demo:1,demo:2', page: '3' }, { page: 0 }],
    ['a page', { layout: '1', tiles: 'demo:1,demo:2', page: '2' }, { page: 1 }],
  ])('%s', (_name, query, expected) => {
    const wall = wallFromQuery(query);
    if (expected === undefined) {
      expect(wall).toBeUndefined();
    } else {
      expect(wall).toMatchObject(expected);
    }
  });

  it('is not led astray by any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (tiles, layoutText, page) => {
        const wall = wallFromQuery({ tiles, layout: layoutText, page });
        expect(walls.layouts).toContain(wall?.layout);
        expect(wall?.page).toBeLessThan(wall ? walls.pageCount(wall) : 0);
      }),
    );
  });

  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
  ])('kiosk=%s', (kiosk, expected) => {
    expect(isKioskQuery({ kiosk })).toBe(expected);
  });
});

describe('wall storage', () => {
  it('gives back what was kept, and nothing on the first visit', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    expect(loadWall(storage)).toBeUndefined();
    saveWall(storage, wallOf('hq:1,,hq:3', 16));
    expect(loadWall(storage)).toEqual(wallOf('hq:1,,hq:3', 16));
  });

  it('does without storage', () => {
    const forbidden = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(loadWall({ getItem: forbidden })).toBeUndefined();
    expect(() => saveWall({ setItem: forbidden }, walls.emptyWall)).not.toThrow();
  });
});
