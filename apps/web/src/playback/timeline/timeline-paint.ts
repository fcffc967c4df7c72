import type { RecorderZone } from '../recorder-zone.js';
import type { KnownMark, KnownSpan } from './known-recordings.js';
import { type PlacedChange, type PlacedWords, rulerOf, type RulerType } from './ruler-words.js';
import { type TimeView, xOf } from './timeline-scale.js';

/** Colours of the theme, as CSS knows them. */
export type TimelineInk = {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly textSoft: string;
  readonly accent: string;
  readonly recorded: string;
  readonly ok: string;
  readonly warn: string;
  readonly bad: string;
  readonly face: string;
};

/** Everything that is drawn. Sizes in CSS pixels, instants in milliseconds since 1970. */
export type TimelinePicture = {
  readonly width: number;
  readonly view: TimeView;
  readonly zone: RecorderZone;
  readonly rowHeight: number;
  readonly rows: readonly (readonly KnownSpan[])[];
  readonly marks: readonly KnownMark[];
  readonly headMs: number;
  /** Where the playhead is being dragged; null: it is not. */
  readonly scrubMs: number | null;
  readonly inMs: number | null;
  readonly outMs: number | null;
  readonly nowMs: number;
  readonly ink: TimelineInk;
};

type Pen = CanvasRenderingContext2D;

/** Heights of what lies above the cameras, in CSS pixels. */
export const rulerHeight = 36;
export const marksHeight = 18;
const dayLineY = 12;
const timeLineY = 27;

/** As high as the canvas has to be, in CSS pixels. */
export function timelineHeight(rows: number, rowHeight: number): number {
  return rulerHeight + marksHeight + Math.max(1, rows) * rowHeight + 2;
}

/** Draws the timeline. Recorded, likely, gap and unknown differ in pattern as well as in colour. */
export function paintTimeline(pen: Pen, picture: TimelinePicture): void {
  const { width, ink } = picture;
  const height = timelineHeight(picture.rows.length, picture.rowHeight);
  pen.fillStyle = ink.panel;
  pen.fillRect(0, 0, width, height);
  picture.rows.forEach((spans, index) => paintRow(pen, picture, spans, rowTop(picture, index)));
  paintFuture(pen, picture, height);
  paintRuler(pen, picture, height);
  paintPoints(pen, picture, height);
  distinctMarks(picture).forEach((mark) => paintMark(pen, picture, mark));
  if (picture.scrubMs !== null) {
    paintHead(pen, picture, picture.headMs, { height, faint: true });
  }
  paintHead(pen, picture, picture.scrubMs ?? picture.headMs, { height, faint: false });
}

function rowTop({ rowHeight }: TimelinePicture, index: number): number {
  return rulerHeight + marksHeight + index * rowHeight;
}

function paintRow(
  pen: Pen,
  picture: TimelinePicture,
  spans: readonly KnownSpan[],
  top: number,
): void {
  const { width, view, ink, rowHeight } = picture;
  const inner = { top: top + 2, height: rowHeight - 4 };
  pen.fillStyle = ink.ground;
  pen.fillRect(0, inner.top, width, inner.height);
  paintUnknown(pen, picture, spans, inner);
  for (const span of spans) {
    const left = Math.max(0, xOf(view, width, span.fromMs));
    const right = Math.min(width, xOf(view, width, span.toMs));
    // A few seconds of recording are seen even in a month.
    const wide = Math.max(span.kind === 'recorded' ? 1 : 0, right - left);
    if (left <= width && right >= 0 && wide > 0) {
      paintSpan(pen, ink, span.kind, { left, wide, ...inner });
    }
  }
}

type Box = {
  readonly left: number;
  readonly wide: number;
  readonly top: number;
  readonly height: number;
};

function paintSpan(pen: Pen, ink: TimelineInk, kind: KnownSpan['kind'], box: Box): void {
  const { left, wide, top, height } = box;
  if (kind === 'recorded') {
    pen.fillStyle = ink.recorded;
    pen.fillRect(left, top, wide, height);
    return;
  }
  pen.fillStyle = ink.panel;
  pen.fillRect(left, top, wide, height);
  if (kind === 'likely') {
    hatch(pen, ink.recorded, box);
    return;
  }
  // Nothing there: an empty frame with a line through it.
  pen.strokeStyle = ink.lineStrong;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, Math.max(0, wide - 1), height - 1);
  pen.beginPath();
  pen.moveTo(left, top + height / 2);
  pen.lineTo(left + wide, top + height / 2);
  pen.stroke();
}

/** Slanted lines. They lie on the screen, not on time, so that they stand still while the timeline moves below them. */
function hatch(pen: Pen, colour: string, { left, wide, top, height }: Box): void {
  const gap = 6;
  pen.save();
  pen.beginPath();
  pen.rect(left, top, wide, height);
  pen.clip();
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (let x = Math.floor((left - height) / gap) * gap; x < left + wide; x += gap) {
    pen.moveTo(x, top + height);
    pen.lineTo(x + height, top);
  }
  pen.stroke();
  pen.restore();
}

/** Small dots where nobody has looked yet. */
function paintUnknown(
  pen: Pen,
  { width, view, ink }: TimelinePicture,
  spans: readonly KnownSpan[],
  { top, height }: { readonly top: number; readonly height: number },
): void {
  pen.fillStyle = ink.lineStrong;
  const known = spans.map(
    ({ fromMs, toMs }) => [xOf(view, width, fromMs), xOf(view, width, toMs)] as const,
  );
  const gap = 8;
  for (let x = gap / 2; x < width; x += gap) {
    if (!known.some(([left, right]) => x >= left && x <= right)) {
      pen.fillRect(Math.round(x), Math.round(top + height / 2), 1.5, 1.5);
    }
  }
}

/** What has not happened yet. */
function paintFuture(pen: Pen, { width, view, nowMs, ink }: TimelinePicture, height: number): void {
  const x = xOf(view, width, nowMs);
  if (x < width) {
    const left = Math.max(0, x);
    pen.fillStyle = ink.panel;
    pen.fillRect(left, rulerHeight, width - left, height - rulerHeight);
    pen.fillStyle = ink.lineStrong;
    pen.fillRect(Math.round(left), rulerHeight, 1, height - rulerHeight);
  }
}

function paintRuler(pen: Pen, picture: TimelinePicture, height: number): void {
  const { width, view, ink, zone } = picture;
  const ruler = rulerOf(zone, view, width, typeOf(pen, ink));
  for (const tick of ruler.ticks) {
    const x = Math.round(xOf(view, width, tick.atMs));
    const tall = tick.day !== null || tick.label !== null;
    pen.fillStyle = tick.day === null ? ink.line : ink.lineStrong;
    const top = tall ? timeLineY + 3 : rulerHeight - 4;
    pen.fillRect(x, top, 1, rulerHeight - top);
    if (tall) {
      pen.globalAlpha = 0.55;
      pen.fillRect(x, rulerHeight, 1, height - rulerHeight);
      pen.globalAlpha = 1;
    }
  }
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  pen.font = dayFont(ink);
  pen.fillStyle = ink.text;
  write(pen, ruler.days, dayLineY);
  pen.font = timeFont(ink);
  pen.fillStyle = ink.textSoft;
  write(pen, ruler.times, timeLineY);
  ruler.changes.forEach((change) => paintChange(pen, ink, change, height));
}

function write(pen: Pen, all: readonly PlacedWords[], y: number): void {
  all.forEach(({ words, left }) => {
    pen.fillText(words, left, y);
  });
}

function dayFont({ face }: TimelineInk): string {
  return `600 11px ${face}`;
}

function timeFont({ face }: TimelineInk): string {
  return `11px ${face}`;
}

function typeOf(pen: Pen, ink: TimelineInk): RulerType {
  const measure = (font: string, words: string): number => {
    pen.font = font;
    return pen.measureText(words).width;
  };
  return {
    day: (words) => measure(dayFont(ink), words),
    time: (words) => measure(timeFont(ink), words),
  };
}

/** The night in which the clock is changed: where, and from what to what. */
function paintChange(pen: Pen, ink: TimelineInk, change: PlacedChange, height: number): void {
  const { x, words, left, wide, line } = change;
  const y = line === 'day' ? dayLineY : timeLineY;
  pen.strokeStyle = ink.warn;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  // In the line of the days there may be the words of a day.
  pen.moveTo(x + 0.5, line === 'day' ? 4 : y - 10);
  pen.lineTo(x + 0.5, height);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = ink.panel;
  pen.fillRect(left - 4, y - 10, wide + 8, 13);
  pen.fillStyle = ink.warn;
  pen.fillText(words, left, y);
}

function paintPoints(pen: Pen, picture: TimelinePicture, height: number): void {
  const { width, view, inMs, outMs, ink } = picture;
  const left = inMs === null ? null : xOf(view, width, inMs);
  const right = outMs === null ? null : xOf(view, width, outMs);
  if (left !== null && right !== null) {
    pen.globalAlpha = 0.2;
    pen.fillStyle = ink.accent;
    pen.fillRect(left, rulerHeight, right - left, height - rulerHeight);
    pen.globalAlpha = 1;
  }
  if (left !== null) {
    bracket(pen, ink.accent, { x: left, way: 1, height });
  }
  if (right !== null) {
    bracket(pen, ink.accent, { x: right, way: -1, height });
  }
}

function bracket(
  pen: Pen,
  colour: string,
  { x, way, height }: { readonly x: number; readonly way: 1 | -1; readonly height: number },
): void {
  pen.fillStyle = colour;
  pen.fillRect(x - (way === 1 ? 0 : 2), rulerHeight, 2, height - rulerHeight);
  pen.fillRect(way === 1 ? x : x - 7, rulerHeight, 7, 2);
  pen.fillRect(way === 1 ? x : x - 7, height - 2, 7, 2);
}

const markOrder = ['information', 'recovery', 'fault', 'alarm'] as const;

/** Where events lie upon each other, the gravest is drawn; the hint and the list name them all. */
function distinctMarks({ marks, view, width }: TimelinePicture): KnownMark[] {
  const places = new Map<number, KnownMark>();
  for (const mark of marks) {
    const place = Math.round(xOf(view, width, mark.atMs) / 10);
    const before = places.get(place);
    if (!before || markOrder.indexOf(mark.kind) > markOrder.indexOf(before.kind)) {
      places.set(place, mark);
    }
  }
  return [...places.values()];
}

/** Triangle, diamond, ring, bar: each kind has its shape. */
function paintMark(pen: Pen, { width, view, ink }: TimelinePicture, mark: KnownMark): void {
  const x = xOf(view, width, mark.atMs);
  const y = rulerHeight + marksHeight / 2;
  if (x < -8 || x > width + 8) {
    return;
  }
  pen.beginPath();
  switch (mark.kind) {
    case 'alarm':
      pen.fillStyle = ink.bad;
      pen.moveTo(x, y - 5);
      pen.lineTo(x + 5, y + 4);
      pen.lineTo(x - 5, y + 4);
      pen.fill();
      break;
    case 'fault':
      pen.fillStyle = ink.warn;
      pen.moveTo(x, y - 5);
      pen.lineTo(x + 5, y);
      pen.lineTo(x, y + 5);
      pen.lineTo(x - 5, y);
      pen.fill();
      break;
    case 'recovery':
      pen.strokeStyle = ink.ok;
      pen.lineWidth = 2;
      pen.arc(x, y, 3.5, 0, Math.PI * 2);
      pen.stroke();
      break;
    case 'information':
      pen.fillStyle = ink.textSoft;
      pen.fillRect(x - 1, y - 5, 2, 10);
      break;
  }
}

function paintHead(
  pen: Pen,
  { width, view, ink }: TimelinePicture,
  atMs: number,
  { height, faint }: { readonly height: number; readonly faint: boolean },
): void {
  const x = xOf(view, width, atMs);
  if (x < -8 || x > width + 8) {
    return;
  }
  pen.globalAlpha = faint ? 0.4 : 1;
  pen.fillStyle = ink.panel;
  pen.fillRect(x - 2, rulerHeight - 4, 4, height);
  pen.fillStyle = ink.text;
  pen.fillRect(x - 1, rulerHeight - 4, 2, height);
  pen.beginPath();
  pen.moveTo(x - 7, rulerHeight - 10);
  pen.lineTo(x + 7, rulerHeight - 10);
  pen.lineTo(x + 7, rulerHeight - 5);
  pen.lineTo(x, rulerHeight + 3);
  pen.lineTo(x - 7, rulerHeight - 5);
  pen.closePath();
  pen.fill();
  pen.globalAlpha = 1;
}

/** The colours that hold for an element now. */
export function inkOf(element: Element): TimelineInk {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim() || 'gray';
  return {
    ground: of('--ground'),
    panel: of('--panel'),
    line: of('--line'),
    lineStrong: of('--line-strong'),
    text: of('--text'),
    textSoft: of('--text-soft'),
    accent: of('--accent'),
    recorded: of('--accent-fill'),
    ok: of('--ok'),
    warn: of('--warn-ink'),
    bad: of('--bad'),
    face: of('--face'),
  };
}
