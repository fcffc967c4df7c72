import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import type { MuxListener, MuxViewer } from '../mux/muxed-viewer.js';
import type { ViewerMux } from '../mux/viewer-mux.js';
import type { ViewerPath } from '../mux/viewer-path.js';
import { toNtp } from '../rtcp/ntp-time.js';
import { serializeBye, serializeSenderReports } from '../rtcp/serialize-rtcp.js';
import type { RunProtector } from '../srtp/run-protector.js';
import { deriveSessionKeys } from '../srtp/session-keys.js';
import { SrtcpReceiver } from '../srtp/srtcp-receiver.js';
import { SrtcpSender } from '../srtp/srtcp-sender.js';
import type { PlaneClock } from './plane-clock.js';
import type { PlaneCounters } from './plane-counters.js';
import type { Pump } from './pump.js';
import type { RingSources } from './ring-sources.js';
import type { Listener } from './sound-source.js';
import { senderReports } from './sender-reports.js';
import { ViewerFeedback } from './viewer-feedback.js';
import { viewerFigures } from './viewer-figures.js';
import { ViewerLiveness } from './viewer-liveness.js';
import type { LivenessLimits } from './viewer-liveness.js';
import type {
  PlaneViewer,
  ViewerEvents,
  ViewerFigures,
  ViewerKeys,
  ViewerSpec,
} from './viewer-plane.js';
import { ViewerState } from './viewer-state.js';

/** A browser under heavy loss sends some 30 RTCP packets per second. */
export const maxFeedbackPerTick = 250;

/**
 * A handshake has seven records of the browser, and some more when it has to repeat them. Each becomes a message
 * to another thread, whose queue has no limit of its own.
 */
export const maxDtlsPerTick = 60;

/** What viewers of a plane share. */
export type SessionOptions = {
  readonly mux: ViewerMux;
  readonly protector: RunProtector;
  readonly pump: Pump;
  readonly sources: RingSources;
  readonly clock: PlaneClock;
  readonly counters: PlaneCounters;
  readonly limits: LivenessLimits;
  /** The session ended, from either side. */
  readonly onEnd: (session: ViewerSession) => void;
};

/** One viewer: brings together its way, its keys, its place in a ring and what it says by RTCP. */
export class ViewerSession implements PlaneViewer {
  readonly state: ViewerState;
  readonly #options: SessionOptions;
  readonly #events: ViewerEvents;
  readonly #muxed: MuxViewer;
  readonly #liveness: ViewerLiveness;
  readonly #feedback: ViewerFeedback;
  #sender: SrtcpSender | undefined;
  #receiver: SrtcpReceiver | undefined;
  /** Where the last DTLS record came from: browsers may begin the handshake before they nominate. */
  #dtlsPath: ViewerPath | undefined;
  #toldPathKey: string | undefined;
  #feedbackInTick = 0;
  #dtlsInTick = 0;
  #isClosed = false;

  /** @throws {MediaError} kind `option` when another viewer has the same user name fragment. */
  constructor(spec: ViewerSpec, events: ViewerEvents, options: SessionOptions) {
    const { mux, pump, clock, counters, limits } = options;
    this.#options = options;
    this.#events = events;
    this.state = new ViewerState(spec);
    this.#liveness = new ViewerLiveness(limits);
    this.#feedback = new ViewerFeedback(this.state, pump, clock, counters);
    const { id, usernameFragment, password } = spec;
    this.#muxed = mux.add({ id, usernameFragment, password, listener: this.#listener() });
  }

  get figures(): ViewerFigures {
    return viewerFigures(this.state);
  }

  sendDtls(datagram: Uint8Array): void {
    if (!this.#isClosed) {
      (this.state.path ?? this.#dtlsPath)?.send(datagram);
    }
  }

  /** @throws {MediaError} kind `option` when a key has the wrong length. */
  setKeys({ outgoing, incoming }: ViewerKeys): void {
    if (this.#isClosed) {
      return;
    }
    const { protector, pump } = this.#options;
    this.#sender = new SrtcpSender(deriveSessionKeys(outgoing));
    this.#receiver = new SrtcpReceiver(deriveSessionKeys(incoming));
    this.#closeContext();
    this.state.context = protector.open(outgoing);
    this.#liveness.connected();
    pump.wake(this.state);
  }

  play(ring: SharedRing, catchUp: CatchUpPolicy): void {
    if (!this.#isClosed) {
      this.#options.sources.join(this.state, ring, catchUp);
    }
  }

  stop(): void {
    this.#options.sources.leave(this.state);
  }

  playAudio(ring: SharedRing | undefined): void {
    const { sources } = this.#options;
    if (this.#isClosed || !hearsSound(this.state)) {
      return;
    }
    if (ring === undefined) {
      sources.leaveSound(this.state);
    } else {
      sources.joinSound(this.state, ring);
    }
  }

  close(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    const { ssrc, rtxSsrc, audio, cname } = this.state.spec;
    const others = [rtxSsrc, audio?.ssrc].filter((other) => other !== undefined);
    this.#sendRtcp(serializeBye({ ssrcs: [ssrc, ...others], cname }));
    this.#options.sources.leave(this.state);
    if (hearsSound(this.state)) {
      this.#options.sources.leaveSound(this.state);
    }
    this.#closeContext();
    this.state.path = undefined;
    this.#muxed.close();
    this.#options.onEnd(this);
  }

  /** One second passed. */
  tick(): void {
    this.#feedbackInTick = 0;
    this.#dtlsInTick = 0;
    const reason = this.#liveness.tick();
    if (reason !== undefined) {
      this.close();
      this.#events.gone(reason);
      return;
    }
    this.sendReport();
    this.#events.figures(this.figures);
  }

  /**
   * Says which RTP timestamps of pictures and sound belong to this very instant (RFC 3550 section 6.4.1), so that
   * a browser plays them in step, and everything else that comes from one recorder. Nothing before the first packet.
   */
  sendReport(): void {
    const { clock } = this.#options;
    const reports = senderReports(this.state, toNtp(clock.epochMs()), clock.nowMs());
    if (reports.length > 0) {
      this.#sendRtcp(serializeSenderReports(reports));
    }
  }

  #listener(): MuxListener {
    return {
      nominated: (request, path) => this.#nominated(request, path),
      heard: () => this.#liveness.heard(),
      dtls: (datagram, path) => this.#receiveDtls(datagram, path),
      rtcp: (datagram) => this.#receiveRtcp(datagram),
      pathLost: (path) => this.#pathLost(path),
    };
  }

  #nominated(request: Uint8Array, path: ViewerPath): void {
    this.state.path = path;
    if (this.#toldPathKey !== path.key) {
      this.#toldPathKey = path.key;
      this.#events.nominated(request, { address: path.address, port: path.port });
      this.#options.pump.wake(this.state);
    }
  }

  #pathLost(path: ViewerPath): void {
    if (this.state.path === path) {
      this.state.path = undefined;
      this.#toldPathKey = undefined;
    }
    if (this.#dtlsPath === path) {
      this.#dtlsPath = undefined;
    }
  }

  #receiveDtls(datagram: Uint8Array, path: ViewerPath): void {
    this.#dtlsInTick += 1;
    if (this.#dtlsInTick > maxDtlsPerTick) {
      this.#options.counters.excessDtls += 1;
      return;
    }
    this.#liveness.heard();
    this.#dtlsPath = path;
    this.#events.dtls(datagram);
  }

  #receiveRtcp(datagram: Uint8Array): void {
    const { counters } = this.#options;
    this.#feedbackInTick += 1;
    if (this.#feedbackInTick > maxFeedbackPerTick) {
      counters.excessFeedback += 1;
      return;
    }
    const rtcp = this.#receiver?.unprotect(datagram);
    if (rtcp === undefined) {
      counters.forgedFeedback += 1;
      return;
    }
    this.#liveness.reported();
    this.#feedback.receive(rtcp);
  }

  #sendRtcp(compound: Uint8Array): void {
    if (this.#sender !== undefined) {
      this.state.path?.send(this.#sender.protect(compound));
    }
  }

  #closeContext(): void {
    if (this.state.context !== undefined) {
      this.#options.protector.close(this.state.context);
      this.state.context = undefined;
    }
  }
}

/** Whether the browser takes sound. */
function hearsSound(state: ViewerState): state is Listener {
  return state.sound !== undefined;
}
