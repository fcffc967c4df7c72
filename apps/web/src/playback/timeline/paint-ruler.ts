import { type PlacedChange, type PlacedWords, rulerOf, type RulerType } from './ruler-words.js';
import type { TimelineInk } from './timeline-ink.js';
import { type Pen, rulerHeight, type TimelinePicture } from './timeline-picture.js';
import { xOf } from './timeline-scale.js';

const dayLineY = 12;
const timeLineY = 27;

/** Days, times, and where the clock is changed. */
export function paintRuler(pen: Pen, picture: TimelinePicture, height: number): void {
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
