import { type NvrCommand, nvrCommands, parseDownloadHeaders } from '@casement/protocol';
import type { RecorderConfig } from '../config/config.js';
import type { DownloadLease, PieceAnswer, PieceRequest } from '../downloads/recorder-downloads.js';
import type { Clock, Timer } from '../net/clock.js';
import { DialError } from '../net/dial-error.js';
import { type CommandQueue, QueueClosedError } from './command-queue.js';
import type { HeldUid } from './playback-slot.js';
import type { PlaybackSessionPool } from './playback-session-pool.js';
import type { DataStream, RecorderClient } from './recorder-client.js';
import { zoneOffsetMinutes } from './recorder-zone.js';
import type { RecorderZone } from './recorder-zone.js';
import { causeOfStatus, SessionFailure } from './session-failure.js';

/** Options of {@link NvrDownload}. */
export type NvrDownloadOptions = {
  readonly config: Pick<RecorderConfig, 'downloadTime' | 'pacing'>;
  readonly clock: Clock;
  readonly client: RecorderClient;
  readonly queue: CommandQueue;
  readonly pool: PlaybackSessionPool;
  readonly zone: () => RecorderZone;
  readonly onSent: (command: NvrCommand) => void;
};

/** The files that a recorder makes of its recordings (NVR v1.4R1 6.3, decision E.4). */
export class NvrDownload {
  readonly #options: NvrDownloadOptions;
  /** True once `httpdl.cgi` was answered with data. */
  #wasAnswered = false;

  constructor(options: NvrDownloadOptions) {
    this.#options = options;
  }

  /**
   * Waits for a UID, behind the playbacks.
   *
   * @param isUtc whether recorders take times as UTC, unless this one says otherwise
   * @throws {PlaybackClosedError} besides the signal's reason
   */
  async lease(
    waiting: (reason: string) => void,
    signal: AbortSignal,
    isUtc: boolean,
  ): Promise<DownloadLease> {
    const held = await this.#options.pool.lease(
      // Whoever reads from the UID is told through its signal.
      { waiting, lost: () => undefined },
      signal,
      'later',
    );
    return {
      open: (request, within) => this.#open(held, request, within, isUtc),
      release: () => held.release(() => Promise.resolve()),
    };
  }

  async #open(
    held: HeldUid,
    request: PieceRequest,
    signal: AbortSignal,
    isUtc: boolean,
  ): Promise<PieceAnswer> {
    const { queue, onSent, config, zone } = this.#options;
    const isLocal = (config.downloadTime ?? (isUtc ? 'utc' : 'local')) === 'local';
    const offsetMinutes = isLocal ? zoneOffsetMinutes(zone(), request.startMs) : 0;
    const command = nvrCommands.download(held.uid, { ...request, offsetMinutes });
    const within = AbortSignal.any([signal, held.signal]);
    try {
      within.throwIfAborted();
      const { answer } = await queue.run(
        () => {
          onSent(command);
          return this.#ask(command, within);
        },
        { signal: within, urgency: 'later' },
      );
      const stream = await answer;
      requireDownload(stream, this.#wasAnswered);
      this.#wasAnswered = true;
      held.used();
      const { contentType, headers } = stream;
      return { contentType, headers, chunks: this.#chunks(held, stream, within) };
    } catch (error) {
      throw this.#judge(held, error, within);
    }
  }

  /**
   * Sends the command. A recorder may look for an hour's recordings before its answer begins; other commands of people who
   * wait do not wait for that, only for the pause between two commands.
   */
  async #ask(
    command: NvrCommand,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Promise<DataStream> }> {
    const { client, clock, config } = this.#options;
    const answer = client.stream(command, { signal });
    let timer: Timer | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = clock.after(config.pacing.controlMs, resolve);
    });
    // What went wrong is told to whoever reads the answer.
    await Promise.race([answer.then(noop, noop), pause]);
    timer?.cancel();
    return { answer };
  }

  async *#chunks(
    held: HeldUid,
    { chunks }: DataStream,
    within: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        yield chunk;
      }
    } catch (error) {
      throw this.#judge(held, error, within);
    }
  }

  /** What went wrong, and what that means for the UID. */
  #judge(held: HeldUid, error: unknown, within: AbortSignal): Error {
    if (within.aborted) {
      return within.reason instanceof Error ? within.reason : new Error('aborted');
    }
    if (error instanceof SessionFailure) {
      held.lost(error.sessionCause);
    } else if (error instanceof DialError) {
      held.doubt();
    }
    if (error instanceof QueueClosedError) {
      return new DialError('no-answer', error.message, { cause: error });
    }
    return error instanceof Error ? error : new DialError('no-answer', 'no usable answer');
  }
}

const noop = (): void => undefined;

/**
 * What an answer to `httpdl.cgi` says about its UID (B71).
 *
 * @throws {SessionFailure} the UID is of no use any more
 * @throws {DialError} no usable answer
 */
function requireDownload(
  { status, isPage, contentType, headers, discard }: DataStream,
  wasAnswered: boolean,
): void {
  const cause = causeOfStatus(status);
  const isParts = /^(multipart\/|application\/octet-stream|$)/i.test(contentType);
  const isReason = parseDownloadHeaders(headers).status !== 'normal';
  if (cause === undefined && (isReason || (!isPage && isParts))) {
    return;
  }
  void discard();
  // Of a CGI that never answered, 404 says that there is none, and nothing about the UID (E.1: "a known CGI").
  if (status === 404 && !wasAnswered) {
    throw new DialError('no-answer', 'it makes no files of its recordings (404)');
  }
  if (cause !== undefined && cause.kind !== 'unexpected') {
    throw new SessionFailure(cause);
  }
  if (isPage) {
    throw new SessionFailure({ kind: 'uid-invalid', answer: 'html' });
  }
  throw new DialError(
    'no-answer',
    cause?.detail ??
      `the recorder answered a download with "${contentType.slice(0, 60)}"; expected a multipart stream`,
  );
}
