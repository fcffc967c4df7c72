import type { ViewerPlane } from '@casement/media';
import type { Clock, Timer } from '../net/clock.js';
import { DialError, toDialFailure } from '../net/dial-error.js';
import { UdpPorts } from '../net/udp-ports.js';
import { LoopDelay } from './loop-delay.js';
import type {
  FromThread,
  MediaThreadSettings,
  PlaneFigures,
  PlaneStatus,
  ToThread,
} from './messages.js';
import { openMultipartSource } from './source-multipart.js';
import { openRtpSource } from './source-rtp.js';
import { ThreadCamera } from './thread-camera.js';
import { ThreadStreams } from './thread-streams.js';
import { ThreadViewers } from './thread-viewers.js';

/** The end of a message channel that a media thread talks through. */
export type ThreadPort = {
  postMessage(message: FromThread): void;
  on(event: 'message', listener: (message: ToThread) => void): unknown;
  close(): void;
};

/** What sends to the viewers of a thread. */
export type ThreadPlane = ViewerPlane & {
  readonly status: PlaneStatus;
  readonly statistics: PlaneFigures;
  /** There are new packets in a ring that this thread writes. */
  ringHasNews(ringId: string): void;
  close(): Promise<void>;
};

/** Opens the plane of a thread. */
export type PlaneOpener = (settings: MediaThreadSettings) => Promise<ThreadPlane>;

/** Options of {@link MediaThreadServer}. */
export type MediaThreadServerOptions = {
  readonly port: ThreadPort;
  readonly settings: MediaThreadSettings;
  readonly clock: Clock;
  readonly openPlane: PlaneOpener;
  /** How often time passes for packets that wait for a missing one, in milliseconds. Default 20. */
  readonly tickMs?: number | undefined;
};

/** Packets that wait for a missing one are given up after 40 ms. */
const defaultTickMs = 20;
const reportMs = 500;

/**
 * One media thread: the ingest of its cameras, and the plane of its viewers. It does what the control thread
 * says and decides nothing; the packets themselves never leave it.
 */
export class MediaThreadServer {
  readonly #options: MediaThreadServerOptions;
  readonly #cameras = new Map<number, ThreadCamera>();
  readonly #streams: ThreadStreams;
  readonly #ports: UdpPorts;
  readonly #delay = new LoopDelay();
  #plane: ThreadPlane | undefined;
  #viewers: ThreadViewers | undefined;
  #tick: Timer | undefined;
  #report: Timer | undefined;
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: MediaThreadServerOptions) {
    const { settings, port } = options;
    this.#options = options;
    this.#streams = new ThreadStreams((message) => this.#post(message));
    // Anywhere in the thread's part of the range: recorders may still send to the ports of a gateway that died.
    const start = (settings.thread + Math.random()) / settings.threads;
    this.#ports = new UdpPorts(settings.rtpPorts, start);
    port.on('message', (message) => this.#handle(message));
  }

  /** Opens the plane and says that the thread is ready, or that it cannot work. Never throws. */
  async start(): Promise<void> {
    this.#starting ??= this.#start();
    await this.#starting;
    if (this.#plane === undefined) {
      await this.close();
    }
  }

  /**
   * Idempotent; sources first, then the plane. `closed` is posted last, then the port is closed: nothing keeps
   * the thread alive any more, and it ends by itself.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(): Promise<void> {
    const { openPlane, settings } = this.#options;
    try {
      const plane = await openPlane(settings);
      this.#plane = plane;
      this.#viewers = new ThreadViewers(plane, (message) => this.#post(message));
      this.#post({ type: 'ready', status: plane.status });
      if (this.#closing === undefined) {
        this.#tickLater();
        this.#reportLater();
      }
    } catch (error) {
      this.#post({
        type: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async #close(): Promise<void> {
    this.#tick?.cancel();
    this.#report?.cancel();
    this.#delay.close();
    // What is being opened can only be closed when it is open.
    await this.#starting;
    await Promise.all([...this.#cameras.values()].map((camera) => camera.close()));
    this.#cameras.clear();
    await this.#streams.close();
    await this.#plane?.close();
    this.#post({ type: 'closed' });
    this.#options.port.close();
  }

  #handle(message: ToThread): void {
    try {
      this.#act(message);
    } catch (error) {
      this.#bug(error);
    }
  }

  #act(message: ToThread): void {
    switch (message.type) {
      case 'open-camera':
        this.#cameras.set(message.camera, this.#newCamera(message));
        break;
      case 'close-camera':
        this.#background(this.#closeCamera(message.camera));
        break;
      case 'forget-pictures':
        this.#cameras.get(message.camera)?.forgetPictures();
        break;
      case 'open-rtp':
        this.#background(this.#openRtp(message));
        break;
      case 'expect-rtp':
        this.#cameras.get(message.camera)?.expect(message.source);
        break;
      case 'attach-stream':
        this.#attachStream(message);
        break;
      case 'close-source':
        this.#background(this.#closeSource(message));
        break;
      case 'request-stream':
        this.#background(this.#requestStream(message));
        break;
      case 'discard-stream':
        this.#background(this.#streams.discard(message.request));
        break;
      case 'abort-stream':
        this.#streams.abort(message.request);
        break;
      case 'open-viewer':
      case 'send-dtls':
      case 'set-keys':
      case 'play':
      case 'play-audio':
      case 'stop-viewer':
      case 'close-viewer':
        this.#viewers?.handle(message);
        break;
      case 'shut-down':
        this.#background(this.close());
        break;
    }
  }

  #newCamera({ camera, ring }: Extract<ToThread, { type: 'open-camera' }>): ThreadCamera {
    return new ThreadCamera(camera, ring, {
      firstPacket: (source, video) => this.#post({ type: 'first-packet', source, video }),
      firstRandomAccess: (source) => this.#tellRandomAccess(camera, source),
      placeholder: (source) => this.#post({ type: 'placeholder', source }),
      sound: (source, sound) => this.#post({ type: 'sound', source, sound }),
      changed: () => this.#tellChanged(camera),
      news: (ringId) => this.#plane?.ringHasNews(ringId),
    });
  }

  #tellRandomAccess(camera: number, source: number): void {
    const report = this.#cameras.get(camera)?.report;
    if (report) {
      this.#post({ type: 'first-random-access', source, report });
    }
  }

  #tellChanged(camera: number): void {
    const report = this.#cameras.get(camera)?.report;
    if (report) {
      this.#post({ type: 'camera-changed', report });
    }
  }

  async #closeCamera(id: number): Promise<void> {
    const camera = this.#cameras.get(id);
    this.#cameras.delete(id);
    await Promise.all([camera?.close(), this.#streams.closeCamera(id)]);
  }

  async #openRtp(message: Extract<ToThread, { type: 'open-rtp' }>): Promise<void> {
    const { source, from, sound } = message;
    const camera = this.#cameras.get(message.camera);
    if (camera === undefined) {
      this.#post({ type: 'rtp-refused', source, reason: 'the camera is closed' });
      return;
    }
    const { packet } = camera.addSource(source, sound);
    const nowMs = (): number => this.#options.clock.nowMs();
    try {
      const opened = await openRtpSource({
        ports: this.#ports,
        from,
        camera: message.number,
        nowMs,
        packet,
      });
      if (camera.setSource(source, opened)) {
        this.#post({ type: 'rtp-opened', source, port: opened.port });
      } else {
        await opened.close();
        this.#post({ type: 'rtp-refused', source, reason: 'the port is no longer wanted' });
      }
    } catch (error) {
      await camera.closeSource(source);
      const reason = error instanceof Error ? error.message : String(error);
      this.#post({ type: 'rtp-refused', source, reason });
    }
  }

  async #requestStream(message: Extract<ToThread, { type: 'request-stream' }>): Promise<void> {
    const { request, camera, wanted, trust } = message;
    if (this.#cameras.has(camera)) {
      await this.#streams.request(request, camera, wanted, trust);
    } else {
      const failure = toDialFailure(new DialError('aborted', 'the camera is closed'));
      this.#post({ type: 'stream-failed', request, failure });
    }
  }

  #attachStream(message: Extract<ToThread, { type: 'attach-stream' }>): void {
    const { source, request, sound } = message;
    const camera = this.#cameras.get(message.camera);
    const stream = this.#streams.take(request);
    if (stream === undefined || camera === undefined) {
      stream?.body.destroy();
      this.#post({ type: 'source-ended', source, reason: 'the connection was cut' });
      return;
    }
    const sink = camera.addSource(source, sound);
    const opened = openMultipartSource({
      ...stream,
      nowMs: () => this.#options.clock.nowMs(),
      events: {
        ...sink,
        ended: (reason) => this.#post({ type: 'source-ended', source, reason }),
      },
    });
    camera.setSource(source, opened);
  }

  async #closeSource({
    camera,
    source,
  }: Extract<ToThread, { type: 'close-source' }>): Promise<void> {
    await this.#cameras.get(camera)?.closeSource(source);
    this.#post({ type: 'source-closed', source });
  }

  #tickLater(): void {
    const { clock, tickMs = defaultTickMs } = this.#options;
    this.#tick = clock.after(tickMs, () => {
      const nowMs = clock.nowMs();
      for (const camera of this.#cameras.values()) {
        if (camera.isOpen) {
          camera.tick(nowMs);
        }
      }
      this.#tickLater();
    });
  }

  #reportLater(): void {
    this.#report = this.#options.clock.after(reportMs, () => {
      this.#tellReport();
      this.#reportLater();
    });
  }

  #tellReport(): void {
    if (this.#plane && this.#viewers) {
      this.#post({
        type: 'report',
        report: {
          cameras: [...this.#cameras.values()].map(({ report }) => report),
          plane: this.#plane.statistics,
          delayMs: this.#delay.take(),
          viewers: this.#viewers.takeFigures(),
        },
      });
    }
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#bug(error));
  }

  #post(message: FromThread): void {
    this.#options.port.postMessage(message);
  }

  #bug(error: unknown): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.#post({ type: 'bug', message, stack });
  }
}
