import type { RecordedPicture } from './playback-body.js';
import type { RecorderFields } from './recorder-fields.js';

/** A picture whose time may not be known: a bare packet has none (B32). */
export type TimedPicture = Omit<RecordedPicture, 'epochMs'> & {
  readonly epochMs: number | undefined;
};

const MS_PER_HUNDREDTH = 10;
const DEFAULT_STEP_MS = 40;
/** A slower recording than one picture in 10 s is no reason to believe an end of the GOP. */
const MAX_STEP_MS = 10_000;

/**
 * Gives pictures without a time the times between those that have one; behind the last of these up to the end of the GOP,
 * or at the rate of the recording where the end makes no sense. Pictures before the first time get the same one.
 */
export function fillMissingTimes(
  pictures: readonly TimedPicture[],
  information: RecorderFields,
): { readonly pictures: readonly RecordedPicture[]; readonly defect?: string } {
  const times = pictures.map(({ epochMs }) => epochMs);
  const missing = times.filter((time) => time === undefined).length;
  const last = times.findLastIndex((time) => time !== undefined);
  const from = times[last] ?? (information.timeEpochS ?? 0) * 1000;
  const end = pictures[last]?.gop?.end.epochMs;
  const step = end === undefined ? undefined : stepBetween(from, end, times.length - 1 - last);
  const rateStep = 1000 / (information.imagesPerSecond ?? 0);
  const tailStep = step ?? (Number.isFinite(rateStep) ? rateStep : DEFAULT_STEP_MS);
  const filled = fillBetween(times).map((time, index) =>
    index > last ? rounded(from + (index - last) * tailStep) : time,
  );
  return {
    pictures: pictures.map((picture, index) => ({ ...picture, epochMs: filled[index] ?? 0 })),
    ...(missing === 0
      ? {}
      : { defect: `${String(missing)} pictures without a time: spread evenly` }),
  };
}

/** Fills what lies between two known times, and before the first. */
function fillBetween(times: readonly (number | undefined)[]): readonly number[] {
  const filled: number[] = [];
  let known = times.find((time) => time !== undefined) ?? 0;
  let waiting = 0;
  for (const time of times) {
    if (time === undefined) {
      waiting += 1;
      continue;
    }
    pushBetween(filled, known, time, waiting);
    filled.push(time);
    known = time;
    waiting = 0;
  }
  return [...filled, ...Array.from({ length: waiting }, () => known)];
}

function pushBetween(filled: number[], from: number, to: number, count: number): void {
  for (let index = 1; index <= count; index += 1) {
    filled.push(rounded(from + ((to - from) * index) / (count + 1)));
  }
}

function stepBetween(from: number, end: number, count: number): number | undefined {
  const step = (end - from) / count;
  return step >= MS_PER_HUNDREDTH && step <= MAX_STEP_MS ? step : undefined;
}

function rounded(ms: number): number {
  return Math.floor(ms / MS_PER_HUNDREDTH) * MS_PER_HUNDREDTH;
}
