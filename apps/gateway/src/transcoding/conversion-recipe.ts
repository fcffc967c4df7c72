import type { ConverterStatistics, FfmpegStreamEnd, MediaUnit } from '@casement/media';
import type { LiveWatch, MediaSupply } from '../viewing/live-cameras.js';
import type { WantedJob } from './conversion-budget.js';

/** One run of a converter, see `PictureConverter` and `SoundConverter`. */
export type ConversionRun = {
  readonly statistics: ConverterStatistics;
  readonly cpuSeconds: number | undefined;
  push(unit: MediaUnit): void;
  stop(): Promise<void>;
};

/** What a run tells. */
export type RunEvents = {
  readonly onUnit: (unit: MediaUnit) => void;
  readonly onEnd: (end: FfmpegStreamEnd) => void;
};

/** What is made of what. */
export type ConversionRecipe<In, Out> = {
  /** `h264`, `h264-360`, `opus`. */
  readonly target: string;
  readonly pick: (watch: LiveWatch) => MediaSupply<In>;
  readonly cost: (format: In) => WantedJob;
  readonly start: (format: In, events: RunEvents) => ConversionRun;
  /** Whether a run for the one goes on with the other. */
  readonly isSame: (a: In, b: In) => boolean;
  /** What a unit that was made says of itself; `undefined` when it does not. */
  readonly describe: (unit: MediaUnit) => Out | undefined;
};
