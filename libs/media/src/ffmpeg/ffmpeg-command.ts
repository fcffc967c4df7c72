import ffmpeg from 'fluent-ffmpeg';

/** An input of ffmpeg with the options in front of it. */
export type FfmpegInput = {
  /** File, URL, lavfi graph, or `pipe:0` for the job's input stream. */
  readonly source: string;
  /** Options and their values, each an item of its own: `['-f', 'rawvideo']`. */
  readonly options?: readonly string[];
};

/** An output of ffmpeg with the options in front of it. */
export type FfmpegOutput = {
  /** File, URL, or `pipe:1` for the job's output stream. Files are overwritten. */
  readonly target: string;
  readonly options?: readonly string[];
};

/** What ffmpeg shall do. Nothing passes a shell, but no text of users belongs into options or graphs. */
export type FfmpegCommand = {
  readonly inputs: readonly FfmpegInput[];
  /** The value of `-filter_complex`. */
  readonly filterGraph?: string;
  readonly outputs: readonly FfmpegOutput[];
};

/**
 * Options of every job: no question is asked on a terminal, and stderr carries warnings and
 * machine-readable progress (two lines a second at most) instead of a status line.
 */
const commonOptions = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-nostats'],
  ...['-progress', 'pipe:2', '-stats_period', '0.5'],
];

/**
 * The arguments of an ffmpeg process.
 *
 * fluent-ffmpeg is archived upstream, so this file alone knows it, and only as the builder of the
 * command line: its own way to run a process asks ffmpeg for all formats and encoders first, and throws
 * past every handler when the program cannot be started.
 */
export function ffmpegArguments({ inputs, filterGraph, outputs }: FfmpegCommand): string[] {
  const builder = ffmpeg();
  for (const { source, options = [] } of inputs) {
    builder.addInput(source);
    addOptions(options, (...list) => builder.inputOptions(...list));
  }
  if (filterGraph !== undefined) {
    builder.complexFilter(filterGraph);
  }
  for (const { target, options = [] } of outputs) {
    builder.addOutput(target);
    addOptions(options, (...list) => builder.outputOptions(...list));
  }
  return [...commonOptions, ...builder._getArguments()];
}

/** The builder splits a lone option at its space, but takes two and more as they are. */
function addOptions(options: readonly string[], add: (...list: string[]) => unknown): void {
  if (options.length > 0) {
    add(...options);
  }
}
