import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { sizeText } from './scene-canvas.js';

/** Nothing: what a recorder shows that sleeps. */
export function black({ graph, size }: SceneCanvas): Link {
  const { width, height, fps } = size;
  return graph.chain(
    [],
    `color=black:s=${sizeText(width, height)}:r=${String(fps)}`,
    'format=yuv420p',
  );
}
