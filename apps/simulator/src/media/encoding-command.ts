import type { FfmpegCommand } from '@casement/media';
import { bandLayout, bandPixels, macroblockPixels, separatorPixels } from './band/band-layout.js';
import type { EncodingTask } from './footage-options.js';
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

/**
 * The command that encodes footage as an Annex B stream on its standard output.
 *
 * - Above the scene there is noise that changes with every picture, so that no motion vector points there,
 *   and a static dark line, so that none reaches there by accident. The band is replaced afterwards.
 * - Constrained Baseline, CAVLC, one reference picture; each second a closed GOP with its parameter sets.
 * - `slice-max-mbs` makes the first slice end exactly where the band ends. Sliced threads
 *   make x264 write disable_deblocking_filter_idc 2: edges between slices, and so the band, are not filtered.
 */
export function encodingCommand(task: EncodingTask): FfmpegCommand {
  const { fps, seconds } = task;
  return {
    inputs: task.source.kind === 'file' ? [{ source: task.source.path, options: ['-an'] }] : [],
    filterGraph: [sourceGraph(task), ...frameGraph(task)].join(';'),
    outputs: [
      {
        target: 'pipe:1',
        options: [
          ...['-map', '[out]', '-frames:v', String(fps * seconds), '-c:v', 'libx264'],
          ...['-preset', 'veryfast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p'],
          ...['-crf', String(quality), '-x264-params', x264Parameters(task), '-f', 'h264'],
        ],
      },
    ],
  };
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

/** Puts the noise and the line above the scene. */
function frameGraph({ width, height, fps }: EncodingTask): string[] {
  const band = bandPixels(bandLayout(width, height));
  const still = (color: string, h: number): string =>
    `color=${color}:s=${sizeText(width, h)}:r=${String(fps)},format=yuv420p`;
  return [
    `${still('gray', band)},noise=c0s=100:c0f=t:all_seed=7[band]`,
    `${still(separatorColor, separatorPixels)}[line]`,
    '[scene]format=yuv420p,setpts=PTS-STARTPTS[below]',
    `[band][line][below]vstack=3:shortest=1,addroi=0:0:iw:${String(band)}:${String(bandCoarseness)}[out]`,
  ];
}

function x264Parameters({ width, height, fps }: EncodingTask): string {
  const layout = bandLayout(width, height);
  const bandMacroblocks = Math.ceil(width / macroblockPixels) * layout.bandHeightInMbs;
  const parameters = {
    cabac: 0,
    bframes: 0,
    ref: 1,
    weightp: 0,
    '8x8dct': 0,
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
  return Object.entries(parameters)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(':');
}
