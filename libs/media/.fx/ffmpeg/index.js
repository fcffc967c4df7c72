export { ffmpegArguments } from './ffmpeg-command.js';
export { FfmpegJob } from './ffmpeg-job.js';
export { ffmpegAvailable, findFfmpeg } from './find-ffmpeg.js';
export { PictureConverter } from './picture-converter.js';
export { SoundConverter } from './sound-converter.js';
