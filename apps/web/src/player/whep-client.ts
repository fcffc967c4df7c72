import { type Viewing as ViewingReport, viewingSchema } from '@casement/contract';
import { problemFromAnswer, problemFromFailure } from '../api/api-problem.js';
import { acceptsVideo, type LocalCandidate, trickleFragment } from './whep-sdp.js';
import { WayError } from './way-error.js';

/** What a viewing needs of the browser; tests hand in their own. */
export type WhepPlatform = {
  readonly fetch: typeof globalThis.fetch;
  readonly createPeerConnection: () => RTCPeerConnection;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

export type WhepOptions = {
  /** The absolute WHEP address of one camera. */
  readonly url: string;
  readonly platform: WhepPlatform;
  /** Whether sound is asked for as well. Default: false. */
  readonly sound?: boolean;
  /** Told when sound may come; the track is in the stream already. */
  readonly onSound?: () => void;
  /** Told once when the gateway's answer to the offer is taken. */
  readonly onAnswered?: () => void;
  /** Told once when the transport works. */
  readonly onConnected: () => void;
  /** Told once when a picture track arrives; the stream goes into a video element. */
  readonly onStream: (stream: MediaStream) => void;
  /** Told once when the viewing failed or broke. Not told after `close()`. */
  readonly onEnded: (error: WayError) => void;
  /** Told with the `Link` header of the gateway's answer, which names its ICE servers. */
  readonly onLink?: (header: string | null) => void;
  /** How long the offer waits for the browser's own addresses, in milliseconds; later ones trickle. Default: 150. */
  readonly gatherMs?: number;
  /** How long the gateway may take to answer the offer, in milliseconds. Default: 10000. */
  readonly answerMs?: number;
  /** How long a connection may be `disconnected` before it counts as broken, in milliseconds. Default: 1000. */
  readonly disconnectedMs?: number;
  /** How long `close()` waits for the gateway's answer before it closes the connection, in milliseconds. Default: 1000. */
  readonly closeMs?: number;
};

/**
 * One viewing by WHEP: offers to receive video and, if wanted, sound, posts the offer, takes the answer, trickles late
 * candidates, and tells the gateway when it ends. Knows nothing of tiles and of trying again.
 */
export class WhepClient {
  readonly peer: RTCPeerConnection;
  readonly #options: WhepOptions;
  readonly #abort = new AbortController();
  readonly #late: LocalCandidate[] = [];
  readonly #timers = new Set<number>();
  readonly #early: MediaStreamTrack[] = [];
  #stream: MediaStream | undefined;
  #location: string | undefined;
  #offerSdp = '';
  #gathered = false;
  #offered = false;
  #trickling = false;
  #trickle = true;
  #connected = false;
  #closed = false;
  #disconnectedTimer: number | undefined;

  /** Starts at once. @throws WayError when the browser has no WebRTC */
  constructor(options: WhepOptions) {
    this.#options = options;
    try {
      this.peer = options.platform.createPeerConnection();
    } catch (cause) {
      throw new WayError('unsupported', 'This browser has no WebRTC', { cause });
    }
    this.peer.addEventListener('icecandidate', ({ candidate }) => this.#onCandidate(candidate));
    this.peer.addEventListener('connectionstatechange', () => this.#onConnectionState());
    this.peer.addEventListener('track', (event) => this.#onTrack(event));
    this.#negotiate().catch((error: unknown) => this.#fail(asWayError(error)));
  }

  /** What the gateway knows of this viewing; null when there is none, or when it does not tell. Never rejects. */
  async report(): Promise<ViewingReport | null> {
    const location = this.#location;
    if (location === undefined || this.#closed) {
      return null;
    }
    try {
      const answer = await this.#options.platform.fetch(location, {
        credentials: 'same-origin',
        headers: { Accept: 'application/json' },
        signal: this.#abort.signal,
      });
      return answer.ok ? viewingSchema.parse(await answer.json()) : null;
    } catch {
      // Figures are a help; the picture does not depend on them.
      return null;
    }
  }

  /** Ends the viewing and tells the gateway, also while the page is being left. Idempotent. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#abort.abort();
    for (const timer of this.#timers) {
      this.#options.platform.clearTimeout(timer);
    }
    this.#timers.clear();
    for (const transceiver of this.peer.getTransceivers()) {
      transceiver.receiver.track.stop();
    }
    this.#endViewing();
  }

  async #negotiate(): Promise<void> {
    const { peer } = this;
    peer.addTransceiver('video', { direction: 'recvonly' });
    if (this.#options.sound === true) {
      peer.addTransceiver('audio', { direction: 'recvonly' });
    }
    await peer.setLocalDescription(await peer.createOffer());
    await this.#gatherForAMoment();
    if (this.#isClosed()) {
      return;
    }
    const answer = await this.#post();
    // Closed while the offer was on its way: the answer names a viewing that nobody will watch.
    if (this.#isClosed()) {
      void this.#delete();
      return;
    }
    if (!acceptsVideo(answer)) {
      throw new WayError('codec', 'This browser and the camera have no video codec in common');
    }
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    this.#offered = true;
    this.#options.onAnswered?.();
    this.#sendLateCandidates();
  }

  async #post(): Promise<string> {
    const { url, platform, answerMs = 10_000 } = this.#options;
    this.#offerSdp = this.peer.localDescription?.sdp ?? '';
    this.#late.length = 0;
    const timeout = new AbortController();
    const timer = platform.setTimeout(() => {
      timeout.abort(new DOMException('late', 'TimeoutError'));
    }, answerMs);
    try {
      // Not aborted by close(): an offer that arrived must be answered with DELETE, and only its answer says where.
      return await this.#exchange(url, timeout.signal);
    } finally {
      platform.clearTimeout(timer);
    }
  }

  async #exchange(url: string, signal: AbortSignal): Promise<string> {
    const answer = await this.#options.platform
      .fetch(url, {
        method: 'POST',
        credentials: 'same-origin',
        headers: {
          'Content-Type': 'application/sdp',
          Accept: 'application/sdp, application/problem+json',
        },
        body: this.#offerSdp,
        signal,
      })
      .catch((error: unknown) => {
        throw problemFromFailure(error);
      });
    if (!answer.ok) {
      throw await problemFromAnswer(answer);
    }
    const location = answer.headers.get('Location');
    this.#location = location === null ? undefined : new URL(location, url).href;
    this.#options.onLink?.(answer.headers.get('Link'));
    return await answer.text();
  }

  /** Addresses of the machine itself are known at once; the rest may trickle. */
  async #gatherForAMoment(): Promise<void> {
    const { peer } = this;
    await new Promise<void>((resolve) => {
      const timer = this.#after(this.#options.gatherMs ?? 150, resolve);
      const check = (): void => {
        if (peer.iceGatheringState === 'complete' || this.#closed) {
          peer.removeEventListener('icegatheringstatechange', check);
          this.#clear(timer);
          resolve();
        }
      };
      peer.addEventListener('icegatheringstatechange', check);
      check();
    });
  }

  #onCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate === null || candidate.candidate === '') {
      this.#gathered = true;
    } else {
      this.#late.push({ candidate: candidate.candidate, sdpMid: candidate.sdpMid });
    }
    this.#sendLateCandidates();
  }

  /** Sends what was found after the offer. A gateway that does not take it is left alone: most need none of it. */
  #sendLateCandidates(): void {
    const ready = this.#offered && this.#trickle && !this.#trickling && !this.#closed;
    if (!ready || this.#location === undefined || this.#late.length === 0) {
      return;
    }
    const body = trickleFragment(this.#offerSdp, this.#late.splice(0), this.#gathered);
    if (body === undefined) {
      return;
    }
    this.#trickling = true;
    this.#options.platform
      .fetch(this.#location, {
        method: 'PATCH',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/trickle-ice-sdpfrag' },
        body,
        signal: this.#abort.signal,
      })
      .then((answer) => {
        this.#trickle = answer.ok;
      })
      .catch(() => {
        this.#trickle = false;
      })
      .finally(() => {
        this.#trickling = false;
        this.#sendLateCandidates();
      });
  }

  #onConnectionState(): void {
    if (this.#closed) {
      return;
    }
    const state = this.peer.connectionState;
    if (this.#disconnectedTimer !== undefined) {
      this.#clear(this.#disconnectedTimer);
      this.#disconnectedTimer = undefined;
    }
    if (state === 'connected' && !this.#connected) {
      this.#connected = true;
      this.#options.onConnected();
    } else if (state === 'failed' || state === 'closed') {
      this.#fail(transportError(this.#connected));
    } else if (state === 'disconnected') {
      this.#disconnectedTimer = this.#after(this.#options.disconnectedMs ?? 1_000, () =>
        this.#fail(transportError(true)),
      );
    }
  }

  #onTrack(event: RTCTrackEvent): void {
    if (this.#closed) {
      return;
    }
    if (event.track.kind === 'video') {
      this.#stream = event.streams[0] ?? new MediaStream([event.track]);
      for (const track of this.#early.splice(0)) {
        this.#stream.addTrack(track);
      }
      this.#options.onStream(this.#stream);
    } else {
      this.#onSound(event.track);
    }
  }

  /** A gateway that names both in one stream has browsers play them in step; else they are put together here. */
  #onSound(track: MediaStreamTrack): void {
    if (this.#stream === undefined) {
      this.#early.push(track);
    } else if (!this.#stream.getTracks().includes(track)) {
      this.#stream.addTrack(track);
    }
    this.#options.onSound?.();
  }

  #fail(error: WayError): void {
    if (this.#closed) {
      return;
    }
    this.close();
    this.#options.onEnded(error);
  }

  /**
   * First the DELETE, then the connection: the other way round the gateway would end the viewing by itself,
   * and the DELETE would find nothing. A gateway that does not answer is not waited for long.
   */
  #endViewing(): void {
    const { platform, closeMs = 1_000 } = this.#options;
    const deleted = this.#delete();
    if (!deleted) {
      this.peer.close();
      return;
    }
    const timer = platform.setTimeout(() => this.peer.close(), closeMs);
    void deleted.then(() => {
      platform.clearTimeout(timer);
      this.peer.close();
    });
  }

  /** Resolves when the gateway has heard of it, or cannot; undefined when there is no viewing to end. */
  #delete(): Promise<unknown> | undefined {
    const location = this.#location;
    this.#location = undefined;
    if (location === undefined) {
      return undefined;
    }
    // `keepalive` lets the request outlive the page. If it fails, the gateway notices by itself later.
    return this.#options.platform
      .fetch(location, { method: 'DELETE', credentials: 'same-origin', keepalive: true })
      .catch(() => undefined);
  }

  /** A function, because the compiler would remember an earlier answer over an `await`. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #after(delayMs: number, callback: () => void): number {
    const timer = this.#options.platform.setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  #clear(timer: number): void {
    this.#timers.delete(timer);
    this.#options.platform.clearTimeout(timer);
  }
}

function transportError(wasConnected: boolean): WayError {
  return wasConnected
    ? new WayError('transport', 'The connection to the gateway broke')
    : new WayError('transport', 'No way for the picture through the network (UDP may be blocked)');
}

function asWayError(error: unknown): WayError {
  return WayError.from(error);
}
