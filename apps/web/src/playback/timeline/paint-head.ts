import { type Pen, rulerHeight, type TimelinePicture } from './timeline-picture.js';
import { xOf } from './timeline-scale.js';

/** The in and out points, and the time between them. */
export function paintPoints(pen: Pen, picture: TimelinePicture, height: number): void {
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

/** The playhead; faint: where it was before it was dragged. */
export function paintHead(
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
