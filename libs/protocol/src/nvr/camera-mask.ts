import type { ValueParameter } from './command-parameter.js';

/** Camera numbers of the largest recorder (v1.5R1 5.3.1). */
export const MAX_CAMERA = 128;

/** Which cameras a UID is to play back (NVR v1.4R1 3.2.3). */
export type CameraMask = {
  /** Numbers from 1, in any order; read back ascending. */
  readonly cameras: readonly number[];
  /** How many cameras the recorder supports: as many digits has the mask (B11). */
  readonly cameraCount: number;
};

/**
 * The mask as text: one digit per camera of the recorder, camera 1 leftmost, `1` for those to play (NV12). `undefined`
 * for a camera that the recorder does not have, and for a recorder of more than 128.
 */
export function serializeCameraMask({ cameras, cameraCount }: CameraMask): string | undefined {
  const isNumber = (value: number, max: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= max;
  if (
    !isNumber(cameraCount, MAX_CAMERA) ||
    !cameras.every((camera) => isNumber(camera, cameraCount))
  ) {
    return undefined;
  }
  const wanted = new Set(cameras);
  return Array.from({ length: cameraCount }, (_, index) =>
    wanted.has(index + 1) ? '1' : '0',
  ).join('');
}

/** Reads a mask; `undefined` for anything but 1 to 128 digits 0 and 1. */
export function parseCameraMask(text: string): CameraMask | undefined {
  if (text.length > MAX_CAMERA || !/^[01]+$/u.test(text)) {
    return undefined;
  }
  const cameras = Array.from(text, (digit, index) => (digit === '1' ? index + 1 : 0));
  return { cameras: cameras.filter((camera) => camera > 0), cameraCount: text.length };
}

/** The parameter of the table of commands. */
export const maskParameter: ValueParameter<'mask', CameraMask, 'required'> = {
  kind: 'value',
  name: 'MASK',
  key: 'mask',
  presence: 'required',
  expected: `one digit 0 or 1 per camera of the recorder, 1 to ${String(MAX_CAMERA)} cameras`,
  secret: false,
  parse: parseCameraMask,
  serialize: (value) => (isCameraMask(value) ? serializeCameraMask(value) : undefined),
};

function isCameraMask(value: unknown): value is CameraMask {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cameras' in value &&
    Array.isArray(value.cameras) &&
    'cameraCount' in value &&
    typeof value.cameraCount === 'number'
  );
}
