import { findFfmpeg } from '@casement/media';
import { bandLayout } from './band/band-layout.js';
import { MacroblockCodes } from './band/macroblock-codes.js';
import { encodeFootage, fileStamp, titleOf } from './encode-footage.js';
import type { EncodedFootage } from './encoded-footage.js';
import { parseFootage } from './encoded-footage.js';
import { encodingCommand } from './encoding-command.js';
import { cacheKey, FootageCache } from './footage-cache.js';
import { FootageError } from './footage-error.js';
import type { EncodingTask, FootageOptions } from './footage-options.js';
import { encodingTasks } from './footage-options.js';
import { NalUnitWriter } from './h264/nal-unit-writer.js';
import type { HevcFootage } from './h265/hevc-footage.js';
import { parseHevcFootage } from './h265/hevc-footage.js';
import { createHevcFootage } from './h265/hevc-live-footage.js';
import type { JpegFootage } from './jpeg/jpeg-footage.js';
import { parseJpegFootage } from './jpeg/jpeg-footage.js';
import { createJpegFootage } from './jpeg/jpeg-live-footage.js';
import type { LiveFootage, LiveFootageParts } from './live-footage.js';
import { createLiveFootage } from './live-footage.js';

/** To be raised when the stored streams change although the encoder's command does not. */
const formatVersion = 1;

/** ffmpeg processes at a time: one for each core of a small machine. */
const maxJobs = 2;

/** Where preparing footage has come to. */
export type FootageProgress = {
  /** The camera whose pictures are made, and its place among `cameras`, from 1. */
  readonly camera: number;
  readonly position: number;
  readonly cameras: number;
  /** Of this camera's pictures: 0 to 100. */
  readonly percent: number;
};

/** How footage is prepared. */
export type PrepareOptions = {
  /** Folder for encoded footage; made when missing. It may be deleted at any time. */
  readonly cacheDir: string;
  /** The program. Default: see `findFfmpeg`. Only needed when something is not in the cache. */
  readonly ffmpegPath?: string | undefined;
  /** Called when an encoding starts, about twice a second while it runs, and when a camera is ready. */
  readonly onProgress?: ((progress: FootageProgress) => void) | undefined;
  /** Stops everything; the promise is then rejected with `stopped`. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Makes the pictures of all cameras ready: from the cache, or by encoding them, which happens once.
 * Cameras with the same scene and size share one encoding. If one fails, the others are stopped.
 *
 * @returns the footage by camera number
 * @throws FootageError see its kinds; MediaError `process` when ffmpeg is needed and missing
 */
export async function prepareFootage(
  list: readonly FootageOptions[],
  options: PrepareOptions,
): Promise<Map<number, LiveFootage>> {
  const planned = list.map((camera): Planned => ({ camera, tasks: encodingTasks(camera) }));
  const twice = list.find(
    ({ camera }, index) => list.findIndex((other) => other.camera === camera) < index,
  );
  if (twice !== undefined) {
    throw new FootageError(
      'option',
      `Camera ${String(twice.camera)} has footage twice; expected once`,
      {
        camera: twice.camera,
      },
    );
  }
  const preparation = new Preparation(options);
  const footage = new Map<number, LiveFootage>();
  const work = async ({ camera, tasks }: Planned, index: number): Promise<void> => {
    const place = { camera: camera.camera, position: index + 1, cameras: list.length };
    const report = (percent: number): void => options.onProgress?.({ ...place, percent });
    footage.set(camera.camera, await preparation.camera(camera, tasks, report));
  };
  await inTurn(planned, work, () => preparation.stop());
  return footage;
}

/** An encoding that footage can be made of. */
type ReadyEncoding =
  | { readonly codec: 'h264'; readonly footage: EncodedFootage }
  | { readonly codec: 'h265'; readonly footage: HevcFootage }
  | { readonly codec: 'jpeg'; readonly footage: JpegFootage };

/** Ends of the names of cached files. */
const formats = { h264: 'h264', h265: 'hevc', jpeg: 'mjpeg' } as const;

function parseEncoding(task: EncodingTask, bytes: Uint8Array): ReadyEncoding {
  const layout = bandLayout(task.width, task.height);
  const { codec = 'h264' } = task;
  switch (codec) {
    case 'h264':
      return { codec, footage: parseFootage(bytes, layout, task.fps) };
    case 'h265':
      return { codec, footage: parseHevcFootage(bytes, layout, task.fps) };
    case 'jpeg':
      return { codec, footage: parseJpegFootage(bytes, layout, task.fps) };
  }
}

function joinFootage(
  { codec, footage }: ReadyEncoding,
  parts: Omit<LiveFootageParts, 'encoded'>,
): LiveFootage {
  switch (codec) {
    case 'h264':
      return createLiveFootage({ ...parts, encoded: footage });
    case 'h265':
      return createHevcFootage({ ...parts, encoded: footage });
    case 'jpeg':
      return createJpegFootage({ ...parts, encoded: footage });
  }
}

type Planned = { readonly camera: FootageOptions; readonly tasks: readonly EncodingTask[] };

/** What the cameras of one preparation share. */
class Preparation {
  readonly #options: PrepareOptions;
  readonly #cache: FootageCache;
  readonly #codes = new MacroblockCodes();
  readonly #writer = new NalUnitWriter();
  readonly #encodings = new Map<string, Promise<ReadyEncoding>>();
  readonly #failed = new AbortController();
  readonly #signal: AbortSignal;

  constructor(options: PrepareOptions) {
    this.#options = options;
    this.#cache = new FootageCache(options.cacheDir);
    const { signal } = options;
    this.#signal = AbortSignal.any(signal ? [signal, this.#failed.signal] : [this.#failed.signal]);
  }

  /** Ends what still runs, after a failure. */
  stop(): void {
    this.#failed.abort();
  }

  /** The footage of one camera; `report` is told percents. */
  async camera(
    options: FootageOptions,
    tasks: readonly EncodingTask[],
    report: (percent: number) => void,
  ): Promise<LiveFootage> {
    let footage: LiveFootage | undefined;
    // The other size first, because the camera's own footage refers to it.
    for (const [done, task] of [...tasks].reverse().entries()) {
      const encoded = await this.#encoded(task, (part) =>
        report((100 * (done + part)) / tasks.length),
      );
      const shared = { codes: this.#codes, writer: this.#writer };
      footage = joinFootage(encoded, { options, task, alternative: footage, ...shared });
    }
    if (footage === undefined) {
      throw new RangeError(`Camera ${String(options.camera)} has no encoding; expected one or two`);
    }
    report(100);
    return footage;
  }

  async #encoded(task: EncodingTask, report: (part: number) => void): Promise<ReadyEncoding> {
    this.#checkRunning(task);
    const key = cacheKey([formatVersion, encodingCommand(task), await fileStamp(task)]);
    let encoding = this.#encodings.get(key);
    if (encoding === undefined) {
      encoding = this.#load(task, key, report);
      this.#encodings.set(key, encoding);
    }
    return encoding;
  }

  async #load(
    task: EncodingTask,
    key: string,
    report: (part: number) => void,
  ): Promise<ReadyEncoding> {
    const stored = await this.#cache.read(key);
    if (stored !== undefined) {
      return parseEncoding(task, stored);
    }
    report(0);
    const { path: ffmpegPath } = await findFfmpeg(this.#options.ffmpegPath);
    const bytes = await encodeFootage(task, {
      ffmpegPath,
      signal: this.#signal,
      onProgress: ({ pictures }) => report(Math.min(1, pictures / (task.fps * task.seconds))),
    });
    // Only what can be used is stored.
    const encoded = parseEncoding(task, bytes);
    await this.#cache.write(key, titleOf(task), bytes, formats[task.codec ?? 'h264']);
    return encoded;
  }

  #checkRunning(task: EncodingTask): void {
    if (this.#signal.aborted) {
      throw new FootageError('stopped', `The preparation of ${titleOf(task)} was stopped`);
    }
  }
}

/**
 * Works through a list with a few workers. After the first failure nothing new is begun, `stop` is called,
 * and the failure is thrown when everything has ended.
 */
async function inTurn<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
  stop: () => void,
): Promise<void> {
  const waiting = [...items.entries()];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      try {
        await work(item, index);
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
        stop();
      }
    }
  };
  await Promise.all(Array.from({ length: maxJobs }, worker));
  if (failures.length > 0) {
    throw failures[0];
  }
}
