import { NoUdpPortError } from '../net/udp-ports.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type {
  CameraReport,
  CameraVideo,
  FromThread,
  SoundSettings,
  SoundStream,
  ToThread,
} from './messages.js';

/** What a source in a media thread tells its owner. Nothing comes after it was closed. */
export type SourceEvents = {
  /** The first packet of video. */
  firstPacket(video: CameraVideo): void;
  /** The first picture at which decoding may start is complete. */
  firstRandomAccess(): void;
  /** A picture came that stands for "no image" (B27). */
  placeholder(): void;
  /** Sound comes for the first time, or in another format. */
  sound(sound: SoundStream): void;
  /** Nothing more will come, though nobody closed it; `reason` in words. */
  ended(reason: string): void;
};

/** A stream that comes into a media thread. */
export type RemoteSource = {
  /** Idempotent; resolves when nothing comes any more. */
  close(): Promise<void>;
};

/** A source with a port of its own. */
export type RemoteRtpSource = RemoteSource & {
  readonly port: number;
  /** START is being sent: what came to the port before belongs to another stream. */
  expect(): void;
};

/** What a port is to be bound for. */
export type RtpWanted = {
  /** IP addresses of the recorder; only its packets are taken. */
  readonly from: readonly string[];
  /** The camera's number at its recorder. */
  readonly number: number;
  /** For sound; `undefined`: for pictures. */
  readonly sound?: SoundSettings | undefined;
};

type SourceMessage = Extract<FromThread, { readonly source: number }>;

type Source = {
  readonly camera: number;
  readonly events: SourceEvents;
  opened: ((port: number | Error) => void) | undefined;
  closed: (() => void) | undefined;
};

/** The sources of a media thread, as the control thread sees them. */
export class RemoteSources {
  readonly #post: (message: ToThread) => void;
  readonly #onReport: (report: CameraReport) => void;
  readonly #sources = new Map<number, Source>();
  #next = 0;
  /** Why there is no thread any more. */
  #lostBecause: string | undefined;

  constructor(post: (message: ToThread) => void, onReport: (report: CameraReport) => void) {
    this.#post = post;
    this.#onReport = onReport;
  }

  /**
   * Binds a port for a camera. Packets are taken as soon as the source is told to expect them.
   *
   * @throws {NoUdpPortError} when there is none
   * @throws {StreamUnavailableError} when the thread has ended, or ends meanwhile
   */
  async openRtp(
    camera: number,
    { from, number, sound }: RtpWanted,
    events: SourceEvents,
  ): Promise<RemoteRtpSource> {
    if (this.#lostBecause !== undefined) {
      throw new StreamUnavailableError(this.#lostBecause);
    }
    const id = this.#add(camera, events);
    const port = await new Promise<number>((resolve, reject) => {
      this.#change(id, (source) => {
        source.opened = (outcome) =>
          typeof outcome === 'number' ? resolve(outcome) : reject(outcome);
      });
      this.#post({ type: 'open-rtp', camera, source: id, from, number, sound });
    });
    return {
      port,
      expect: () => this.#post({ type: 'expect-rtp', camera, source: id }),
      close: () => this.#close(id),
    };
  }

  /** Makes the body of an answer the stream of a camera; with `sound`, of its sound. */
  attach(
    camera: number,
    request: number,
    events: SourceEvents,
    sound?: SoundSettings,
  ): RemoteSource {
    const reason = this.#lostBecause;
    if (reason !== undefined) {
      queueMicrotask(() => events.ended(reason));
      return { close: () => Promise.resolve() };
    }
    const id = this.#add(camera, events);
    this.#post({ type: 'attach-stream', request, camera, source: id, sound });
    return { close: () => this.#close(id) };
  }

  /** A message about a source. One that is over meanwhile is passed over. */
  handle(message: SourceMessage): void {
    const { source: id } = message;
    const source = this.#sources.get(id);
    switch (message.type) {
      case 'rtp-opened':
        source?.opened?.(message.port);
        break;
      case 'rtp-refused':
        this.#sources.delete(id);
        source?.opened?.(new NoUdpPortError(message.reason));
        break;
      case 'source-closed':
        this.#sources.delete(id);
        source?.closed?.();
        break;
      case 'first-packet':
        this.#live(source)?.firstPacket(message.video);
        break;
      case 'first-random-access':
        this.#onReport(message.report);
        this.#live(source)?.firstRandomAccess();
        break;
      case 'placeholder':
        this.#live(source)?.placeholder();
        break;
      case 'sound':
        this.#live(source)?.sound(message.sound);
        break;
      case 'source-ended':
        this.#live(source)?.ended(message.reason);
        break;
    }
  }

  /** The thread is no more. */
  lost(reason: string): void {
    this.#lostBecause = reason;
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    for (const source of sources) {
      const live = this.#live(source);
      source.closed?.();
      if (source.opened) {
        source.opened(new StreamUnavailableError(reason));
      }
      live?.ended(reason);
    }
  }

  #add(camera: number, events: SourceEvents): number {
    this.#next += 1;
    const source: Source = { camera, events, opened: undefined, closed: undefined };
    this.#sources.set(this.#next, source);
    return this.#next;
  }

  #change(id: number, change: (source: Source) => void): void {
    const source = this.#sources.get(id);
    if (source) {
      change(source);
    }
  }

  /** Whom to tell; nobody once the source is being closed. */
  #live(source: Source | undefined): SourceEvents | undefined {
    return source?.closed === undefined ? source?.events : undefined;
  }

  async #close(id: number): Promise<void> {
    const source = this.#sources.get(id);
    if (source === undefined) {
      return;
    }
    await new Promise<void>((resolve) => {
      const before = source.closed;
      source.closed = () => {
        before?.();
        resolve();
      };
      if (before === undefined) {
        this.#post({ type: 'close-source', camera: source.camera, source: id });
      }
    });
  }
}
