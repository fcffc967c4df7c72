import { nvrCommands } from '@casement/protocol';
import type { LiveCompression, NvrCommand } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import { NoUdpPortError } from '../net/udp-ports.js';
import type { CameraIngest } from '../media/camera-ingest.js';
import type { SoundSettings } from '../media/messages.js';
import type { RemoteSource, SourceEvents } from '../media/remote-sources.js';
import { QueueClosedError } from '../recorders/command-queue.js';
import type { QueuePlace, Urgency } from '../recorders/command-queue.js';
import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import { causeInWords } from '../recorders/session-cause.js';
import type { SessionCause } from '../recorders/session-cause.js';
import { causeOfError, causeOfStatus } from '../recorders/session-failure.js';
import type { UidLease } from '../recorders/uid-lease.js';
import type { LiveEvent, LiveTransport } from './live-model.js';
import { recorderAddresses } from './recorder-addresses.js';

/** The outcomes that a run may have. */
export type RunEvent = Extract<
  LiveEvent,
  | { type: 'sent' }
  | { type: 'accepted' }
  | { type: 'refused' }
  | { type: 'failed' }
  | { type: 'interrupted' }
>;

/** Options of {@link StreamRun}. */
export type StreamRunOptions = {
  readonly recorder: NvrRecorder;
  readonly lease: UidLease;
  readonly transport: LiveTransport;
  /** What is asked for. `JPEG` over HTTP only. */
  readonly compression: LiveCompression;
  /** With `AUDIO`: how to read it. */
  readonly sound: SoundSettings | undefined;
  /** Where the packets go. */
  readonly ingest: CameraIngest;
  /** What comes of them. */
  readonly events: Omit<SourceEvents, 'ended'>;
  readonly onEvent: (event: RunEvent) => void;
  /** START waits for its turn. */
  readonly onPlace: (place: QueuePlace) => void;
};

/** One try to get a camera's pictures, or its sound: START, the port or connection, STOP. */
export class StreamRun {
  readonly #options: StreamRunOptions;
  readonly #abort = new AbortController();
  #source: RemoteSource | undefined;
  #stopCommand: NvrCommand | undefined;
  #waitingStop: AbortController | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: StreamRunOptions) {
    this.#options = options;
  }

  /** Sends START and tells how it went; afterwards packets come. Throws only what is a bug. */
  async start(): Promise<void> {
    try {
      await (this.#options.transport === 'rtp' ? this.#startRtp() : this.#startHttp());
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.#failed(error);
      }
    }
  }

  /** Takes the stream down. Resolves when STOP was answered, or when there is no point in it. */
  stop(urgency: Urgency): Promise<void> {
    if (urgency === 'soon') {
      this.hurry();
    }
    this.#stopping ??= this.#stop(urgency);
    return this.#stopping;
  }

  /** Somebody waits for the STOP after all. */
  hurry(): void {
    this.#waitingStop?.abort(new Error('sooner'));
  }

  /** Lets go of everything here; the recorder is told nothing. */
  drop(): void {
    this.#abort.abort(new Error('the stream is being stopped'));
    void this.#source?.close();
  }

  async #stop(urgency: Urgency): Promise<void> {
    this.drop();
    await this.#source?.close();
    if (this.#stopCommand) {
      await this.#sendStop(this.#stopCommand, urgency);
    }
  }

  async #startRtp(): Promise<void> {
    const { recorder, lease, compression, ingest, sound } = this.#options;
    const from = await recorderAddresses(recorder.config.url.hostname);
    // Bound before START, so that not even the first packet is lost.
    const wanted = { from, number: lease.camera, sound };
    const source = await ingest.openRtp(wanted, this.#sourceEvents);
    this.#source = source;
    if (this.#abort.signal.aborted) {
      await source.close();
      return;
    }
    const values = [lease.uid, lease.camera, compression, source.port] as const;
    const reply = await recorder.send(nvrCommands.startLiveRtp(...values), {
      ...this.#sending(nvrCommands.stopLiveRtp(...values), () => source.expect()),
    });
    this.#answered(reply.status);
  }

  async #startHttp(): Promise<void> {
    const { recorder, lease, compression, ingest, sound } = this.#options;
    const values = [lease.uid, lease.camera, compression] as const;
    const head = await recorder.open(
      nvrCommands.startLiveHttp(...values),
      ingest.requester(recorder.config.tls),
      { ...this.#sending(nvrCommands.stopLiveHttp(...values)) },
    );
    const { status, contentType } = head;
    const isPage = /^\s*text\/html/i.test(contentType);
    const isAborted = this.#abort.signal.aborted;
    if (status !== 200 || isPage || isAborted) {
      void head.discard();
    }
    if (status === 200 && isPage) {
      this.#lost({ kind: 'uid-invalid', answer: 'html' });
    } else if (!isAborted) {
      if (status === 200) {
        this.#source = ingest.attach(head, this.#sourceEvents, sound);
      }
      this.#answered(status);
    }
  }

  get #sourceEvents(): SourceEvents {
    return { ...this.#options.events, ended: (reason) => this.#interrupted(reason) };
  }

  #sending(stopCommand: NvrCommand, beforeSending: () => void = () => undefined) {
    const { onPlace, onEvent } = this.#options;
    return {
      signal: this.#abort.signal,
      onPlace,
      onSent: () => {
        this.#stopCommand = stopCommand;
        beforeSending();
        onEvent({ type: 'sent' });
      },
    };
  }

  #answered(status: number): void {
    const { lease, sound, onEvent } = this.#options;
    const cause = causeOfStatus(status);
    if (cause === undefined) {
      lease.used();
      onEvent({ type: status === 204 ? 'refused' : 'accepted' });
    } else if (cause.kind === 'unexpected') {
      onEvent({ type: 'failed', reason: cause.detail });
    } else if (cause.kind === 'busy' && lease.isShared && sound === undefined) {
      // No room for one stream more is no reason to give up those that run.
      onEvent({ type: 'refused' });
    } else {
      this.#lost(cause);
    }
  }

  /**
   * The UID is of no use any more. Sound is not worth the pictures: when the UID is really gone, the keep-alive
   * finds that out soon enough.
   */
  #lost(cause: SessionCause): void {
    const { lease, sound, onEvent } = this.#options;
    if (sound === undefined) {
      lease.reportLost(cause);
    } else {
      onEvent({ type: 'failed', reason: causeInWords(cause) });
    }
  }

  #interrupted(reason: string): void {
    if (!this.#abort.signal.aborted) {
      this.#options.onEvent({ type: 'interrupted', reason });
    }
  }

  #failed(error: unknown): void {
    if (error instanceof NoUdpPortError || error instanceof StreamUnavailableError) {
      this.#options.onEvent({ type: 'failed', reason: error.message });
    } else if (!(error instanceof QueueClosedError)) {
      this.#lost(causeOfError(error));
    }
  }

  async #sendStop(command: NvrCommand, urgency: Urgency): Promise<void> {
    const { recorder, lease } = this.#options;
    const waiting = new AbortController();
    this.#waitingStop = waiting;
    try {
      const { status } = await recorder.send(command, {
        urgency,
        signal: waiting.signal,
        onSent: () => {
          this.#waitingStop = undefined;
        },
      });
      if (status === 401) {
        this.#lost({ kind: 'uid-invalid', answer: '401' });
      } else {
        lease.used();
      }
    } catch (error) {
      if (waiting.signal.aborted) {
        await this.#sendStop(command, 'soon');
      } else if (error instanceof DialError) {
        this.#lost(causeOfError(error));
      } else if (!(error instanceof QueueClosedError)) {
        throw error;
      }
    }
  }
}
