import { prepareFootage, prepareSound } from './media/index.js';
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
      .filter(({ connection }) => connection !== 'unregistered')
      .map((camera) => footageOptions(camera, timeZoneMinutes)),
    options,
  );
  const sounds = await prepareSounds(cameras, options);
  return new Map(
    [...footage].map(([number, main]) => [
      number,
      { main, other: main.alternative, sound: sounds.get(number) },
    ]),
  );
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
