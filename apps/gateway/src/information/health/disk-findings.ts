import type { Disk } from '@casement/contract';
import type { DiskTotals } from '../disks/disk-totals.js';
import type { LostDisk } from '../disks/disk-trend.js';
import { found, type HealthFinding } from './health-facts.js';
import { countWords, daysWords, listWords, spanWords } from './health-words.js';

const minuteMs = 60_000;
/** A recorder tells its newest recording to the second, and writes what is newer a little later. */
const freshMs = 15 * minuteMs;
/** Who records only what moves may have nothing new for a while. */
const staleMs = 60 * minuteMs;

/** What the findings about disks follow from. */
export type DiskQuestion = {
  readonly disks: readonly Disk[];
  readonly totals: DiskTotals;
  /** By the recorder's clock when it told, milliseconds since 1970. */
  readonly atMs: number;
  readonly lost: readonly LostDisk[];
};

/** Whether the disks of a recorder are there, take recordings, and have room. */
export function diskFindings(question: DiskQuestion): readonly HealthFinding[] {
  const { disks, lost, atMs } = question;
  const gone = lost.map(({ name, lastSeenMs }) =>
    found('bad', `Disk ${name} is gone; it was there ${spanWords(atMs - lastSeenMs)} ago`, {
      disk: name,
    }),
  );
  if (disks.length === 0) {
    return [...gone, found('unknown', 'The recorder names no disks')];
  }
  if (disks.every(isEmptySlot)) {
    return [...gone, found('bad', 'There is no disk in the recorder')];
  }
  return [
    ...gone,
    ...recordingFindings(question),
    ...disks.flatMap(oddFindings),
    ...roomFindings(question),
    ...idleFindings(disks),
  ];
}

/** Whether the recorder writes to its disks, as its marks and its newest recording tell (B61). */
export function isWriting({ disks, totals, atMs }: Omit<DiskQuestion, 'lost'>): boolean {
  const behindMs = totals.to === null ? Infinity : atMs - Date.parse(totals.to);
  return disks.some(({ recording }) => recording) || behindMs <= freshMs;
}

function recordingFindings(question: DiskQuestion): readonly HealthFinding[] {
  const { disks, totals, atMs } = question;
  const behindMs = totals.to === null ? undefined : atMs - Date.parse(totals.to);
  if (!isWriting(question)) {
    const since =
      behindMs === undefined
        ? 'nothing is recorded'
        : `the newest recording is ${spanWords(behindMs)} old`;
    return [found('bad', `No disk is being recorded to; ${since}`)];
  }
  const written = listWords(disks.filter(({ recording }) => recording).map(({ name }) => name));
  if (behindMs === undefined) {
    return [
      found('attention', `Disk ${written} is being recorded to, but tells of no recording yet`),
    ];
  }
  if (behindMs > staleMs) {
    const age = spanWords(behindMs);
    return [
      found(
        'attention',
        `The newest recording is ${age} old: nothing was recorded since, or the time zone that is set here for the recorder is wrong`,
      ),
    ];
  }
  return behindMs < -freshMs
    ? [
        found(
          'attention',
          `The newest recording lies ${spanWords(-behindMs)} in the future: the recorder's clock, or the time zone that is set here for it, is wrong`,
        ),
      ]
    : [];
}

function oddFindings({
  name: disk,
  capacityGb,
  remainingGb,
  recording,
  from,
  to,
}: Disk): readonly HealthFinding[] {
  const odd: string[] = [];
  if (capacityGb === null && (recording || from !== null || to !== null)) {
    odd.push('has recordings but tells no capacity');
  }
  if (capacityGb === 0) {
    odd.push('tells a capacity of 0 GB');
  }
  if ((remainingGb ?? 0) > (capacityGb ?? Infinity)) {
    odd.push('tells more room than it has');
  }
  if (from !== null && to !== null && Date.parse(from) > Date.parse(to)) {
    odd.push('tells an oldest recording that is newer than its newest');
  }
  return odd.map((what) => found('attention', `Disk ${disk} ${what}`, { disk }));
}

function roomFindings({ totals }: DiskQuestion): readonly HealthFinding[] {
  const { isFull, daysKept, daysLeft } = totals;
  if (isFull) {
    return daysKept !== null && daysKept < 1
      ? [
          found(
            'attention',
            `The disks are full, and their recordings reach back only ${daysWords(daysKept)}`,
          ),
        ]
      : [found('good', 'The disks are full: the oldest recordings are overwritten')];
  }
  return daysLeft === null
    ? []
    : [
        found(
          'good',
          `Room for about ${daysWords(daysLeft)} at the present rate; then the oldest recordings are overwritten`,
        ),
      ];
}

function idleFindings(disks: readonly Disk[]): readonly HealthFinding[] {
  const names = (which: readonly Disk[]): string => listWords(which.map(({ name }) => name));
  const empty = disks.filter(isEmptySlot);
  const unused = disks.filter(
    (disk) => disk.capacityGb !== null && !disk.recording && disk.from === null && disk.to === null,
  );
  return [
    ...(unused.length === 0 ? [] : [found('good', `Nothing is recorded on ${names(unused)} yet`)]),
    ...(empty.length === 0
      ? []
      : [found('good', `${countWords(empty.length, 'slot')} without a disk: ${names(empty)}`)]),
  ];
}

/** There is no disk in it. */
export function isEmptySlot({ capacityGb, recording, from, to }: Disk): boolean {
  return capacityGb === null && !recording && from === null && to === null;
}
