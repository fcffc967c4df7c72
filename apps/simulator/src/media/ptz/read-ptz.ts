import { readStrip } from '../band/strip-reader.js';
import type { StripPicture } from '../band/strip-reader.js';
import { parsePtzStrips } from './pose-strips.js';
import type { PtzGeometry } from './ptz-layout.js';
import type { PtzView } from './ptz-view.js';

/** Where a camera looks, or in words why the picture does not say it. */
export type PtzReading = { readonly view: PtzView } | { readonly defect: string };

/** Reads pan, tilt, zoom, focus, iris and AUX out of a picture of a camera that moves. */
export function readPtz(
  picture: StripPicture,
  { pose, lens }: Pick<PtzGeometry, 'pose' | 'lens'>,
): PtzReading {
  const poseReading = readStrip(picture, pose);
  if ('defect' in poseReading) {
    return { defect: `pose strip: ${poseReading.defect}` };
  }
  const lensReading = readStrip(picture, lens);
  if ('defect' in lensReading) {
    return { defect: `lens strip: ${lensReading.defect}` };
  }
  return { view: parsePtzStrips({ pose: poseReading.value, lens: lensReading.value }) };
}
