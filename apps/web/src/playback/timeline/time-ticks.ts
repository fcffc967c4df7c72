import type { RecorderZone, ZoneTime } from '../recorder-zone.js';
import { clockWords, dayWords } from '../time-words.js';
import { type TimeView, viewLength } from './timeline-scale.js';

/** A line of the ruler. */
export type TimeTick = {
  readonly atMs: number;
  /** Null: a short line without words. */
  readonly label: string | null;
  /** Midnight of the recorder: "Sat 21 Nov"; null at other times. */
  readonly day: string | null;
};

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Distance of labelled lines and of short lines, in milliseconds. */
const steps: readonly (readonly [number, number])[] = [
  [second, 200],
  [2 * second, second],
  [5 * second, second],
  [10 * second, 2 * second],
  [15 * second, 5 * second],
  [30 * second, 5 * second],
  [minute, 10 * second],
  [2 * minute, 30 * second],
  [5 * minute, minute],
  [10 * minute, 2 * minute],
  [15 * minute, 5 * minute],
  [30 * minute, 5 * minute],
  [hour, 10 * minute],
  [2 * hour, 30 * minute],
  [3 * hour, hour],
  [6 * hour, hour],
  [12 * hour, 3 * hour],
  [day, 6 * hour],
  [2 * day, 12 * hour],
  [5 * day, day],
  [10 * day, day],
];

/** No ruler has more lines; a wider screen gets what fits. */
const maxTicks = 1_000;

/**
 * The lines of the ruler, in order, at round times of the recorder's clock. In the repeated hour both passes have their
 * lines and say which one they are ("02:30 CEST", "02:30 CET").
 *
 * @param widthPx width of the ruler in CSS pixels
 * @param labelPx least distance of two labels in CSS pixels
 */
export function ticksOf(
  zone: RecorderZone,
  view: TimeView,
  widthPx: number,
  labelPx = 84,
): TimeTick[] {
  const msPerPx = viewLength(view) / Math.max(1, widthPx);
  const [step, short] = steps.find(([wide]) => wide / msPerPx >= labelPx) ?? [10 * day, day];
  const ticks: TimeTick[] = [];
  for (const atMs of roundTimes(zone, view, short)) {
    if (ticks.length >= maxTicks) {
      break;
    }
    ticks.push(tickAt(zone, atMs, step));
  }
  return ticks;
}

/** Instants at which the clock shows a multiple of the step, the ones just outside the view included at neither end. */
function* roundTimes(zone: RecorderZone, view: TimeView, step: number): Generator<number> {
  const edges = [
    view.fromMs,
    ...zone.changes(view.fromMs, view.toMs).map(({ atMs }) => atMs),
    view.toMs,
  ];
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const from = edges[index] ?? view.fromMs;
    const to = edges[index + 1] ?? view.toMs;
    const offset = zone.offsetMs(from);
    const last = index + 2 === edges.length;
    for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
      // The instant of a change belongs to what comes after it.
      if (at < to || last) {
        yield at;
      }
    }
  }
}

function tickAt(zone: RecorderZone, atMs: number, step: number): TimeTick {
  const time = zone.timeAt(atMs);
  const midnight = time.hour === 0 && time.minute === 0 && time.second === 0 && atMs % 1_000 === 0;
  return {
    atMs,
    label: isRound(time, step) ? labelAt(zone, atMs, time, step) : null,
    day: midnight ? dayWords(time, false) : null,
  };
}

function isRound(time: ZoneTime, step: number): boolean {
  const inDay = time.hour * hour + time.minute * minute + time.second * second + time.millisecond;
  if (step < day) {
    return inDay % step === 0;
  }
  const days = Math.floor(Date.UTC(time.year, time.month - 1, time.day) / day);
  return inDay === 0 && days % (step / day) === 0;
}

function labelAt(zone: RecorderZone, atMs: number, time: ZoneTime, step: number): string {
  if (step >= day) {
    return dayWords(time, false);
  }
  const words = clockWords(time, step < minute ? 'second' : 'minute');
  return zone.isRepeated(atMs) ? `${words} ${zone.shortName(atMs)}` : words;
}
