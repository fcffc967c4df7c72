import { bandLayout, bandPixels, separatorPixels } from './band/band-layout.js';
import type { TimeZoneMinutes } from './band/camera-band.js';
import { FootageError } from './footage-error.js';
import type { H264Profile, PictureCodec } from './picture-codec.js';
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
  /** Default `h264`. */
  readonly codec?: PictureCodec | undefined;
  /** Of H.264; default `baseline`, with B pictures `main`. */
  readonly profile?: H264Profile | undefined;
  /** B pictures between two others, H.264 alone: 0 to 3. Default 0. */
  readonly bFrames?: number | undefined;
  /** Default: chosen by the camera's number. Not together with `file`. */
  readonly scene?: SceneName | undefined;
  /** A video file that is shown instead of a scene: scaled and cropped to fit, repeated. */
  readonly file?: string | undefined;
  /** How far the clock in the picture is ahead of UTC: always, or at the moment it shows. */
  readonly timeZoneMinutes: TimeZoneMinutes;
  /** Seconds until the pictures repeat: 2 to 120. Default 16; a file is used up to there. */
  readonly loopSeconds?: number | undefined;
  /**
   * Prepares a second encoding, see `LiveFootage.alternative`; what is missing is as in the first one. Limits as there.
   */
  readonly alternative?: AlternativeOptions | undefined;
};

/** What the other pictures of a camera may have of their own. */
export type AlternativeOptions = {
  readonly codec?: PictureCodec | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly fps?: number | undefined;
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
  /** Default `h264`. */
  readonly codec?: PictureCodec;
  /** Default `baseline`. */
  readonly profile?: H264Profile;
  /** Default 0. */
  readonly bFrames?: number;
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
  bFrames: [0, 3],
} as const;

/**
 * Checks options and says what must be encoded for them: the pictures, and those in the other size.
 *
 * @throws FootageError `option`, naming the field, what was found and what was expected
 */
export function encodingTasks(options: FootageOptions): EncodingTask[] {
  const { camera, timeZoneMinutes, alternative } = options;
  const loopSeconds = options.loopSeconds ?? defaultLoopSeconds;
  checkWhole(options, 'camera', camera);
  if (typeof timeZoneMinutes === 'number') {
    checkWhole(options, 'timeZoneMinutes', timeZoneMinutes);
  }
  checkWhole(options, 'loopSeconds', loopSeconds);
  const source = sourceOf(options);
  const task = encodingTask(options, source, loopSeconds);
  if (alternative === undefined) {
    return [task];
  }
  const { width, height, fps, codec } = alternative;
  const other = {
    ...options,
    width: width ?? options.width,
    height: height ?? options.height,
    fps: fps ?? options.fps,
    codec: codec ?? options.codec,
    // Profile and B pictures belong to the codec they were asked for with.
    ...(codec !== undefined && codec !== options.codec && { profile: undefined, bFrames: 0 }),
  };
  return [task, encodingTask(other, source, loopSeconds)];
}

function encodingTask(
  options: FootageOptions,
  source: EncodingTask['source'],
  seconds: number,
): EncodingTask {
  const { width, height, fps, codec = 'h264', bFrames = 0 } = options;
  checkWhole(options, 'fps', fps);
  checkWhole(options, 'bFrames', bFrames);
  checkSize(options, { width, height });
  if (codec !== 'h264') {
    return { source, width, height, fps, seconds, codec };
  }
  const profile = options.profile ?? (bFrames > 0 ? 'main' : 'baseline');
  if (bFrames > 0 && profile === 'baseline') {
    throw optionError(options.camera, 'profile', profile, 'main or high with B pictures');
  }
  return { source, width, height, fps, seconds, codec, profile, bFrames };
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
