import type { Recordings } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import { problems } from '../../errors/problems.js';
import { type CameraRequest, findCamera } from '../../viewing/find-camera.js';
import { LiveCameras } from '../../viewing/live-cameras.js';
import { clip, instantOf } from '../../viewing/query-values.js';
import { dayMs, nothingKnown } from './day-spans.js';
import { RecordingIndex } from './recording-index.js';
import { RecordingLog } from './recording-log.js';
import { recordingsView } from './recordings-view.js';
import type { TimeSpan } from './spans.js';

/** The widest view of a timeline is 30 days, and half of it on both sides. */
const maxRangeMs = 62 * dayMs;

/** What can be asked about recordings over HTTP. */
@Injectable()
export class RecordingsService {
  constructor(
    private readonly cameras: LiveCameras,
    private readonly index: RecordingIndex,
    private readonly log: RecordingLog,
  ) {}

  /** @throws {ProblemError} 403, 404, 422 */
  async recordings(request: CameraRequest, query: URLSearchParams): Promise<Recordings> {
    findCamera(this.cameras, request);
    const range = rangeOf(query);
    const { recorder, camera } = request;
    const overview = await this.index.look(recorder);
    if (overview === undefined) {
      throw problems.notFound(`Recorder "${recorder}" has no recordings.`, { recorder });
    }
    // The database gone, what the recorder tells is still worth showing.
    const known = await this.log.known(recorder, camera, range).catch(() => undefined);
    const view = recordingsView({ recorder, camera, range }, overview, known ?? nothingKnown);
    return known === undefined
      ? { ...view, reason: view.reason ?? 'what was seen before cannot be read now' }
      : view;
  }
}

/** @throws {ProblemError} 422 */
function rangeOf(query: URLSearchParams): TimeSpan {
  const [fromMs, toMs] = [wantedMs(query, 'from'), wantedMs(query, 'to')];
  if (toMs <= fromMs || toMs - fromMs > maxRangeMs) {
    throw problems.unprocessable(
      `from and to are ${(toMs - fromMs) / 1000} s apart; expected more than 0 s and at most 62 days.`,
    );
  }
  return { fromMs, toMs };
}

function wantedMs(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  const ms = instantOf(text);
  if (!(ms >= 0)) {
    throw problems.unprocessable(
      `${name} is "${clip(text)}"; expected a time such as 2026-11-21T07:08:09Z.`,
    );
  }
  return ms;
}
