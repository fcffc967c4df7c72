import type { Disk } from '@casement/contract';
import { parseRecorderZone, type RecorderZone, utcZone } from '../playback/recorder-zone.js';
import { clockWords, dayWords } from '../playback/time-words.js';
import { offsetOf } from './log-filter.js';

/** A line of the axis: where (0 to 1 from the left) and what it says. */
export type AxisTick = { readonly at: number; readonly words: string };

/** The common time axis of all disks. Instants in milliseconds since 1970. */
export type DiskAxis = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: RecorderZone;
  readonly ticks: readonly AxisTick[];
};

/** What is on a disk: from 0 to 1 on the axis. */
export type DiskBar = { readonly from: number; readonly to: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Distances of two lines. */
const steps: readonly number[] = [
  ...[1, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((days) => days * dayMs),
];
/** No axis has more lines. */
const maxTicks = 7;
/** An axis is not shorter, so that a disk that was just begun is not as wide as the page. */
const leastMs = 6 * hourMs;

/**
 * The axis on which all disks have their place; null: nothing is recorded on any.
 *
 * @param known the recorder's zone; without it there is one offset, that of the newest recording
 */
export function axisOf(disks: readonly Disk[], known?: RecorderZone): DiskAxis | null {
  const spans = disks.map(spanOf).filter((span) => span !== null);
  if (spans.length === 0) {
    return null;
  }
  const toMs = Math.max(...spans.map(({ toMs: end }) => end));
  const fromMs = Math.min(toMs - leastMs, ...spans.map(({ fromMs: begin }) => begin));
  const zone = known ?? zoneOf(disks);
  return { fromMs, toMs, zone, ticks: ticksOf(zone, fromMs, toMs) };
}

/** Where a disk's recordings are on the axis; null: it has none. */
export function barOf(disk: Disk, { fromMs, toMs }: DiskAxis): DiskBar | null {
  const span = spanOf(disk);
  const place = (ms: number): number => (ms - fromMs) / (toMs - fromMs);
  return span && { from: place(span.fromMs), to: place(span.toMs) };
}

/** "12 days", "5 h": how long a disk's recordings reach; null: it has none. */
export function reachWords(disk: Disk): string | null {
  const span = spanOf(disk);
  if (span === null) {
    return null;
  }
  const hours = (span.toMs - span.fromMs) / hourMs;
  return hours < 48 ? `${Math.round(hours)} h` : daysWords(hours / 24);
}

/** "1 day", "12 days", "2.5 days": less than ten with their half. @param days not negative */
export function daysWords(days: number): string {
  const shown = days < 10 ? Math.round(days * 2) / 2 : Math.round(days);
  return shown === 1 ? '1 day' : `${shown} days`;
}

/** "4.0 TB", "750 GB", "–" for what is not known. Recorders count 1,000 GB as 1 TB. */
export function gigabyteWords(gigabytes: number | null): string {
  if (gigabytes === null) {
    return '–';
  }
  return gigabytes >= 1_000
    ? `${(gigabytes / 1_000).toFixed(1)} TB`
    : `${Math.round(gigabytes)} GB`;
}

function spanOf({ from, to }: Disk): { readonly fromMs: number; readonly toMs: number } | null {
  const fromMs = Date.parse(from ?? '');
  const toMs = Date.parse(to ?? '');
  return Number.isNaN(fromMs) || Number.isNaN(toMs) || toMs < fromMs ? null : { fromMs, toMs };
}

/** The offset with which the newest recording is written. */
function zoneOf(disks: readonly Disk[]): RecorderZone {
  const newest = disks
    .map(({ to }) => to ?? '')
    .toSorted((a, b) => (Date.parse(a) || 0) - (Date.parse(b) || 0))
    .at(-1);
  return parseRecorderZone(offsetOf(newest ?? '')) ?? utcZone;
}

function ticksOf(zone: RecorderZone, fromMs: number, toMs: number): AxisTick[] {
  const length = toMs - fromMs;
  const step = steps.find((one) => length / one <= maxTicks) ?? length / maxTicks;
  const offset = zone.offsetMs(fromMs);
  const ticks: AxisTick[] = [];
  for (let shown = Math.ceil((fromMs + offset) / step) * step; ; shown += step) {
    // The clock may be changed on the way: lines are where it shows the same.
    const at = shown - zone.offsetMs(shown - offset);
    if (at > toMs) {
      return ticks;
    }
    if (at < fromMs) {
      continue;
    }
    const time = zone.timeAt(at);
    const isMidnight = time.hour === 0 && time.minute === 0;
    const words = step >= dayMs || isMidnight ? dayWords(time, false) : clockWords(time, 'minute');
    ticks.push({ at: (at - fromMs) / length, words });
  }
}
