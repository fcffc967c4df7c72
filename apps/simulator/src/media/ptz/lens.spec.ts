import { pseudoRandom } from '../scenes/random.js';
import { defocus, expose } from './lens.js';
import { Raster } from './raster.js';

const [columns, rows] = [160, 48];
const grey = (y: number) => ({ y, cb: 128, cr: 128 });

function drawing(paint: (raster: Raster) => void): Raster {
  const raster = new Raster(columns, rows);
  raster.box({ left: 0, top: 0, right: columns, bottom: rows }, grey(100));
  paint(raster);
  return raster;
}

function noise(raster: Raster): void {
  const random = pseudoRandom(3);
  raster.y.data.forEach((_, at) => {
    raster.y.data[at] = 16 + Math.floor(random() * 220);
  });
}

describe('defocus', () => {
  it('leaves what is flat, and everything when it is sharp', () => {
    const flat = drawing(() => undefined);
    defocus(flat, 10);
    expect(new Set(flat.y.data)).toEqual(new Set([100]));
    const sharp = drawing(noise);
    defocus(sharp, 0);
    expect(sharp.y.data).toEqual(drawing(noise).y.data);
  });

  it('spreads a dot evenly to both sides, near as far, and keeps the light', () => {
    const dot = (raster: Raster): void => {
      raster.box({ left: 80, top: 24, right: 84, bottom: 28 }, grey(228));
    };
    for (const steps of [-4, 4]) {
      const raster = drawing(dot);
      defocus(raster, steps);
      const { data } = raster.y;
      const across = Array.from({ length: 20 }, (_, away) => [
        data[26 * columns + 81 - away],
        data[26 * columns + 82 + away],
      ]);
      across.forEach(([left = 0, right = 0]) => {
        expect(Math.abs(left - right)).toBeLessThanOrEqual(1);
      });
      expect(across[0]?.[0]).toBeLessThan(190);
      expect(across[4]?.[0]).toBeGreaterThan(100);
      const light = data.reduce((sum, value) => sum + value - 100, 0);
      expect(light / (128 * 16)).toBeCloseTo(1, 0);
    }
  });

  it('takes a radius that is larger than the picture', () => {
    const raster = new Raster(16, 16);
    raster.box({ left: 0, top: 0, right: 8, bottom: 16 }, grey(200));
    defocus(raster, 1_000);
    expect(new Set(raster.y.data).size).toBeLessThan(16);
  });
});

describe('expose', () => {
  it('halves and doubles the light every three steps, black staying black', () => {
    const values = (steps: number): readonly number[] => {
      const raster = drawing(() => undefined);
      raster.y.data.set([16, 56, 116, 235]);
      expose(raster, steps);
      return [...raster.y.data.subarray(0, 4)];
    };
    expect(values(0)).toEqual([16, 56, 116, 235]);
    expect(values(-3)).toEqual([16, 36, 66, 126]);
    expect(values(3)).toEqual([16, 96, 216, 235]);
  });
});
