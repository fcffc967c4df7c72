import { pseudoRandom } from '../scenes/random.js';
import { decodePictures } from '../testing/decode-pictures.js';
import { NalUnitWriter } from '../h264/nal-unit-writer.js';
import { ptzDelimiter, ptzPps, ptzSceneHeader, ptzSps } from './ptz-parameter-sets.js';
import { Raster } from './raster.js';
import { SceneSliceWriter } from './scene-slice-writer.js';

const size = { width: 320, height: 192 };
const idr = { place: 0, gop: 0 };

/** What a decoder makes of a drawing that is a picture of its own. */
async function decoded(raster: Raster, qp: number): Promise<Uint8Array> {
  const writer = new SceneSliceWriter(size.width / 16, new NalUnitWriter());
  const header = ptzSceneHeader(idr, 0, qp);
  const slice = writer.write({ nalHeader: 0x65, header, isP: false, qp }, raster);
  const sets = [ptzSps({ ...size, fps: 10 }), ptzPps()];
  const [luma] = await decodePictures([[ptzDelimiter(idr), ...sets, slice]], size);
  return luma!;
}

function meanError(one: Uint8Array, other: Uint8Array): number {
  const { length } = other;
  return other.reduce((sum, value, at) => sum + Math.abs(value - (one[at] ?? 0)), 0) / length;
}

describe('SceneSliceWriter', () => {
  // Wrong levels, contexts or predictions do not fade: each macroblock is predicted from the one before.
  it.each([
    { qp: 20, most: 3 },
    { qp: 26, most: 5 },
    { qp: 38, most: 16 },
  ])('QP $qp: a decoder gets noise back', async ({ qp, most }) => {
    const random = pseudoRandom(qp);
    const raster = new Raster(size.width, size.height);
    for (const { data } of raster.planes) {
      data.forEach((_, at) => {
        data[at] = 16 + random() * 219;
      });
    }
    expect(meanError(await decoded(raster, qp), raster.y.data)).toBeLessThan(most);
  });

  it('a decoder gets boxes of every size back, the flat ones exactly', async () => {
    const random = pseudoRandom(4);
    const raster = new Raster(size.width, size.height);
    raster.box({ left: 0, top: 0, right: size.width, bottom: size.height }, grey(128));
    expect(meanError(await decoded(raster, 26), raster.y.data)).toBe(0);
    for (let count = 0; count < 400; count += 1) {
      const [left, top] = [random() * 320 - 10, random() * 192 - 10];
      const area = { left, top, right: left + random() * 60, bottom: top + random() * 40 };
      raster.box(area, grey(16 + random() * 219), random());
    }
    expect(meanError(await decoded(raster, 26), raster.y.data)).toBeLessThan(2);
  });
});

function grey(y: number) {
  return { y: Math.round(y), cb: 128, cr: 128 };
}
