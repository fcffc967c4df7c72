import type { TranscodingConfig } from '../config/config.js';
import type { BudgetLimits } from './conversion-budget.js';

/** What conversions may do, with `auto` decided. */
export type ConversionSettings = BudgetLimits & {
  readonly ffmpegPath: string;
  readonly maxHeight: number;
  readonly maxFps: number;
};

/** What conversions leave to everything else. */
const shareOfMachine = 0.8;

/** Small pictures cost a tenth of a core and less: the cores are the real limit, this one bounds processes. */
const jobsPerCore = 4;

/** Decides what the configuration leaves open. @param cores of this machine */
export function conversionSettings(
  { enabled, maxJobs, maxCores, ffmpegPath, maxHeight, maxFps }: TranscodingConfig,
  cores: number,
): ConversionSettings {
  return {
    enabled,
    maxJobs: maxJobs === 'auto' ? Math.max(1, cores) * jobsPerCore : maxJobs,
    maxCores: maxCores === 'auto' ? Math.max(0.5, cores * shareOfMachine) : maxCores,
    ffmpegPath: ffmpegPath ?? process.env['CASEMENT_FFMPEG'] ?? 'ffmpeg',
    maxHeight,
    maxFps,
  };
}
