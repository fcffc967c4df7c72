import { paintAlarms } from './paint-alarms.js';
import { paintHead, paintPoints } from './paint-head.js';
import { paintMarks } from './paint-marks.js';
import { paintFuture, paintRow } from './paint-rows.js';
import { paintRuler } from './paint-ruler.js';
import { type Pen, timelineHeight, type TimelinePicture } from './timeline-picture.js';

/** Draws the timeline. */
export function paintTimeline(pen: Pen, picture: TimelinePicture): void {
  const { width, ink } = picture;
  const height = timelineHeight(picture.rows.length, picture.rowHeight);
  pen.fillStyle = ink.panel;
  pen.fillRect(0, 0, width, height);
  picture.rows.forEach((spans, index) => paintRow(pen, picture, spans, index));
  paintFuture(pen, picture, height);
  paintRuler(pen, picture, height);
  paintPoints(pen, picture, height);
  paintMarks(pen, picture);
  paintAlarms(pen, picture);
  if (picture.scrubMs !== null) {
    paintHead(pen, picture, picture.headMs, { height, faint: true });
  }
  paintHead(pen, picture, picture.scrubMs ?? picture.headMs, { height, faint: false });
}
