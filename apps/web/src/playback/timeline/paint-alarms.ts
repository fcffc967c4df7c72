import type { AlarmCluster } from './alarm-clusters.js';
import type { TimelineInk } from './timeline-ink.js';
import {
  alarmsHeight,
  marksHeight,
  type Pen,
  rulerHeight,
  type TimelinePicture,
} from './timeline-picture.js';

/** The alarms that the gateway received: a pin each, with a number where it stands for several. */
export function paintAlarms(pen: Pen, { alarms, ink }: TimelinePicture): void {
  alarms.forEach((cluster) => paintPin(pen, ink, cluster));
}

const top = rulerHeight + marksHeight;

function paintPin(pen: Pen, ink: TimelineInk, cluster: AlarmCluster): void {
  const { x, marks } = cluster;
  const colour = colourOf(ink, cluster);
  const many = marks.length > 1;
  const words = marks.length > 99 ? '99+' : String(marks.length);
  const half = many ? Math.min(12, 4 + words.length * 3) : 5;
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(x - half, top + 2, half * 2, 11, 3);
  pen.moveTo(x - 3, top + 13);
  pen.lineTo(x, top + alarmsHeight);
  pen.lineTo(x + 3, top + 13);
  pen.closePath();
  pen.fill();
  pen.fillStyle = ink.panel;
  if (many) {
    pen.font = `600 9px ${ink.face}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'alphabetic';
    pen.fillText(words, x, top + 11);
    pen.textAlign = 'left';
  } else {
    // An exclamation mark, so that it is no matter of colour alone.
    pen.fillRect(x - 1, top + 4, 2, 4);
    pen.fillRect(x - 1, top + 9, 2, 2);
  }
}

function colourOf(ink: TimelineInk, { mark, severity }: AlarmCluster): string {
  if (mark.kind === 'recovery') {
    return ink.ok;
  }
  return severity === 'critical' ? ink.bad : severity === 'warning' ? ink.warn : ink.textSoft;
}
