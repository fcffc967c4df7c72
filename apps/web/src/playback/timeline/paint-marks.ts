import type { KnownMark } from './known-recordings.js';
import { marksHeight, type Pen, rulerHeight, type TimelinePicture } from './timeline-picture.js';
import { xOf } from './timeline-scale.js';

/** The events of the recorder's log. */
export function paintMarks(pen: Pen, picture: TimelinePicture): void {
  distinctMarks(picture).forEach((mark) => paintMark(pen, picture, mark));
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
