import type { FfmpegCommand } from '@casement/media';
import { bandLayout, bandPixels, macroblockPixels, separatorPixels } from './band/band-layout.js';
import type { EncodingTask } from './footage-options.js';
import { hevcSliceCount } from './h265/slice-count.js';
import { sceneHeight } from './footage-options.js';
import { sceneGraph } from './scenes/scene.js';
import { sizeText } from './scenes/scene-canvas.js';

/**
 * x264's CRF. With the grain, scenes take about 0.5 Mbit/s at 640x360 and 3.2 Mbit/s at 1920x1080 and 15 pictures
 * per second.
 */
const quality = 22;

/**
 * Faint noise over the drawn scenes, as a camera has it. Without it their flat colours would need a tenth
 * of the bit rate of real pictures, and P pictures of a few hundred bytes would hide what large ones do.
 */
const grain = 'noise=c0s=3:c0f=t:all_seed=3';

/**
 * How much coarser the band is quantised than the scene. It is thrown away, so it should cost little;
 * but its reconstruction must still be noise, which it is no longer at 0.6.
 */
const bandCoarseness = 0.3;

/** Colour of the line between band and scene: luma 24, as the band's dark dots. */
const separatorColor = '#090909';

/** As `quality`, for x265. */
const hevcQuality = 25;

/** ffmpeg's quality scale of JPEG: about 40 kB a picture at 640x360. */
const jpegQuality = 4;

/** The command that encodes footage on its standard output: an Annex B stream, or JPEGs one behind the other. */
export function encodingCommand(task: EncodingTask): FfmpegCommand {
  switch (task.codec ?? 'h264') {
    case 'h264':
      return h264Command(task);
    case 'h265':
      return footageCommand(task, frameGraph(task, false), hevcOptions(task));
    case 'jpeg':
      return footageCommand(task, ['[scene]format=yuvj420p[out]'], jpegOptions());
  }
}

/**
 * H.264:
 *
 * - Above the scene there is noise that changes with every picture, so that no motion vector points there,
 *   and a static dark line, so that none reaches there by accident. The band is replaced afterwards.
 * - Constrained Baseline, CAVLC, one reference picture; each second a closed GOP with its parameter sets.
 * - `slice-max-mbs` makes the first slice end exactly where the band ends. Sliced threads
 *   make x264 write disable_deblocking_filter_idc 2: edges between slices, and so the band, are not filtered.
 */
function h264Command(task: EncodingTask): FfmpegCommand {
  return footageCommand(task, frameGraph(task, true), [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', task.profile ?? 'baseline'],
    ...['-pix_fmt', 'yuv420p', '-crf', String(quality)],
    ...['-x264-params', x264Parameters(task), '-f', 'h264'],
  ]);
}

function footageCommand(
  task: EncodingTask,
  graph: readonly string[],
  options: readonly string[],
): FfmpegCommand {
  const { fps, seconds, source } = task;
  return {
    inputs: source.kind === 'file' ? [{ source: source.path, options: ['-an'] }] : [],
    filterGraph: [sourceGraph(task), ...graph].join(';'),
    outputs: [
      {
        target: 'pipe:1',
        options: ['-map', '[out]', '-frames:v', String(fps * seconds), ...options],
      },
    ],
  };
}

/**
 * Each second a closed GOP with its parameter sets, slices whose borders nothing crosses (x265 keeps motion vectors
 * inside a slice), none of them filtered, and the block sizes that the band's slices are written in. x265 makes
 * slices only together with its wavefronts.
 */
function hevcOptions({ width, height, fps }: EncodingTask): string[] {
  const rows = Math.ceil(height / macroblockPixels);
  const parameters = {
    crf: hevcQuality,
    ctu: macroblockPixels,
    'min-cu-size': macroblockPixels,
    'max-tu-size': macroblockPixels,
    'tu-intra-depth': 3,
    bframes: 0,
    ref: 1,
    keyint: fps,
    'min-keyint': fps,
    scenecut: 0,
    'open-gop': 0,
    'repeat-headers': 1,
    aud: 1,
    info: 0,
    sao: 0,
    'no-deblock': 1,
    weightp: 0,
    'aq-mode': 0,
    cutree: 0,
    'temporal-mvp': 0,
    wpp: 1,
    'frame-threads': 1,
    pools: 2,
    slices: hevcSliceCount(rows, bandLayout(width, height).bandHeightInMbs),
    'log-level': 'warning',
  };
  return [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-x265-params', joinParameters(parameters), '-f', 'hevc'],
  ];
}

/** Slice threads make ffmpeg begin a restart interval with each row of macroblocks. */
function jpegOptions(): string[] {
  return [
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', String(jpegQuality)],
    ...['-huffman', 'default', '-threads', '2', '-thread_type', 'slice', '-f', 'mjpeg'],
  ];
}

/** Something that ends in a link named `scene`, of the scene's size and any pixel format. */
function sourceGraph({ source, width, height, fps, seconds }: EncodingTask): string {
  const sceneSize = { width, height: sceneHeight(width, height), fps, seconds };
  if (source.kind === 'scene') {
    return `${sceneGraph(source.scene, sceneSize, 'drawn')};[drawn]format=yuv420p,${grain}[scene]`;
  }
  const scaled = `${String(width)}:${String(sceneSize.height)}`;
  return (
    `[0:v:0]fps=${String(fps)},scale=${scaled}:force_original_aspect_ratio=increase,` +
    `crop=${scaled},setsar=1[scene]`
  );
}

/** Puts the noise, or grey where nothing can point there, and the line above the scene. */
function frameGraph({ width, height, fps }: EncodingTask, withNoise: boolean): string[] {
  const band = bandPixels(bandLayout(width, height));
  const still = (color: string, h: number): string =>
    `color=${color}:s=${sizeText(width, h)}:r=${String(fps)},format=yuv420p`;
  if (!withNoise) {
    return [
      `${still('gray', band)}[band]`,
      `${still(separatorColor, separatorPixels)}[line]`,
      '[scene]format=yuv420p,setpts=PTS-STARTPTS[below]',
      '[band][line][below]vstack=3:shortest=1[out]',
    ];
  }
  return [
    `${still('gray', band)},noise=c0s=100:c0f=t:all_seed=7[band]`,
    `${still(separatorColor, separatorPixels)}[line]`,
    '[scene]format=yuv420p,setpts=PTS-STARTPTS[below]',
    `[band][line][below]vstack=3:shortest=1,addroi=0:0:iw:${String(band)}:${String(bandCoarseness)}[out]`,
  ];
}

function x264Parameters({ width, height, fps, profile, bFrames = 0 }: EncodingTask): string {
  const layout = bandLayout(width, height);
  const bandMacroblocks = Math.ceil(width / macroblockPixels) * layout.bandHeightInMbs;
  const parameters = {
    cabac: 0,
    bframes: bFrames,
    ...(bFrames > 0 && { 'b-adapt': 0, 'b-pyramid': 'none', weightb: 0 }),
    ref: 1,
    weightp: 0,
    '8x8dct': profile === 'high' ? 1 : 0,
    keyint: fps,
    'min-keyint': fps,
    scenecut: 0,
    'open-gop': 0,
    mbtree: 0,
    'rc-lookahead': 0,
    'slice-max-mbs': bandMacroblocks,
    aud: 1,
    'repeat-headers': 1,
    'nal-hrd': 'none',
    'sliced-threads': 1,
    threads: 2,
  };
  return joinParameters(parameters);
}

function joinParameters(parameters: Readonly<Record<string, string | number>>): string {
  return Object.entries(parameters)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(':');
}
