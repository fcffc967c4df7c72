import { prepareFootage } from './media/index.js';
import type { FootageOptions, PrepareOptions } from './media/index.js';
import type { CameraPictures } from './nvr/recorder-camera.js';
import { cameraName } from './scenario.js';
import type { CameraScenario, Scenario } from './scenario.js';
import { zoneOffsetAt } from './time-zone.js';

/** Makes or finds the footage of every camera that is registered, and of its other size. */
export async function prepareCameraPictures(
  { cameras, recorder }: Scenario,
  options: PrepareOptions,
): Promise<ReadonlyMap<number, CameraPictures>> {
  const timeZoneMinutes = zoneOffsetAt(recorder.timeZone, Date.now()).totalMinutes;
  const footage = await prepareFootage(
    cameras
      .filter(({ connection }) => connection !== 'unregistered')
      .map((camera) => footageOptions(camera, timeZoneMinutes)),
    options,
  );
  return new Map([...footage].map(([number, main]) => [number, { main, other: main.alternative }]));
}

function footageOptions(camera: CameraScenario, timeZoneMinutes: number): FootageOptions {
  const { number, width, height, fps, scene, footage, loopSeconds, altSize } = camera;
  return {
    camera: number,
    name: cameraName(camera),
    width,
    height,
    fps,
    timeZoneMinutes,
    scene,
    file: footage,
    loopSeconds,
    altSize,
  };
}
