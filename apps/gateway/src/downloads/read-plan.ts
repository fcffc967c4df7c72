import { downloadInputSchema, type DownloadInput } from '@casement/contract';
import { problems } from '../errors/problems.js';
import type { DownloadPlan } from './download-plan.js';

/** TIMEF has two digits for the year, and recordings of before are of other recorders (B5). */
const firstMs = Date.UTC(2022, 0, 1);
const lastMs = Date.UTC(2099, 11, 30);
const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * What somebody asks for. Ranges are widened to whole minutes later; an end that is not after the start is refused.
 *
 * @throws {ProblemError} 422
 */
export function readPlan(input: DownloadInput): DownloadPlan {
  const { recorder, camera, cameras, from, to, format, source } = downloadInputSchema.parse(input);
  if ((camera === undefined) === (cameras === undefined)) {
    throw problems.invalid([{ path: 'camera', message: 'expected one of camera and cameras' }]);
  }
  const fromMs = readTime('from', from);
  const toMs = readTime('to', to);
  if (toMs <= fromMs) {
    throw problems.invalid([{ path: 'to', message: 'expected a time after "from"' }]);
  }
  if (source === 'gops' && format !== 'mp4' && format !== 'mp4-no-audio') {
    throw problems.invalid([
      { path: 'format', message: 'expected mp4 or mp4-no-audio, for the gateway makes only MP4' },
    ]);
  }
  const numbers = [...new Set(cameras ?? [camera ?? 0])].sort((a, b) => a - b);
  return { recorder, cameras: numbers, fromMs, toMs, format, source };
}

function readTime(path: string, text: string): number {
  const ms = withOffset.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
  if (!(ms >= firstMs && ms <= lastMs)) {
    throw problems.invalid([
      { path, message: 'expected a time such as 2026-11-21T10:00:00Z, from 2022 to 2099' },
    ]);
  }
  return ms;
}

/** Of February 30, `Date.parse` makes a day in March: other recordings than were asked for. */
function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
