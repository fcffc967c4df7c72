import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { below, disc, paintShapes, polygon } from './shapes.js';
import { cloud } from './sprites.js';
import type { Rgb } from './sprites.js';

/** Wind turbines on green hills, clouds passing. */
export function windFarm(canvas: SceneCanvas): Link {
  const { width, seconds } = canvas.size;
  const sky = canvas.still(canvas.sky(['#5fa8e0', '#a8d4f0', '#e4f3f7']));
  const clouds = [0, 1, 2, 3].reduce((picture, index) => {
    const w = canvas.px(0.34 + (index % 3) * 0.14);
    const at = `mod(t/${String(seconds)}+${String(index * 0.27)},1)`;
    return canvas.over(picture, cloud(canvas, w, [255, 255, 255], 0.9), {
      x: `${String(width)}-${at}*${String(width + w)}`,
      y: canvas.px(0.03 + ((index * 3) % 4) * 0.07),
    });
  }, sky);
  const far = hill(canvas, clouds, { base: 0.62, waves: 1.4, color: [140, 182, 120] });
  let picture = turbine(canvas, far, { x: 0.2, hub: 0.36, rotor: 0.4, turns: 4, phase: 0.4 });
  picture = turbine(canvas, picture, { x: 0.8, hub: 0.33, rotor: 0.44, turns: 4, phase: 1.1 });
  picture = hill(canvas, picture, { base: 0.74, waves: 0.9, color: [116, 168, 92] });
  picture = turbine(canvas, picture, { x: 0.5, hub: 0.38, rotor: 0.66, turns: 3, phase: 0 });
  return hill(canvas, picture, { base: 0.88, waves: 1.1, color: [94, 148, 74] });
}

/** A hill from its top down to the ground. */
function hill(canvas: SceneCanvas, on: Link, { base, waves, color }: Hill): Link {
  const { width, height } = canvas.size;
  const top = canvas.px(base - 0.06);
  const line = `${String(base * height - top)}+${String(0.05 * height)}*sin(X/W*2*PI*${String(waves)}+${String(base * 9)})`;
  const painted = canvas.painted(width, height - top, paintShapes([{ cover: below(line), color }]));
  return canvas.over(on, painted, { x: 0, y: top });
}

type Hill = {
  /** Part of the height. */
  readonly base: number;
  readonly waves: number;
  readonly color: Rgb;
};

type Turbine = {
  /** Part of the width. */
  readonly x: number;
  /** Parts of the height. */
  readonly hub: number;
  readonly rotor: number;
  /** In one loop; thirds of a turn look alike. */
  readonly turns: number;
  readonly phase: number;
};

function turbine(canvas: SceneCanvas, on: Link, { x, hub, rotor, turns, phase }: Turbine): Link {
  const { width, height, seconds } = canvas.size;
  const d = canvas.px(rotor);
  const w = canvas.px(rotor * 0.1);
  const tower = canvas.painted(
    w,
    height,
    paintShapes([
      {
        cover: polygon([0.36 * w, 0], [0.64 * w, 0], [0.8 * w, height], [0.2 * w, height]),
        color: [236, 239, 242],
      },
    ]),
  );
  const centre = Math.round(x * width);
  const standing = canvas.over(on, tower, { x: centre - Math.round(w / 2), y: canvas.px(hub) });
  const turning = canvas.graph.chain(
    [canvas.still(blades(canvas, d), 'rgba')],
    `rotate=a='2*PI*t*${String(turns)}/${String(seconds)}+${String(phase)}':c=none`,
  );
  return canvas.over(standing, turning, {
    x: centre - Math.round(d / 2),
    y: canvas.px(hub) - Math.round(d / 2),
  });
}

function blades(canvas: SceneCanvas, d: number): Link {
  const c = d / 2;
  const blade = (angle: number): string => {
    const at = (along: number, across: number): readonly [number, number] => [
      c + Math.sin(angle) * along * c + Math.cos(angle) * across * c,
      c - Math.cos(angle) * along * c + Math.sin(angle) * across * c,
    ];
    return polygon(at(0.97, -0.012), at(0.97, 0.012), at(0.16, 0.075), at(0, 0.025), at(0, -0.03));
  };
  const color = [248, 250, 252] as const;
  return canvas.painted(
    d,
    d,
    paintShapes([
      ...[0, 1, 2].map((index) => ({ cover: blade((index * 2 * Math.PI) / 3), color })),
      { cover: disc(c, c, d * 0.035), color: [216, 221, 226] },
    ]),
  );
}
