import { Injectable } from '@nestjs/common';
import type { RecordedTimes, RecorderLog } from '@casement/protocol';
import {
  type PlaybackLease,
  type PlaybackLeaseListener,
  type RecorderPlayback,
  RecorderPlaybacks,
} from '../playback/recorder-playback.js';
import type { NvrPlayback } from './nvr-playback.js';
import { PlaybackClosedError } from './playback-session-pool.js';
import { RecorderDirectory } from './recorder-directory.js';
import { zoneName } from './recorder-zone.js';
import type { RecorderZone } from './recorder-zone.js';
import { SessionFailure } from './session-failure.js';

/**
 * The recordings of one recorder of the directory, also when it is closed and opened again with other settings in
 * between.
 */
export class DirectoryPlayback implements RecorderPlayback {
  readonly recorder: string;
  readonly #directory: RecorderDirectory;

  constructor(recorder: string, directory: RecorderDirectory) {
    this.recorder = recorder;
    this.#directory = directory;
  }

  get cameras(): readonly number[] {
    return this.#found?.cameras ?? [];
  }

  get timeZone(): string {
    return zoneName(this.zone);
  }

  /** As `timeZone`, with what is needed to read local times. */
  get zone(): RecorderZone {
    return this.#found?.zone ?? { kind: 'named', name: 'UTC' };
  }

  /** @throws {SessionFailure} the recorder was removed; besides what {@link RecorderPlayback} says */
  async lease(listener: PlaybackLeaseListener, signal: AbortSignal): Promise<PlaybackLease> {
    for (;;) {
      const current = this.#current;
      try {
        return await current.lease(listener, signal);
      } catch (error) {
        if (!(error instanceof PlaybackClosedError)) {
          throw error;
        }
      }
      if (this.#found === current) {
        listener.waiting('the recorder is being opened again');
        await this.#reopened(signal);
      }
    }
  }

  async recordedTimes(signal: AbortSignal): Promise<RecordedTimes> {
    return this.#current.recordedTimes(signal);
  }

  async log(kind: 'error' | 'event', signal: AbortSignal): Promise<RecorderLog> {
    return this.#current.log(kind, signal);
  }

  get #found(): NvrPlayback | undefined {
    return this.#directory.find(this.recorder)?.playback;
  }

  get #current(): NvrPlayback {
    const found = this.#found;
    if (found === undefined) {
      const detail = `there is no recorder "${this.recorder}" any more`;
      throw new SessionFailure({ kind: 'unexpected', detail });
    }
    return found;
  }

  async #reopened(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        stop();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const stop = this.#directory.onChange(({ what, id }) => {
        if (id === this.recorder && what !== 'recorder' && what !== 'cameras') {
          stop();
          signal.removeEventListener('abort', leave);
          resolve();
        }
      });
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) {
        leave();
      }
    });
  }
}

/** The recorders of the directory that have recordings. */
@Injectable()
export class DirectoryPlaybacks extends RecorderPlaybacks {
  constructor(private readonly directory: RecorderDirectory) {
    super();
  }

  override find(recorder: string): DirectoryPlayback | undefined {
    return this.directory.find(recorder) === undefined
      ? undefined
      : new DirectoryPlayback(recorder, this.directory);
  }
}
