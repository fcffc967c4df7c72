import type { Link } from './filter-graph.js';
import type { SceneCanvas } from './scene-canvas.js';
import { below, disc, paintShapes, polygon, roundBox } from './shapes.js';
import type { Shape } from './shapes.js';
import { cloud, even } from './sprites.js';

/** A train crosses a viaduct in front of hills. */
export function railway(canvas: SceneCanvas): Link {
  const { width, height, seconds } = canvas.size;
  const sky = canvas.still(
    canvas.over(canvas.sky(['#86bde6', '#cfe6f2', '#f6efdc']), hills(canvas)),
  );
  const clouds = [0, 1, 2].reduce((picture, index) => {
    const w = canvas.px(0.4 + index * 0.12);
    const at = `mod(t/${String(seconds)}+${String(index * 0.37)},1)`;
    return canvas.over(picture, cloud(canvas, w, [255, 255, 255]), {
      x: `${at}*${String(width + w)}-${String(w)}`,
      y: canvas.px(0.05 + ((index * 2) % 3) * 0.07),
    });
  }, sky);
  const length = canvas.px(1.9);
  const run = `clip((mod(t/${String(seconds)},1)-.08)/.8,0,1)`;
  const withTrain = canvas.over(clouds, train(canvas, length), {
    x: `${String(width)}-${run}*${String(width + length)}`,
    y: canvas.px(0.4),
  });
  const front = canvas.over(withTrain, viaduct(canvas), { x: 0, y: canvas.px(0.56) });
  return canvas.boxes(front, [{ x: 0, y: canvas.px(0.95), w: width, h: height, color: '#5f8a4e' }]);
}

function hills(canvas: SceneCanvas): Link {
  const { width, height } = canvas.size;
  const line = (base: number, swing: number, waves: number, shift: number): string =>
    `${String(base * height)}+${String(swing * height)}*sin(X/W*2*PI*${String(waves)}+${String(shift)})`;
  return canvas.painted(
    width,
    height,
    paintShapes([
      { cover: below(line(0.46, 0.09, 1.2, 0.4)), color: [150, 178, 186] },
      { cover: below(line(0.58, 0.08, 1.7, 2.2)), color: [126, 166, 130] },
      { cover: below(line(0.74, 0.05, 2.3, 4)), color: [108, 150, 96] },
    ]),
  );
}

/** Arches over the whole width; what is below the arches stays transparent. */
function viaduct(canvas: SceneCanvas): Link {
  const { width } = canvas.size;
  const h = canvas.px(0.42);
  const span = width / 5;
  const top = canvas.px(0.09);
  const r = span * 0.4;
  const centre = `abs(mod(X,${String(span)})-${String(span / 2)})`;
  const hole = `max(lt(${centre},${String(r)})*gt(Y,${String(top + r)}),clip(${String(r)}+.5-hypot(${centre},Y-${String(top + r)}),0,1))`;
  const rail = canvas.px(0.02);
  const shade = `gt(mod(Y,${String(canvas.px(0.035))}),2)`;
  return canvas.painted(width, h, {
    r: `if(lt(Y,${String(rail)}),96,176+10*${shade})`,
    g: `if(lt(Y,${String(rail)}),84,150+9*${shade})`,
    b: `if(lt(Y,${String(rail)}),80,124+8*${shade})`,
    a: `255*(1-${hole})`,
  });
}

function train(canvas: SceneCanvas, length: number): Link {
  const h = canvas.px(0.17);
  const wagon = length / 4;
  const shapes: Shape[] = [];
  for (let index = 0; index < 4; index += 1) {
    const x = index * wagon;
    const engine = index === 0;
    const body: Shape = {
      cover: engine
        ? polygon(
            [x + wagon * 0.2, h * 0.12],
            [x + wagon * 0.97, h * 0.12],
            [x + wagon * 0.97, h * 0.82],
            [x + wagon * 0.02, h * 0.82],
            [x + wagon * 0.02, h * 0.6],
          )
        : roundBox(x + wagon * 0.02, h * 0.12, wagon * 0.95, h * 0.7, h * 0.06),
      color: engine ? [190, 52, 46] : [206, 66, 54],
    };
    shapes.push(body, {
      cover: roundBox(x + wagon * 0.02, h * 0.6, wagon * 0.95, h * 0.1),
      color: [244, 236, 220],
    });
    for (let pane = engine ? 2 : 0; pane < 5; pane += 1) {
      shapes.push({
        cover: roundBox(
          x + wagon * (0.09 + pane * 0.17),
          h * 0.24,
          wagon * 0.12,
          h * 0.24,
          h * 0.04,
        ),
        color: [56, 78, 98],
      });
    }
    for (const wheel of [0.2, 0.32, 0.68, 0.8]) {
      shapes.push({ cover: disc(x + wagon * wheel, h * 0.88, h * 0.1), color: [44, 44, 50] });
    }
  }
  return canvas.painted(even(length), even(h), paintShapes(shapes));
}
