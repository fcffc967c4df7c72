import { parseRecorderZone, utcZone } from '../recorder-zone.js';
import { inkOf } from './timeline-ink.js';
import { paintTimeline } from './timeline-paint.js';
import { rowsTop, rulerHeight, timelineHeight, type TimelinePicture } from './timeline-picture.js';

type Rectangle = {
  readonly colour: string;
  readonly left: number;
  readonly width: number;
  readonly top: number;
};

/** A pen that notes what it draws. */
function notingPen() {
  const words: string[] = [];
  const rectangles: Rectangle[] = [];
  const lines: number[] = [];
  const state = { fillStyle: '' };
  const quiet = (): void => undefined;
  const pen = {
    ...Object.fromEntries(
      [
        'beginPath',
        'lineTo',
        'stroke',
        'fill',
        'rect',
        'clip',
        'save',
        'restore',
        'arc',
        'closePath',
        'setLineDash',
        'strokeRect',
      ].map((name) => [name, quiet]),
    ),
    moveTo: (x: number) => lines.push(x),
    fillText: (text: string) => words.push(text),
    measureText: (text: string) => ({ width: text.length * 6 }),
    fillRect: (left: number, top: number, width: number) =>
      rectangles.push({ colour: state.fillStyle, left, width, top }),
    set fillStyle(colour: string) {
      state.fillStyle = colour;
    },
  };
  return { pen: pen as unknown as CanvasRenderingContext2D, words, rectangles, lines };
}

const ink = {
  ground: 'ground',
  panel: 'panel',
  line: 'line',
  lineStrong: 'strong',
  text: 'text',
  textSoft: 'soft',
  accent: 'accent',
  recorded: 'recorded',
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
  face: 'sans-serif',
};
const fromMs = Date.parse('2026-10-25T00:00:00+02:00');
const picture: TimelinePicture = {
  width: 600,
  view: { fromMs, toMs: fromMs + 6 * 3_600_000 },
  zone: parseRecorderZone('Europe/Berlin') ?? utcZone,
  rowHeight: 20,
  rows: [[{ fromMs, toMs: fromMs + 3_600_000, kind: 'recorded' }], []],
  marks: [],
  alarms: [],
  headMs: fromMs + 3 * 3_600_000,
  scrubMs: null,
  inMs: null,
  outMs: null,
  nowMs: fromMs + 12 * 3_600_000,
  ink,
};
const firstRow = rowsTop + 2;

describe('timeline on a canvas', () => {
  it('draws the repeated hour as two, and says where the clock is changed', () => {
    const { pen, words } = notingPen();
    paintTimeline(pen, picture);
    expect(words).toEqual(
      expect.arrayContaining(['02:00 CEST', '02:00 CET', 'CEST → CET', 'Sun 25 Oct']),
    );
  });

  it('draws a recorded hour as wide as an hour is', () => {
    const { pen, rectangles } = notingPen();
    paintTimeline(pen, picture);
    expect(rectangles).toContainEqual({ colour: 'recorded', left: 0, width: 100, top: firstRow });
  });

  it('keeps a second of recording visible in a wide view', () => {
    const { pen, rectangles } = notingPen();
    paintTimeline(pen, {
      ...picture,
      rows: [[{ fromMs: fromMs + 3_600_000, toMs: fromMs + 3_601_000, kind: 'recorded' }]],
    });
    expect(rectangles).toContainEqual({ colour: 'recorded', left: 100, width: 1, top: firstRow });
  });

  it('draws what is unknown as dots, and none where something is known', () => {
    const { pen, rectangles } = notingPen();
    paintTimeline(pen, picture);
    const dots = rectangles.filter(({ colour, width }) => colour === 'strong' && width === 1.5);
    const inFirst = dots.filter(({ top }) => top < firstRow + 20);
    expect(inFirst.length).toBeGreaterThan(50);
    expect(Math.min(...inFirst.map(({ left }) => left))).toBeGreaterThan(99);
  });

  it('hatches what is likely', () => {
    const { pen, lines } = notingPen();
    const likely = { fromMs, toMs: fromMs + 3_600_000, kind: 'likely' } as const;
    paintTimeline(pen, { ...picture, rows: [[likely]], zone: utcZone });
    expect(lines.filter((x) => x > -24 && x < 100).length).toBeGreaterThan(15);
  });

  it('draws the playhead where it is dragged, and both points with the range between them', () => {
    const { pen, rectangles } = notingPen();
    paintTimeline(pen, {
      ...picture,
      scrubMs: fromMs + 4 * 3_600_000,
      inMs: fromMs + 3_600_000,
      outMs: fromMs + 2 * 3_600_000,
    });
    const heads = rectangles.filter(({ colour, width }) => colour === 'text' && width === 2);
    expect(heads.map(({ left }) => left)).toEqual([299, 399]);
    expect(rectangles).toContainEqual({
      colour: 'accent',
      left: 100,
      width: 100,
      top: rulerHeight,
    });
  });

  it('draws every kind of event, and none outside', () => {
    const { pen, lines } = notingPen();
    const kinds = ['alarm', 'fault', 'recovery', 'information'] as const;
    const marks = kinds.map((kind, index) => ({
      key: kind,
      atMs: fromMs + (index + 1) * 3_600_000,
      kind,
      text: kind,
      camera: null,
    }));
    const far = marks.map((mark) => ({ ...mark, atMs: fromMs - 9e9 }));
    paintTimeline(pen, { ...picture, marks: [...marks, ...far] });
    expect(lines).toEqual(expect.arrayContaining([100, 200]));
    expect(lines.every((x) => x > -100 && x < 700)).toBe(true);
  });

  it('draws the gravest of events that lie upon each other', () => {
    const { pen, rectangles, lines } = notingPen();
    const at = (kind: 'alarm' | 'information') => ({
      key: kind,
      atMs: fromMs + 3_600_000,
      kind,
      text: kind,
      camera: null,
    });
    paintTimeline(pen, { ...picture, marks: [at('alarm'), at('information')], zone: utcZone });
    expect(lines).toContain(100);
    expect(rectangles.some(({ colour, left }) => colour === 'soft' && left === 99)).toBe(false);
  });

  it('is as high as its rows, one at least', () => {
    expect(timelineHeight(0, 20)).toBe(timelineHeight(1, 20));
    expect(timelineHeight(9, 20) - timelineHeight(8, 20)).toBe(20);
  });

  it('takes its colours from the theme', () => {
    document.body.style.setProperty('--ground', '#123456');
    expect(inkOf(document.body)).toMatchObject({ ground: '#123456', accent: 'gray' });
  });
});

describe('alarms on the canvas', () => {
  it.each([
    ['critical', 'alarm', 'bad'],
    ['warning', 'fault', 'warn'],
    ['info', 'alarm', 'soft'],
    ['info', 'recovery', 'ok'],
  ] as const)('a %s %s is a pin in its colour', (severity, kind, colour) => {
    const filled: string[] = [];
    const { pen, words } = notingPen();
    const noting = Object.assign(Object.create(pen) as CanvasRenderingContext2D, {
      roundRect: () => undefined,
    });
    let style = '';
    Object.defineProperties(noting, {
      fillStyle: { set: (next: string) => (style = next) },
      fill: { value: () => filled.push(style) },
    });
    const mark = {
      id: 1,
      atMs: fromMs,
      seekMs: fromMs,
      severity,
      kind,
      title: 'x',
      camera: 1,
    };
    paintTimeline(noting, {
      ...picture,
      zone: utcZone,
      alarms: [
        { mark, marks: [mark], severity, x: 100 },
        { mark, marks: Array.from({ length: 120 }, () => mark), severity, x: 200 },
      ],
    });
    expect(filled.filter((one) => one === colour)).toHaveLength(2);
    expect(words).toContain('99+');
  });
});
