import ffmpeg from 'fluent-ffmpeg';
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
export function ffmpegArguments({ inputs, filterGraph, outputs }) {
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
function addOptions(options, add) {
    if (options.length > 0) {
        add(...options);
    }
}
