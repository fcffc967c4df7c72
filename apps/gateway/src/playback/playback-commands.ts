import type { PlaybackCommand } from '@casement/contract';
import { problems } from '../errors/problems.js';
import { clampSpeed, toHundredths } from './playback-clock.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { GroupCourse } from './playback-group.js';

/** Speeds of `forward` and `rewind`. */
const speedSteps = [1, 2, 4, 8, 16];

/** What TIMEF can say (B5). */
const firstMs = Date.UTC(2000, 0, 1);
const endMs = Date.UTC(2100, 0, 1);

/** The course after `play`, `reverse`, `forward` or `rewind`. */
export function courseOf(
  { command, speed }: Pick<PlaybackCommand, 'command' | 'speed'>,
  now: GroupCourse & { readonly running: boolean },
): GroupCourse {
  const direction: PlaybackDirection = command === 'reverse' || command === 'rewind' ? -1 : 1;
  if (command === 'play' || command === 'reverse') {
    return { direction, speed: clampSpeed(speed ?? 1), fast: 0 };
  }
  const isOn = now.running && now.direction === direction;
  const faster = speedSteps.find((step) => step > now.speed) ?? speedSteps.at(-1) ?? 1;
  const chosen = clampSpeed(speed ?? (isOn ? faster : 1));
  // Every picture as long as it can be: a step of FF is about twice the speed.
  return { direction, speed: chosen, fast: chosen > 1 ? Math.ceil(Math.log2(chosen)) : 0 };
}

/**
 * The time to seek to, to 10 ms.
 *
 * @throws ProblemError 422 without a time, or one that recorders cannot be told
 */
export function seekTarget(at: string | undefined): number {
  const ms = at === undefined ? Number.NaN : Date.parse(at);
  if (!(ms >= firstMs && ms < endMs)) {
    throw problems.unprocessable(
      `${at === undefined ? 'no time' : `"${at}"`} to seek to; expected a time from 2000 to 2099`,
    );
  }
  return toHundredths(ms);
}
