export { ffmpegArguments } from './ffmpeg-command.js';
export type { FfmpegCommand, FfmpegInput, FfmpegOutput } from './ffmpeg-command.js';
export { FfmpegJob } from './ffmpeg-job.js';
export type { FfmpegJobOptions, FfmpegResult } from './ffmpeg-job.js';
export type { FfmpegProgress } from './ffmpeg-report.js';
export { ffmpegAvailable, findFfmpeg } from './find-ffmpeg.js';
export type { FoundFfmpeg } from './find-ffmpeg.js';
