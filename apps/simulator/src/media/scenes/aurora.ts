import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { below, paintShapes } from './shapes.js';
import { fir } from './sprites.js';

/** Northern lights over a dark ridge with firs. */
export function aurora(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const random = pseudoRandom(90);
  const stars = Array.from({ length: 110 }, (): Box => ({
    x: random() * width,
    y: random() * canvas.px(0.75),
    w: random() < 0.15 ? 2 : 1,
    h: 1,
    color: `#ffffff@${(0.2 + random() * 0.6).toFixed(2)}`,
  }));
  const night = canvas.still(canvas.boxes(canvas.sky(['#04071a', '#0b1b38', '#16414f']), stars));
  const lit = canvas.over(night, curtains(canvas));
  let front = canvas.over(lit, ridge(canvas));
  for (let index = 0; index < 7; index += 1) {
    const tall = canvas.px(0.24 + random() * 0.2);
    front = canvas.over(front, fir(canvas, tall, [6, 14, 18]), {
      x: Math.round(((index + random()) * width) / 7) - 20,
      y: canvas.px(1) - tall,
    });
  }
  return front;
}

/** Bands whose place and brightness are sums of slow waves. */
function curtains(canvas: SceneCanvas): Link {
  const turn = `2*PI*T/${String(canvas.size.seconds)}`;
  const x = 'X/W';
  const y = 'Y/H';
  const band = (base: number, swing: number, phase: number): string => {
    const edge = `(${String(base)}+${String(swing)}*sin(${x}*5+${turn}+${String(phase)})+.06*sin(${x}*11-2*${turn}+${String(phase)}))`;
    // A sharp lower edge, and light that fades upwards.
    return `clip(exp(-clip(${edge}-${y},0,1)*4.5)*clip((${edge}-${y})*14+1,0,1),0,1)`;
  };
  const rays = `(.55+.45*sin(${x}*34+2*sin(${x}*7+${turn})+3*${turn}))`;
  const first = band(0.6, 0.08, 0);
  const second = band(0.42, 0.1, 2.4);
  return canvas.glow(
    {
      r: `40+120*(${second})*(1-${y})`,
      g: '235',
      b: `130+90*${second}`,
      a: `215*clip(${rays}*(.75*${first}+.55*${second}),0,1)`,
    },
    56,
  );
}

function ridge(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const line = `${String(0.8 * height)}+${String(0.05 * height)}*sin(X/W*8+1)+${String(0.02 * height)}*sin(X/W*23)`;
  return canvas.painted(
    width,
    height,
    paintShapes([
      { cover: below(line), color: [10, 26, 34] },
      { cover: below(`${line}+${String(0.09 * height)}`), color: [6, 16, 22] },
    ]),
  );
}
