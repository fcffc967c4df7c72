import { FfmpegJob } from '@casement/media';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStrip } from './band/strip-reader.js';
import { FootageError } from './footage-error.js';
import type { FootageOptions } from './footage-options.js';
import type { LiveFootage } from './live-footage.js';
import type { FootageProgress } from './prepare-footage.js';
import { prepareFootage } from './prepare-footage.js';
import { sceneNames } from './scenes/scene.js';
import { decodePictures } from './testing/decode-pictures.js';
import { footageFolder } from './testing/footage-folder.js';

const folder = footageFolder();

const camera: FootageOptions = {
  camera: 1,
  name: 'Gate',
  width: 320,
  height: 240,
  fps: 5,
  scene: 'plasma',
  timeZoneMinutes: 0,
  loopSeconds: 2,
};

/** Only what is in the cache can be prepared with it. */
const noFfmpeg = '/nowhere/ffmpeg';

function firstGop(footage: LiveFootage): (readonly Uint8Array[])[] {
  return Array.from({ length: footage.picturesPerGop }, (_, index) =>
    footage.picture(index, 1_790_000_000_000 + index, index),
  );
}

async function decodeGop(footage: LiveFootage): Promise<Uint8Array[]> {
  const { width, height } = footage;
  return decodePictures(firstGop(footage), { width, height });
}

async function makeVideo(
  name: string,
  source: string,
  options: readonly string[],
): Promise<string> {
  const target = join(folder.path, name);
  const inputs = [{ source, options: ['-f', 'lavfi'] }];
  await new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command: { inputs, outputs: [{ target, options }] },
  }).start();
  return target;
}

describe('prepareFootage', () => {
  it('makes every scene: different from the others, and moving, but for black', async () => {
    const list = sceneNames.map((scene, index) => ({
      ...camera,
      camera: index + 1,
      name: scene,
      scene,
    }));
    const footage = await prepareFootage(list, { cacheDir: join(folder.path, 'scenes') });
    expect([...footage.keys()].sort((a, b) => a - b)).toEqual(list.map((item) => item.camera));
    const middles = new Set<string>();
    for (const made of footage.values()) {
      const pictures = await decodeGop(made);
      const scene = pictures.map((picture) =>
        picture.subarray(Math.ceil(made.geometry.scene.top * made.height) * made.width),
      );
      const [first = new Uint8Array(), ...others] = scene;
      // More than the grain: some pixels change a lot.
      const change = Math.max(
        ...others.map((other) =>
          other.reduce((most, luma, at) => Math.max(most, Math.abs(luma - (first[at] ?? 0))), 0),
        ),
      );
      const moves = made.name !== 'black';
      expect({ scene: made.name, moves: change > 20 }).toEqual({ scene: made.name, moves });
      middles.add(Buffer.from(first.subarray(20_000, 20_320)).toString('hex'));
    }
    expect(middles.size).toBe(sceneNames.length);
  }, 60_000);

  it('encodes once, and afterwards needs no ffmpeg', async () => {
    const cacheDir = join(folder.path, 'once');
    const list = [camera, { ...camera, camera: 2, name: 'Other name' }];
    const first = await prepareFootage(list, { cacheDir });
    expect(await readdir(cacheDir)).toEqual([
      expect.stringMatching(/^plasma-320x240-5fps-.*\.h264$/),
    ]);
    const again = await prepareFootage(list, { cacheDir, ffmpegPath: noFfmpeg });
    expect(firstGop(again.get(1)!)).toEqual(firstGop(first.get(1)!));
    expect(firstGop(again.get(2)!)).not.toEqual(firstGop(again.get(1)!));
  });

  it.each([
    ['damaged', (bytes: Buffer) => bytes.fill(7, 900, 1000)],
    ['cut', (bytes: Buffer) => bytes.subarray(0, 2000)],
    ['empty', () => Buffer.alloc(0)],
  ])('notices that a file of the cache is %s, and makes it again', async (name, damage) => {
    const cacheDir = join(folder.path, name);
    await prepareFootage([camera], { cacheDir });
    const [file = ''] = await readdir(cacheDir);
    const path = join(cacheDir, file);
    const good = await readFile(path);
    await writeFile(path, damage(Buffer.from(good)));
    await prepareFootage([camera], { cacheDir });
    expect(await readdir(cacheDir)).toEqual([file]);
    expect(Buffer.compare(await readFile(path), good)).toBe(0);
  });

  it('reports where it has come to', async () => {
    const steps: FootageProgress[] = [];
    const list = [camera, { ...camera, camera: 7, scene: 'life' as const }];
    const options = {
      cacheDir: join(folder.path, 'progress'),
      onProgress: (step: FootageProgress) => steps.push(step),
    };
    await prepareFootage(list, options);
    expect(steps).toContainEqual({ camera: 1, position: 1, cameras: 2, percent: 0 });
    expect(steps).toContainEqual({ camera: 1, position: 1, cameras: 2, percent: 100 });
    expect(steps).toContainEqual({ camera: 7, position: 2, cameras: 2, percent: 100 });
    steps.length = 0;
    await prepareFootage(list, options);
    expect(steps.map(({ percent }) => percent)).toEqual([100, 100]);
  });

  it('makes a second size with other parameter sets to change over to', async () => {
    const altSize = { width: 352, height: 288 };
    const footage = await prepareFootage([{ ...camera, alternative: altSize }], {
      cacheDir: folder.path,
    });
    const main = footage.get(1)!;
    const other = main.alternative!;
    expect(other).toMatchObject({ camera: 1, name: 'Gate', ...altSize, alternative: undefined });
    expect(other.picture(0, 0, 0)[1]).not.toEqual(main.picture(0, 0, 0)[1]);
    // A decoder follows the change in mid-stream; ffmpeg scales to the first size.
    const both = [...firstGop(main), ...firstGop(other), ...firstGop(main)];
    const pictures = await decodePictures(both, { width: 320, height: 240 });
    expect(pictures).toHaveLength(15);
  });

  it('stops when its signal says so', async () => {
    const controller = new AbortController();
    const list = [1, 2, 3].map((number) => ({
      ...camera,
      camera: number,
      fps: 30,
      loopSeconds: 100 + number,
    }));
    const preparation = prepareFootage(list, {
      cacheDir: join(folder.path, 'stopped'),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(preparation).rejects.toMatchObject({ name: 'FootageError', kind: 'stopped' });
    expect(await readdir(join(folder.path, 'stopped'))).toEqual([]);
  });

  it('says how to install ffmpeg when it is needed and missing', async () => {
    const preparation = prepareFootage([camera], {
      cacheDir: join(folder.path, 'missing'),
      ffmpegPath: noFfmpeg,
    });
    await expect(preparation).rejects.toThrow('apt-get install');
  });

  it('says when the folder cannot be used', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    const preparation = prepareFootage([camera], { cacheDir: file });
    await expect(preparation).rejects.toMatchObject({ kind: 'cache' });
  });

  it.each<[Partial<FootageOptions>, string]>([
    [{ camera: 0 }, 'camera 0; expected a whole number from 1 to 255'],
    [{ width: 321 }, 'width 321; expected an even number'],
    [{ height: 200 }, 'height 200; expected a whole number from 240 to 2304'],
    [{ fps: 12.5 }, 'fps 12.5; expected a whole number from 2 to 60'],
    [{ timeZoneMinutes: 9000 }, 'timeZoneMinutes 9000'],
    [{ loopSeconds: 1 }, 'loopSeconds 1; expected a whole number from 2 to 120'],
    [{ alternative: { width: 8, height: 240 } }, 'width 8'],
    [{ scene: 'moon' as never }, 'scene moon; expected one of street, lobby'],
    [{ file: 'a.avi' }, 'file a.avi; expected no file together with the scene plasma'],
  ])('refuses %j', async (wrong, words) => {
    const preparation = prepareFootage([{ ...camera, ...wrong }], { cacheDir: folder.path });
    await expect(preparation).rejects.toThrow(words);
    await expect(preparation).rejects.toThrow(FootageError);
  });

  it('refuses a camera twice', async () => {
    const preparation = prepareFootage([camera, camera], { cacheDir: folder.path });
    await expect(preparation).rejects.toThrow('Camera 1 has footage twice');
  });
});

describe('footage from a video file', () => {
  /** The setting names a real film; without it, one is made. */
  async function film(): Promise<string> {
    return (
      process.env['CASEMENT_TEST_FOOTAGE'] ??
      makeVideo('film.avi', 'mptestsrc=r=25:d=3', ['-c:v', 'mpeg4', '-s', '384x288'])
    );
  }

  it('is scaled, cropped and stamped', async () => {
    const options: FootageOptions = {
      ...camera,
      width: 640,
      height: 360,
      fps: 10,
      scene: undefined,
      file: await film(),
    };
    const footage = (await prepareFootage([options], { cacheDir: folder.path })).get(1)!;
    expect(footage).toMatchObject({
      pictureCount: 20,
      picturesPerGop: 10,
      width: 640,
      height: 360,
    });
    const pictures = await decodeGop(footage);
    expect(pictures).toHaveLength(10);
    for (const [index, data] of pictures.entries()) {
      const reading = readStrip(
        { data, width: 640, height: 360, format: 'luma' },
        footage.geometry.clock,
      );
      expect(reading).toMatchObject({ value: (1_790_000_000_000 + index) % 2 ** 32 });
    }
    expect(pictures[0]?.subarray(640 * 100)).not.toEqual(pictures[9]?.subarray(640 * 100));
  }, 20_000);

  it('is used up to its end, in whole seconds', async () => {
    const file = await makeVideo('short.avi', 'testsrc2=r=25:d=2.4:s=320x240', ['-c:v', 'mpeg4']);
    const options = { ...camera, scene: undefined, file, loopSeconds: 30 };
    const footage = (await prepareFootage([options], { cacheDir: folder.path })).get(1)!;
    expect(footage.pictureCount).toBe(10);
  });

  it('is made again when the file has changed', async () => {
    const cacheDir = join(folder.path, 'changed');
    for (const source of ['testsrc2=d=2:s=320x240', 'testsrc=d=3:s=320x240']) {
      const file = await makeVideo('changing.avi', source, ['-c:v', 'mpeg4']);
      await prepareFootage([{ ...camera, scene: undefined, file }], { cacheDir });
    }
    expect(await readdir(cacheDir)).toHaveLength(2);
  });

  it.each([
    ['is missing', 'none.avi', undefined, /none\.avi does not exist/],
    [
      'is no video',
      'text.avi',
      'not a film at all',
      /text\.avi cannot be used: ffmpeg failed .*Invalid data/,
    ],
  ])('says when it %s', async (_, name, content, words) => {
    const file = join(folder.path, name);
    if (content !== undefined) {
      await writeFile(file, content);
    }
    const preparation = prepareFootage([{ ...camera, scene: undefined, file }], {
      cacheDir: folder.path,
    });
    await expect(preparation).rejects.toThrow(words);
    await expect(preparation).rejects.toMatchObject({ kind: 'file', context: { path: file } });
  });

  it('says when it is a folder, or too short', async () => {
    const other = { ...camera, scene: undefined };
    const aFolder = prepareFootage([{ ...other, file: folder.path }], { cacheDir: folder.path });
    await expect(aFolder).rejects.toThrow('is not a file; expected a video file');
    const file = await makeVideo('tiny.avi', 'testsrc2=r=25:d=0.4:s=320x240', ['-c:v', 'mpeg4']);
    const tiny = prepareFootage([{ ...other, file }], { cacheDir: folder.path });
    await expect(tiny).rejects.toThrow('expected at least one second, 5');
  });
});
