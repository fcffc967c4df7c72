import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';

/** Soft colours that flow into each other: sums of slow waves. */
export function plasma(canvas: SceneCanvas): Link {
  const turn = `2*PI*T/${String(canvas.size.seconds)}`;
  const x = 'X/W*4.2';
  const y = 'Y/H*2.2';
  const field =
    `(sin(${x}+2*sin(${turn}))+sin(${y}*1.7+${turn})` +
    `+sin((${x}+${y})*.8+2*${turn})+sin(hypot(${x}-2.1+sin(${turn}),${y}-1.1+cos(${turn}))*2.4))`;
  const wave = (shift: number): string => `.5+.5*sin(${field}*1.1+${String(shift)})`;
  const colors = canvas.glow(
    {
      r: `60+180*(${wave(0)})`,
      g: `40+120*(${wave(1.9)})`,
      b: `110+140*(${wave(3.7)})`,
    },
    72,
  );
  return canvas.graph.chain([colors], 'format=yuv420p');
}
