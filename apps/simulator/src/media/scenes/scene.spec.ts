import { FilterGraph } from './filter-graph.js';
import { pseudoRandom } from './random.js';
import { isSceneName, sceneGraph, sceneNames, sceneOfCamera } from './scene.js';
import { SceneCanvas } from './scene-canvas.js';

const size = { width: 640, height: 264, fps: 15, seconds: 16 };

describe('scenes', () => {
  it('are enough for sixteen cameras, each with another one', () => {
    const first = Array.from({ length: 16 }, (_, index) => sceneOfCamera(index + 1));
    expect(new Set(first).size).toBe(16);
    expect(sceneOfCamera(sceneNames.length)).toBe(sceneNames[0]);
    expect(sceneNames.map((_, index) => sceneOfCamera(index + 1))).not.toContain('black');
    expect(sceneOfCamera(0)).toBe(sceneNames[0]);
  });

  it('are known by name', () => {
    expect(sceneNames.every(isSceneName)).toBe(true);
    expect(isSceneName('toString')).toBe(false);
  });

  it.each(sceneNames)(
    '%s is drawn the same way every time, and differently for another size',
    (name) => {
      const graph = sceneGraph(name, size, 'drawn');
      expect(graph).toBe(sceneGraph(name, size, 'drawn'));
      expect(graph).not.toBe(sceneGraph(name, { ...size, width: 1920, height: 888 }, 'drawn'));
      expect(graph.endsWith('null[drawn]')).toBe(true);
      // A mistake in the arithmetic would show as one of these.
      expect(graph).not.toMatch(/NaN|undefined|Infinity|\be-\d/);
    },
  );
});

describe('SceneCanvas', () => {
  it('paints large pictures with half the resolution', () => {
    const canvas = new SceneCanvas(size);
    canvas.painted(1000, 1000, { r: 'X/W*255', g: 'Y', b: '0' });
    const graph = canvas.graph.finish({ label: 'l0' }, 'out');
    expect(graph).toContain('s=500x500');
    expect(graph).toContain("r='(X*2+0.5)/1000*255':g='(Y*2+0.5)':b='0':a='255'");
    expect(graph).toContain('scale=1000:1000');
  });

  it('moves whole rounds in a loop, whatever the number of pictures', () => {
    const canvas = new SceneCanvas({ ...size, fps: 5, seconds: 2 });
    canvas.scrolled(canvas.plain('#000000'), 12);
    expect(canvas.graph.finish({ label: 'l0' }, 'out')).toContain('scroll=h=0.200000000');
  });
});

describe('FilterGraph', () => {
  it('numbers its links and joins its chains', () => {
    const graph = new FilterGraph();
    const [a = { label: '' }, b = { label: '' }] = graph.fork([], 2, 'color', 'split');
    expect(graph.finish(graph.chain([a, b], 'overlay'), 'out')).toBe(
      'color,split[l0][l1];[l0][l1]overlay[l2];[l2]null[out]',
    );
  });
});

describe('pseudoRandom', () => {
  it('is the same every time, within 0 and 1, and spread', () => {
    const [first, second] = [pseudoRandom(5), pseudoRandom(5)];
    const numbers = Array.from({ length: 200 }, () => first());
    expect(numbers).toEqual(Array.from({ length: 200 }, () => second()));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.filter((number) => number < 0.5).length).toBeGreaterThan(70);
  });
});
