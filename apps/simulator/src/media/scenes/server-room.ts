import type { Link } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import type { Box, SceneCanvas } from './scene-canvas.js';
import { drawbox } from './scene-canvas.js';

const lights = ['#37e07a', '#37e07a', '#37e07a', '#4fb8ff', '#ffb347'];

/** Blinking lights; each is a filter of its own. */
const blinking = 90;

/** Racks with blinking lights and a slow blue glow over them. */
export function serverRoom(canvas: SceneCanvas): Link {
  const racks = canvas.still(
    canvas.boxes(canvas.sky(['#0e1622', '#18283a', '#0c121b']), units(canvas)),
  );
  const lit = canvas.graph.chain([racks], ...blinkers(canvas));
  const { seconds } = canvas.size;
  const wave = `.5+.5*sin(2*PI*(X/W*1.5-2*T/${String(seconds)}))`;
  const glow = canvas.glow({ r: '20', g: '120', b: '255', a: `70*(${wave})*(1-abs(Y/H-.5))` }, 32);
  return canvas.over(lit, glow);
}

/** Columns and rows of the racks. */
const rackWidth = 0.44;
const unitHeight = 0.062;

function rackCount(canvas: SceneCanvas): number {
  return Math.ceil(canvas.size.width / canvas.px(rackWidth));
}

function units(canvas: SceneCanvas): Box[] {
  const boxes: Box[] = [];
  const random = pseudoRandom(41);
  for (let rack = 0; rack < rackCount(canvas); rack += 1) {
    const x = rack * canvas.px(rackWidth) + canvas.px(0.02);
    const w = canvas.px(rackWidth - 0.04);
    boxes.push({ x, y: canvas.px(0.04), w, h: canvas.px(0.9), color: '#06090d' });
    for (let y = 0.06; y < 0.9; y += unitHeight) {
      const kind = random();
      const top = canvas.px(y);
      const h = canvas.px(unitHeight - 0.012);
      boxes.push({
        x: x + canvas.px(0.02),
        y: top,
        w: w - canvas.px(0.04),
        h,
        color: kind < 0.5 ? '#1d2733' : '#27333f',
      });
      for (let hole = 0.2; hole < 0.9; hole += kind < 0.5 ? 0.08 : 0.16) {
        const wide = kind < 0.5 ? canvas.px(0.018) : canvas.px(0.05);
        boxes.push({ x: x + w * hole, y: top + h * 0.3, w: wide, h: h * 0.4, color: '#0e141b' });
      }
    }
  }
  boxes.push({
    x: 0,
    y: canvas.px(0.95),
    w: canvas.size.width,
    h: canvas.size.height,
    color: '#141b24',
  });
  return boxes;
}

function blinkers(canvas: SceneCanvas): string[] {
  const random = pseudoRandom(43);
  const rows = Math.floor(0.84 / unitHeight);
  return Array.from({ length: blinking }, () => {
    const rack = Math.floor(random() * rackCount(canvas));
    const row = Math.floor(random() * rows);
    const box: Box = {
      x:
        rack * canvas.px(rackWidth) +
        canvas.px(0.055) +
        Math.floor(random() * 3) * canvas.px(0.016),
      y: canvas.px(0.06 + unitHeight * row) + canvas.px(0.016),
      w: canvas.px(0.012),
      h: canvas.px(0.016),
      color: lights[Math.floor(random() * lights.length)] ?? '#37e07a',
    };
    const blinks = 4 + Math.floor(random() * 24);
    const phase = random().toFixed(2);
    return `${drawbox(box)}:enable='lt(mod(t*${String(blinks)}/${String(canvas.size.seconds)}+${phase},1),.6)'`;
  });
}
