import { Inject, Injectable } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import {
  type DownloadLease,
  type RecorderDownload,
  RecorderDownloads,
} from '../downloads/recorder-downloads.js';
import type { NvrRecorder } from './nvr-recorder.js';
import { PlaybackClosedError } from './playback-session-pool.js';
import { RecorderDirectory } from './recorder-directory.js';
import { SessionFailure } from './session-failure.js';

/** The recorders of the directory that make files of their recordings. */
@Injectable()
export class DirectoryDownloads extends RecorderDownloads {
  constructor(
    private readonly directory: RecorderDirectory,
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
  ) {
    super();
  }

  override find(recorder: string): RecorderDownload | undefined {
    const found = this.directory.find(recorder);
    return found && this.#of(found);
  }

  #of(recorder: NvrRecorder): RecorderDownload {
    const { utc } = this.config.downloads;
    return {
      name: recorder.config.name,
      url: recorder.config.url.origin,
      cameras: recorder.cameras,
      timeZone: recorder.playback.timeZone,
      zone: recorder.playback.zone,
      lease: (waiting, signal) => leaseOf(recorder, waiting, signal, utc),
    };
  }
}

async function leaseOf(
  recorder: NvrRecorder,
  waiting: (reason: string) => void,
  signal: AbortSignal,
  isUtc: boolean,
): Promise<DownloadLease> {
  try {
    return await recorder.downloads.lease(waiting, signal, isUtc);
  } catch (error) {
    throw error instanceof PlaybackClosedError
      ? new SessionFailure({ kind: 'unexpected', detail: error.message }, { cause: error })
      : error;
  }
}
