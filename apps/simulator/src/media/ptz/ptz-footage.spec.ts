import { parseSps } from '@casement/media';
import { readStrip } from '../band/strip-reader.js';
import { decodePictures } from '../testing/decode-pictures.js';
import { createPtzFootage } from './ptz-footage.js';
import type { PtzFootage } from './ptz-footage.js';
import type { PtzView } from './ptz-view.js';
import { restingView } from './ptz-view.js';
import { readPtz } from './read-ptz.js';

const startMs = Date.UTC(2026, 10, 21, 1, 9, 44);
const fps = 10;

type Look = { readonly width: number; readonly height: number };
const small: Look = { width: 640, height: 360 };

function footageOf(viewAt: (ms: number) => PtzView, { width, height }: Look = small): PtzFootage {
  const about = { camera: 8, name: 'Roof', timeZoneMinutes: () => 0, lamps: 8 };
  return createPtzFootage({ ...about, width, height, fps, viewAt });
}

function pictures(footage: PtzFootage, count: number): (readonly Uint8Array[])[] {
  return Array.from({ length: count }, (_, index) =>
    footage.picture(index % footage.pictureCount, startMs + (index * 1000) / fps, index),
  );
}

/** One picture of each view, decoded: each of them a random access picture. */
async function shots(views: readonly Partial<PtzView>[], look = small): Promise<Uint8Array[]> {
  return decodePictures(
    views.map((view, index) =>
      footageOf(() => ({ ...restingView, ...view }), look).picture(
        (index % 2) * fps,
        startMs,
        index,
      ),
    ),
    look,
  );
}

function strip(data: Uint8Array, look: Look = small) {
  return { data, format: 'luma' as const, ...look };
}

/** The luma of the scene, without the lamps below: the mean, and how much neighbours differ. */
function sceneOf(data: Uint8Array): { readonly mean: number; readonly detail: number } {
  let [sum, differences, count] = [0, 0, 0];
  for (let y = 110; y < 320; y += 1) {
    for (let x = 1; x < 640; x += 1) {
      const here = data[y * 640 + x] ?? 0;
      sum += here;
      differences += Math.abs(here - (data[y * 640 + x - 1] ?? 0));
      count += 1;
    }
  }
  return { mean: sum / count, detail: differences / count };
}

/** By how many pixels the second picture must be moved to the right, or down, to look like the first. */
function shiftBetween(one: Uint8Array, other: Uint8Array, along: 'x' | 'y'): number {
  const differenceAt = (shift: number): number => {
    let [sum, count] = [0, 0];
    for (let y = 170; y < 260; y += 3) {
      for (let x = 120; x < 520; x += 3) {
        const at = along === 'x' ? y * 640 + x + shift : (y + shift) * 640 + x;
        sum += Math.abs((one[at] ?? 0) - (other[y * 640 + x] ?? 0));
        count += 1;
      }
    }
    return sum / count;
  };
  const shifts = Array.from({ length: 121 }, (_, index) => index - 60);
  return shifts.reduce((best, shift) => (differenceAt(shift) < differenceAt(best) ? shift : best));
}

describe('pictures of a camera that moves', () => {
  it('are what a decoder expects: size, Constrained Baseline, no reordering', () => {
    const { sps, profileLevelId } = footageOf(() => restingView);
    expect(parseSps(sps)).toMatchObject({ width: 640, height: 360 });
    expect(profileLevelId).toBe('42c01e');
  });

  it.each([
    { width: 640, height: 360 },
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
    { width: 320, height: 240 },
  ])('say where it looks, $width x $height', async (look) => {
    const view = { pan: -123.45, tilt: 12.5, zoom: 3.21, focus: -3, iris: 2, aux: 0b1000_0101 };
    const footage = footageOf(() => view, look);
    const [decoded] = await decodePictures([footage.picture(0, startMs, 77)], look);
    const picture = strip(decoded!, look);
    expect(readPtz(picture, footage.geometry)).toEqual({ view });
    expect(readStrip(picture, footage.geometry.clock)).toMatchObject({ value: startMs % 2 ** 32 });
    expect(readStrip(picture, footage.geometry.identity)).toMatchObject({
      value: 8 * 2 ** 24 + 77,
    });
  });

  it('move to the left when the camera pans right, and down when it tilts up', async () => {
    const [home, right, up] = await shots([{}, { pan: 2 }, { tilt: -3 }]);
    // 640 pixels are 60 degrees.
    expect(shiftBetween(home!, right!, 'x')).toBeGreaterThanOrEqual(18);
    expect(shiftBetween(home!, right!, 'x')).toBeLessThanOrEqual(24);
    expect(shiftBetween(home!, up!, 'y')).toBeLessThanOrEqual(-8);
    expect(shiftBetween(home!, up!, 'y')).toBeGreaterThanOrEqual(-14);
  });

  it('get darker with the iris, and blurred out of focus', async () => {
    const [sharp, dark, bright, near, far] = (
      await shots([{}, { iris: -3 }, { iris: 2 }, { focus: -6 }, { focus: 3 }])
    ).map(sceneOf);
    expect(dark!.mean).toBeLessThan(sharp!.mean * 0.65);
    expect(bright!.mean).toBeGreaterThan(sharp!.mean * 1.1);
    expect(near!.detail).toBeLessThan(sharp!.detail * 0.5);
    expect(far!.detail).toBeLessThan(sharp!.detail);
    expect(far!.detail).toBeGreaterThan(near!.detail);
  });

  it('show a lamp for each AUX that there is', async () => {
    const [none, first, last] = await shots([{}, { aux: 1 }, { aux: 128 }]);
    const lamp = (data: Uint8Array, number: number): number =>
      data[340 * 640 + Math.round(640 - (9 - number) * 24 + 8)] ?? 0;
    expect(lamp(none!, 1)).toBeLessThan(80);
    expect(lamp(first!, 1)).toBeGreaterThan(150);
    expect(lamp(first!, 8)).toBeLessThan(80);
    expect(lamp(last!, 8)).toBeGreaterThan(150);
    const about = { camera: 8, name: 'Roof', timeZoneMinutes: () => 0, fps, ...small };
    const bare = createPtzFootage({ ...about, lamps: 0, viewAt: () => restingView });
    const [without] = await decodePictures([bare.picture(0, startMs, 0)], small);
    expect(lamp(without!, 8)).toBeGreaterThan(80);
  });

  it('follow a movement through several seconds, and cost next to nothing at rest', async () => {
    // Half a second at rest, one second to the right, rest.
    const viewAt = (ms: number): PtzView => ({
      ...restingView,
      pan: 30 * Math.min(1, Math.max(0, (ms - startMs - 500) / 1000)),
    });
    const footage = footageOf(viewAt);
    const units = pictures(footage, 3 * fps);
    const decoded = await decodePictures(units, small);
    const pans = decoded.map((data) => {
      const reading = readPtz(strip(data), footage.geometry);
      return 'view' in reading ? reading.view.pan : NaN;
    });
    pans.forEach((pan, index) => {
      expect(pan).toBeCloseTo(30 * Math.min(1, Math.max(0, index / fps - 0.5)), 1);
    });
    expect(pans).toHaveLength(3 * fps);
    const sizes = units.map((unit) => unit.at(-1)!.length);
    // It came to rest in picture 15; 17 is the first before which it did not move, and shows it sharp.
    expect(Math.max(...sizes.slice(1, 5), ...sizes.slice(18, 20), ...sizes.slice(21))).toBeLessThan(
      20,
    );
    expect(Math.min(...sizes.slice(6, 18))).toBeGreaterThan(2_000);
    expect(sizes[17]!).toBeGreaterThan(sizes[16]! * 1.2);
    // Where it rested, the scene stays as it was.
    expect(sceneOf(decoded[29]!)).toEqual(sceneOf(decoded[25]!));
  });

  it('are the same when they are made again', () => {
    const viewAt = (ms: number): PtzView => ({ ...restingView, pan: (ms - startMs) / 200 });
    const footage = footageOf(viewAt);
    const bytesOf = (made: PtzFootage): Buffer => Buffer.concat(pictures(made, 12).flat());
    const first = bytesOf(footage);
    expect(first.equals(bytesOf(footageOf(viewAt)))).toBe(true);
    expect(first.equals(bytesOf(footage))).toBe(true);
  });

  it('are the same when they are made again at rest, in any order', () => {
    const bytesAt = (footage: PtzFootage, second: number): Buffer =>
      Buffer.concat(footage.picture((second % 2) * fps, startMs + second * 1000, second));
    const footage = footageOf(() => restingView);
    const seconds = [0, 1, 2, 3, 12, 13, 40, 2, 0, 3, 13, 41];
    for (const second of seconds) {
      const alone = bytesAt(
        footageOf(() => restingView),
        second,
      );
      expect(bytesAt(footage, second).equals(alone)).toBe(true);
    }
  });
});
