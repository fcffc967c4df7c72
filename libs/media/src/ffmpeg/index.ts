export { ffmpegArguments } from './ffmpeg-command.js';
export type { FfmpegCommand, FfmpegInput, FfmpegOutput } from './ffmpeg-command.js';
export { FfmpegJob } from './ffmpeg-job.js';
export type { FfmpegJobOptions, FfmpegResult } from './ffmpeg-job.js';
export type { FfmpegProgress } from './ffmpeg-report.js';
export { ffmpegAvailable, findFfmpeg } from './find-ffmpeg.js';
export type { FoundFfmpeg } from './find-ffmpeg.js';
export type { JpegLimits, PictureLimits } from './conversion-commands.js';
export type { FfmpegStreamEnd } from './ffmpeg-stream.js';
export { PictureConverter } from './picture-converter.js';
export type {
  ConvertedPictures,
  ConverterStatistics,
  PictureConverterOptions,
} from './picture-converter.js';
export { SoundConverter } from './sound-converter.js';
export type { ConvertedSound, SoundConverterOptions } from './sound-converter.js';
export { ffmpegAbilities } from './ffmpeg-abilities.js';
export type { FfmpegAbilities } from './ffmpeg-abilities.js';
export { snapshotJpeg } from './picture-snapshot.js';
export type { SnapshotOptions } from './picture-snapshot.js';
export { describeMadePicture } from './describe-made-picture.js';
export type { MadePictures } from './describe-made-picture.js';
export { Mp4Remuxer } from './mp4-remuxer.js';
export type { Mp4RemuxerOptions } from './mp4-remuxer.js';
export { PictureFile } from './picture-file.js';
export type { FilePicture, PictureFileOptions } from './picture-file.js';
