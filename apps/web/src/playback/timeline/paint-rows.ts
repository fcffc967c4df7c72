import type { KnownSpan } from './known-recordings.js';
import type { TimelineInk } from './timeline-ink.js';
import { type Pen, rowsTop, rulerHeight, type TimelinePicture } from './timeline-picture.js';
import { xOf } from './timeline-scale.js';

function rowTop({ rowHeight }: TimelinePicture, index: number): number {
  return rowsTop + index * rowHeight;
}

/** What is recorded of one camera. Recorded, likely, gap and unknown differ in pattern as well as in colour. */
export function paintRow(
  pen: Pen,
  picture: TimelinePicture,
  spans: readonly KnownSpan[],
  index: number,
): void {
  const { width, view, ink, rowHeight } = picture;
  const top = rowTop(picture, index);
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
export function paintFuture(
  pen: Pen,
  { width, view, nowMs, ink }: TimelinePicture,
  height: number,
): void {
  const x = xOf(view, width, nowMs);
  if (x < width) {
    const left = Math.max(0, x);
    pen.fillStyle = ink.panel;
    pen.fillRect(left, rulerHeight, width - left, height - rulerHeight);
    pen.fillStyle = ink.lineStrong;
    pen.fillRect(Math.round(left), rulerHeight, 1, height - rulerHeight);
  }
}
