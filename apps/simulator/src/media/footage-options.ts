import { bandLayout, bandPixels, separatorPixels } from './band/band-layout.js';
import { FootageError } from './footage-error.js';
import type { SceneName } from './scenes/scene.js';
import { isSceneName, sceneNames, sceneOfCamera } from './scenes/scene.js';

/** The pictures of one simulated camera. */
export type FootageOptions = {
  /** Number of the camera, 1 to 255; readable in the identity strip. */
  readonly camera: number;
  /** Written into the picture, shortened if need be. */
  readonly name: string;
  /** Pixels, even: 320 to 4096. */
  readonly width: number;
  /** Pixels, even: 240 to 2304. */
  readonly height: number;
  /** Pictures per second, a whole number from 2 to 60; also the pictures of a GOP, which is one second. */
  readonly fps: number;
  /** Default: chosen by the camera's number. Not together with `file`. */
  readonly scene?: SceneName | undefined;
  /** A video file that is shown instead of a scene: scaled and cropped to fit, repeated. */
  readonly file?: string | undefined;
  /** How far the clock in the picture is ahead of UTC. */
  readonly timeZoneMinutes: number;
  /** Seconds until the pictures repeat: 2 to 120. Default 16; a file is used up to there. */
  readonly loopSeconds?: number | undefined;
  /** Prepares a second encoding in this size, see `LiveFootage.alternative`. Limits as for width and height. */
  readonly altSize?: { readonly width: number; readonly height: number } | undefined;
};

/** What is encoded: everything that decides about the bytes on the disk, and nothing else. */
export type EncodingTask = {
  readonly source:
    | { readonly kind: 'scene'; readonly scene: SceneName }
    | { readonly kind: 'file'; readonly path: string };
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
};

/** Seconds of a loop unless the caller says otherwise: long enough not to be noticed. */
const defaultLoopSeconds = 16;

/** What the fields of `FootageOptions` may be. */
const limits = {
  camera: [1, 255],
  width: [320, 4096],
  height: [240, 2304],
  fps: [2, 60],
  timeZoneMinutes: [-840, 840],
  loopSeconds: [2, 120],
} as const;

/**
 * Checks options and says what must be encoded for them: the pictures, and those in the other size.
 *
 * @throws FootageError `option`, naming the field, what was found and what was expected
 */
export function encodingTasks(options: FootageOptions): EncodingTask[] {
  const { camera, width, height, fps, timeZoneMinutes, altSize } = options;
  const loopSeconds = options.loopSeconds ?? defaultLoopSeconds;
  for (const [field, value] of Object.entries({ camera, fps, timeZoneMinutes, loopSeconds })) {
    checkWhole(options, field as keyof typeof limits, value);
  }
  const source = sourceOf(options);
  const sizes = altSize === undefined ? [{ width, height }] : [{ width, height }, altSize];
  return sizes.map((size) => {
    checkSize(options, size);
    return { source, width: size.width, height: size.height, fps, seconds: loopSeconds };
  });
}

/** Rows of pixels below the band and the line under it, where the scene is. */
export function sceneHeight(width: number, height: number): number {
  return height - bandPixels(bandLayout(width, height)) - separatorPixels;
}

function sourceOf({ camera, scene, file }: FootageOptions): EncodingTask['source'] {
  if (file !== undefined) {
    if (scene !== undefined) {
      throw optionError(camera, 'file', file, `no file together with the scene ${scene}`);
    }
    return { kind: 'file', path: file };
  }
  if (scene !== undefined && !isSceneName(scene)) {
    throw optionError(camera, 'scene', scene, `one of ${sceneNames.join(', ')}`);
  }
  return { kind: 'scene', scene: scene ?? sceneOfCamera(camera) };
}

function checkSize(
  options: FootageOptions,
  size: { readonly width: number; readonly height: number },
): void {
  checkWhole(options, 'width', size.width);
  checkWhole(options, 'height', size.height);
  for (const field of ['width', 'height'] as const) {
    if (size[field] % 2 !== 0) {
      throw optionError(options.camera, field, size[field], 'an even number');
    }
  }
}

function checkWhole({ camera }: FootageOptions, field: keyof typeof limits, value: number): void {
  const [low, high] = limits[field];
  if (!Number.isInteger(value) || value < low || value > high) {
    throw optionError(
      camera,
      field,
      value,
      `a whole number from ${String(low)} to ${String(high)}`,
    );
  }
}

function optionError(
  camera: number,
  field: string,
  value: string | number,
  expected: string,
): FootageError {
  return new FootageError(
    'option',
    `Footage of camera ${String(camera)} has ${field} ${String(value)}; expected ${expected}`,
    { camera, field, value },
  );
}
