import { createPtzFootage, prepareFootage, prepareSound, restingView } from './media/index.js';
import type { FootageOptions, PrepareOptions, SoundFootage } from './media/index.js';
import type { PictureSource } from './nvr/live/camera-source.js';
import type { CameraPictures } from './nvr/recorder-camera.js';
import { cameraName } from './scenario.js';
import type { CameraScenario, Scenario } from './scenario.js';
import { ZoneTable } from './time-zone.js';

/** Makes or finds the footage of every camera that is registered, its other pictures, and its sound. */
export async function prepareCameraPictures(
  { cameras, recorder }: Scenario,
  options: PrepareOptions,
): Promise<ReadonlyMap<number, CameraPictures>> {
  const zone = new ZoneTable(recorder.timeZone);
  const timeZoneMinutes = (ms: number): number => zone.at(ms).totalMinutes;
  const footage = await prepareFootage(
    cameras
      .filter(({ connection, ptz }) => connection !== 'unregistered' && ptz === undefined)
      .map((camera) => footageOptions(camera, timeZoneMinutes)),
    options,
  );
  const sounds = await prepareSounds(cameras, options);
  const moving = cameras
    .filter(({ connection }) => connection !== 'unregistered')
    .flatMap((camera) => steeredPictures(camera, timeZoneMinutes));
  return new Map<number, CameraPictures>([
    ...[...footage].map(
      ([number, main]) =>
        [number, { main, other: main.alternative, sound: sounds.get(number) }] as const,
    ),
    ...moving.map(
      ([number, pictures]) => [number, { ...pictures, sound: sounds.get(number) }] as const,
    ),
  ]);
}

/** Pictures of a camera that can move: drawn when they are asked for, so that nothing has to be made ready. */
function steeredPictures(
  camera: CameraScenario,
  timeZoneMinutes: (ms: number) => number,
): readonly (readonly [number, CameraPictures])[] {
  const { number, width, height, fps, ptz } = camera;
  if (ptz === undefined) {
    return [];
  }
  const name = cameraName(camera);
  const look = { camera: number, name, width, height, fps, timeZoneMinutes, lamps: ptz.aux };
  const steered: NonNullable<CameraPictures['steered']> = (viewAt) =>
    createPtzFootage({ ...look, viewAt });
  return [[number, { main: steered(() => ({ ...restingView, ...ptz.home })), steered }]];
}

/** Makes or finds what a sleeping recorder shows of each camera: black, with the camera's name and the time. */
export async function prepareBlackPictures(
  { cameras, recorder }: Scenario,
  options: PrepareOptions,
): Promise<ReadonlyMap<number, PictureSource>> {
  const zone = new ZoneTable(recorder.timeZone);
  return prepareFootage(
    cameras
      .filter(({ connection }) => connection !== 'unregistered')
      .map((camera) => ({
        ...footageOptions(camera, (ms) => zone.at(ms).totalMinutes),
        ...{ scene: 'black', file: undefined, loopSeconds: 2, alternative: undefined },
      })),
    options,
  );
}

/** One after the other: a sound takes half a second the first time, and cameras share what is in the cache. */
async function prepareSounds(
  cameras: readonly CameraScenario[],
  options: PrepareOptions,
): Promise<ReadonlyMap<number, SoundFootage>> {
  const sounds = new Map<number, SoundFootage>();
  for (const { number, audio } of cameras) {
    if (audio !== undefined) {
      sounds.set(number, await prepareSound(audio, options));
    }
  }
  return sounds;
}

function footageOptions(
  camera: CameraScenario,
  timeZoneMinutes: FootageOptions['timeZoneMinutes'],
): FootageOptions {
  const { number, width, height, fps, codec, profile, bFrames, scene, footage, loopSeconds } =
    camera;
  return {
    camera: number,
    name: cameraName(camera),
    width,
    height,
    fps,
    codec,
    profile,
    bFrames,
    timeZoneMinutes,
    scene,
    file: footage,
    loopSeconds,
    alternative: camera.alternative ?? camera.altSize,
  };
}
