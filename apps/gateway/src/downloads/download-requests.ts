import type { DownloadInput } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import { findCamera } from '../viewing/find-camera.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import type { DownloadJob } from './download-job.js';
import { countPieces, type DownloadPlan, maxPieces } from './download-plan.js';
import { readPlan } from './read-plan.js';
import { RecorderDownloads } from './recorder-downloads.js';

/** More nobody looks through; each has a folder and rows. */
const maxDownloads = 1_000;
/** Of all downloads together; they are kept in memory, and looked through whenever there is a place for the next one. */
const maxAllPieces = 100_000;

/** What may be asked for: cameras that there are and that somebody may see, of recorders that have recordings. */
@Injectable()
export class DownloadRequests {
  constructor(
    private readonly recorders: RecorderDownloads,
    private readonly cameras: LiveCameras,
  ) {}

  /** What somebody asks for, read and checked. @throws {ProblemError} 403, 404, 422 */
  plan(input: DownloadInput, principal: Principal): DownloadPlan {
    const plan = readPlan(input);
    const { recorder } = plan;
    for (const camera of plan.cameras) {
      findCamera(this.cameras, { recorder, camera, principal });
    }
    if (this.recorders.find(recorder) === undefined) {
      throw problems.notFound(`Recorder "${recorder}" has no recordings.`, { recorder });
    }
    if (countPieces(plan) === undefined) {
      throw problems.unprocessable(
        `The range is too long: it has more than ${maxPieces} hours of recordings; ask for it in parts.`,
      );
    }
    return plan;
  }

  /** @param jobs downloads that there are. @throws {ProblemError} 429 */
  requireRoom(jobs: readonly Pick<DownloadJob, 'pieces'>[], plan: DownloadPlan): void {
    if (jobs.length >= maxDownloads) {
      throw problems.tooManyRequests(
        `There are ${maxDownloads} downloads, which is the limit; delete some first.`,
        60,
      );
    }
    const pieces = jobs.reduce(
      (sum, job) => sum + job.pieces.length,
      countPieces(plan) ?? maxPieces,
    );
    if (pieces > maxAllPieces) {
      throw problems.tooManyRequests(
        `All downloads together would have ${pieces} hours of recordings, and ${maxAllPieces} is the limit; delete some first.`,
        60,
      );
    }
  }
}
