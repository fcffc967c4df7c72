import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { SceneCanvas } from './scene-canvas.js';
import { disc, num, paintShapes } from './shapes.js';
import { even } from './sprites.js';

/** Sweeps in one loop. */
const sweeps = 4;

/** A radar screen: rings, a sweep, echoes that fade after it. */
export function radar(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const d = even(height * 0.96);
  const x = Math.round((width - d) / 4) * 2;
  const y = Math.round((height - d) / 4) * 2;
  const screen = canvas.still(
    canvas.boxes(canvas.over(canvas.plain('#0a1512'), rings(canvas, d), { x, y }), scale(canvas)),
  );
  const beam = canvas.graph.chain(
    [canvas.still(sweep(canvas, d), 'rgba')],
    `rotate=a='2*PI*t*${String(sweeps)}/${String(seconds)}':c=none`,
  );
  const swept = canvas.over(screen, beam, { x, y });
  return echoes(canvas, swept, { x: x + d / 2, y: y + d / 2, radius: d / 2 });
}

function rings(canvas: SceneCanvas, d: number): Link {
  const c = d / 2;
  const distance = `hypot(X-${num(c)},Y-${num(c)})`;
  const ring = [0.25, 0.5, 0.75, 0.985].map(
    (part) => `between(${distance}/${num(c)},${String(part - 0.006)},${String(part + 0.006)})`,
  );
  const cross = `lt(min(abs(X-${num(c)}),abs(Y-${num(c)})),1)`;
  const line = `clip(${[...ring, cross].join('+')},0,1)*.6`;
  return canvas.painted(d, d, {
    r: `14+40*${line}`,
    g: `44+120*${line}-14*${distance}/${num(c)}`,
    b: `32+70*${line}`,
    a: `255*${disc(c, c, c - 1)}`,
  });
}

/** Bearings along the left and right edges. */
function scale(
  canvas: SceneCanvas,
): { x: number; y: number; w: number; h: number; color: string }[] {
  const { width, height } = canvas.size;
  return Array.from({ length: 21 }, (_, index) => {
    const long = index % 5 === 0 ? 0.08 : 0.04;
    const y = (height * (index + 0.5)) / 21;
    return [
      { x: canvas.px(0.06), y, w: canvas.px(long), h: 2, color: '#2f8a5c' },
      {
        x: width - canvas.px(0.06) - canvas.px(long),
        y,
        w: canvas.px(long),
        h: 2,
        color: '#2f8a5c',
      },
    ];
  }).flat();
}

/** A quarter of light behind a bright edge that points to the right. */
function sweep(canvas: SceneCanvas, d: number): Link {
  const c = d / 2;
  const behind = `mod(2*PI-atan2(Y-${num(c)},X-${num(c)}),2*PI)`;
  return canvas.painted(d, d, {
    r: '110',
    g: '255',
    b: '160',
    a: `200*${disc(c, c, c - 2)}*pow(clip(1-${behind}/1.4,0,1),2)`,
  });
}

function echoes(
  canvas: SceneCanvas,
  on: Link,
  centre: { readonly x: number; readonly y: number; readonly radius: number },
): Link {
  const random = pseudoRandom(77);
  const period = canvas.size.seconds / sweeps;
  let picture = on;
  for (let index = 0; index < 9; index += 1) {
    const angle = random() * 2 * Math.PI;
    const range = (0.2 + random() * 0.7) * centre.radius;
    const r = (0.012 + random() * 0.02) * canvas.size.height;
    const side = even(4 * r);
    const age = `mod(t/${num(period)}-${num(angle / (2 * Math.PI))}+1,1)`;
    // Three brightnesses instead of a fade: an overlay's opacity cannot change.
    for (const [from, to, alpha] of [
      [0, 0.18, 1],
      [0.18, 0.4, 0.6],
      [0.4, 0.62, 0.3],
    ] as const) {
      const c = side / 2;
      const echo = canvas.painted(
        side,
        side,
        paintShapes([
          { cover: disc(c, c, r * 1.6), color: [90, 255, 150], opacity: alpha * 0.4 },
          { cover: disc(c, c, r), color: [190, 255, 210], opacity: alpha },
        ]),
      );
      const x = Math.round(centre.x + Math.cos(angle) * range - c);
      const y = Math.round(centre.y + Math.sin(angle) * range - c);
      picture = canvas.graph.chain(
        [picture, echo],
        `overlay=${String(x)}:${String(y)}:enable='between(${age},${String(from)},${String(to)})'`,
      );
    }
  }
  return picture;
}
