import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { sizeText } from './scene-canvas.js';

/** Pixels of a cell, as a part of the height. */
const cellPart = 0.025;

/** Conway's game of life, dying cells fading; forwards and backwards again, so that it can be repeated. */
export function life(canvas: SceneCanvas): Link {
  const { width, height, fps, seconds } = canvas.size;
  const cell = canvas.px(cellPart);
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const pictures = Math.ceil((fps * seconds) / 2);
  const source =
    `life=s=${sizeText(columns, rows)}:r=4:seed=20:random_fill_ratio=.3:mold=24` +
    ':life_color=#7df9c4:death_color=#1d4f8f:mold_color=#0b1526:stitch=1';
  const [forward = { label: '' }, backward = { label: '' }] = canvas.graph.fork(
    [],
    2,
    source,
    'format=yuv444p',
    `fps=${String(fps)}`,
    `trim=end_frame=${String(pictures)}`,
    'split',
  );
  const reversed = canvas.graph.chain([backward], 'reverse');
  const grid = `drawgrid=w=${String(cell)}:h=${String(cell)}:t=2:c=#060c18`;
  return canvas.graph.chain(
    [forward, reversed],
    'concat=n=2',
    `scale=${String(columns * cell)}:${String(rows * cell)}:flags=neighbor`,
    grid,
    `crop=${String(width)}:${String(height)}:0:0`,
    'format=yuv420p',
  );
}
