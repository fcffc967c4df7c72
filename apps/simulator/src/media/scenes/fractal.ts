import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { sizeText } from './scene-canvas.js';
import { num } from './shapes.js';

/** A flight into the Mandelbrot set and out again. */
export function fractal(canvas: SceneCanvas): Link {
  const { width, height, fps, seconds } = canvas.size;
  const pictures = Math.ceil((fps * seconds) / 2);
  const source =
    `mandelbrot=s=${sizeText(width, height)}:r=${String(fps)}:start_scale=1.2:end_scale=.004` +
    `:end_pts=${String(pictures)}:maxiter=180:start_x=-.743643887:start_y=-.131825904` +
    ':inner=black:outer=normalized_iteration_count';
  const [forward = { label: '' }, backward = { label: '' }] = canvas.graph.fork(
    [],
    2,
    source,
    `trim=end_frame=${String(pictures)}`,
    `gblur=sigma=${num(height * 0.003)}`,
    'format=gray',
    'format=yuv444p',
    'pseudocolor=preset=magma',
    'format=yuv420p',
    'split',
  );
  const reversed = canvas.graph.chain([backward], 'reverse');
  return canvas.graph.chain([forward, reversed], 'concat=n=2');
}
