import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { CatchUpPolicy } from '../gop/catch-up.js';
import type { VideoCodec } from '../gop/ring-codec.js';
import type { SharedRing } from '../gop/shared-ring.js';
import { serializeAnswer } from './answer.js';
import { DtlsEndpoint } from './dtls-endpoint.js';
import type { HandshakeQueue } from './handshake-queue.js';
import { hostAddresses, hostCandidates } from './host-candidates.js';
import type { HostCandidate } from './host-candidates.js';
import { chooseMedia } from './media-choice.js';
import type { MediaChoice } from './media-choice.js';
import { negotiationError } from './negotiation-error.js';
import { parseOffer } from './offer.js';
import { offeredTransport } from './offered-transport.js';
import type { OfferedTransport } from './offered-transport.js';
import type { PlaneViewer, ViewerFigures, ViewerPlane, ViewerSpec } from './plane/viewer-plane.js';
import { parseTrickleFragment } from './trickle.js';
import { certificateFingerprint, dtlsCertificate } from './werift-adapter.js';
import type { DtlsCertificate } from './werift-adapter.js';
import { viewerSpec } from './viewer-spec.js';
import type { WebRtcAudioCodec, WebRtcVideoCodec } from './webrtc-codecs.js';

/** How a viewer reaches this gateway, and what serves it. */
export type WebRtcOptions = {
  /** Sends the pictures. */
  readonly plane: ViewerPlane;
  /** Shared by all viewers of the gateway. */
  readonly handshakes: HandshakeQueue;
  /** Whose viewer it is; see {@link HandshakeQueue.ticket}. */
  readonly owner?: string | undefined;
  /** Addresses by which browsers reach this machine although it does not have them. */
  readonly announce: readonly string[];
  /** Addresses at which this browser reached the gateway; they are tried first. */
  readonly localAddresses?: readonly string[] | undefined;
  /** What the camera sends, as far as it is known: it goes first in the answer. */
  readonly prefer?: VideoCodec | undefined;
};

/** What a browser can be sent without a new negotiation. */
export type AcceptedCodecs = {
  /** At least one. */
  readonly video: ReadonlySet<WebRtcVideoCodec>;
  /** Empty when the browser does not want sound, or can be sent none. */
  readonly audio: ReadonlySet<WebRtcAudioCodec>;
};

/** What a viewer's owner wants to know. All are called without waiting, and must not throw. */
export type WhepViewerListener = {
  /** Media may flow from now on. Never called before `answer` has returned. */
  connected(): void;
  /** The viewing is over, whoever ended it. Called once. */
  closed(reason: string): void;
};

/** Figures of one viewer, about a second old. */
export type WhepViewerStatistics = ViewerFigures & {
  readonly state: 'connecting' | 'connected' | 'closed';
};

/** A viewer and the answer for its browser. */
export type AnsweredViewer = { readonly viewer: WhepViewer; readonly answerSdp: string };

const noFigures: ViewerFigures = {
  mode: 'waiting',
  video: undefined,
  audio: undefined,
  sound: undefined,
  transport: undefined,
  remoteAddress: undefined,
  packetsSent: 0,
  bytesSent: 0,
  retransmitted: 0,
  retransmissionsRefused: 0,
  skippedAccessUnits: 0,
  keyFrameRequests: 0,
  keyFrameRequestsAnswered: 0,
  packetsLost: undefined,
  fractionLost: undefined,
  jitterMs: undefined,
  roundTripMs: undefined,
  sendErrors: 0,
};

/**
 * A browser that watches over WebRTC, from its offer to its end. Here are the offer and answer and the DTLS
 * handshake; everything that happens often is done by the plane. It ends by itself when the browser is gone.
 */
export class WhepViewer {
  readonly id: string;
  readonly accepts: AcceptedCodecs;
  /** In words, what the browser offered to receive and will not get. */
  readonly notes: readonly string[];
  readonly #listener: WhepViewerListener;
  readonly #remoteUsernameFragment: string;
  readonly #onPlane: PlaneViewer;
  readonly #dtls: DtlsEndpoint;
  #state: WhepViewerStatistics['state'] = 'connecting';
  #figures = noFigures;

  private constructor({ spec, choice, transport, certificate, options, listener }: ViewerParts) {
    this.id = spec.id;
    this.accepts = {
      video: new Set(choice.video.formats.map(({ codec }) => codec)),
      audio: new Set(choice.audio?.formats.map(({ codec }) => codec)),
    };
    this.notes = choice.notes;
    this.#listener = listener;
    this.#remoteUsernameFragment = transport.usernameFragment;
    this.#dtls = new DtlsEndpoint(
      {
        certificate,
        fingerprints: transport.fingerprints,
        ticket: options.handshakes.ticket(options.owner),
      },
      {
        send: (datagram) => this.#onPlane.sendDtls(datagram),
        connected: (keys) => {
          this.#state = 'connected';
          this.#onPlane.setKeys(keys);
          listener.connected();
        },
        ended: (reason) => void this.close(reason),
      },
    );
    this.#onPlane = options.plane.open(spec, {
      // The plane has answered and sends there from now on: a lite agent has nothing to add.
      nominated: () => undefined,
      dtls: (datagram) => this.#dtls.receive(datagram),
      figures: (figures) => {
        this.#figures = figures;
      },
      gone: (reason) => void this.close(reason),
    });
  }

  /**
   * Answers a browser's offer.
   *
   * @throws {MediaError} kind `negotiation`; see `negotiationDefect`.
   */
  static async answer(
    offerSdp: string,
    options: WebRtcOptions,
    listener: WhepViewerListener,
  ): Promise<AnsweredViewer> {
    const offer = parseOffer(offerSdp);
    const choice = chooseMedia(offer, options.prefer);
    const transport = offeredTransport(offer, choice);
    const candidates = candidatesFor(options);
    const certificate = await dtlsCertificate();
    const spec = viewerSpec(choice);
    const viewer = new WhepViewer({ spec, choice, transport, certificate, options, listener });
    const answerSdp = serializeAnswer({
      offer,
      choice,
      transport,
      candidates,
      usernameFragment: spec.usernameFragment,
      password: spec.password,
      fingerprint: certificateFingerprint(certificate),
      ssrc: spec.ssrc,
      rtxSsrc: spec.rtxSsrc,
      audioSsrc: spec.audio?.ssrc,
      cname: spec.cname,
      sessionId: randomInt(2 ** 32),
    });
    return { viewer, answerSdp };
  }

  get statistics(): WhepViewerStatistics {
    return { ...this.#figures, state: this.#state };
  }

  /** From now on the browser gets the pictures of this ring; replaces what it played before. */
  play(ring: SharedRing, catchUp: CatchUpPolicy): void {
    if (this.#state !== 'closed') {
      this.#onPlane.play(ring, catchUp);
    }
  }

  /**
   * From now on the browser gets the sound of this ring, always the newest; `undefined`: none. Without effect when
   * it takes no sound, see `accepts`. A ring in another codec is not played.
   */
  playAudio(ring: SharedRing | undefined): void {
    if (this.#state !== 'closed') {
      this.#onPlane.playAudio(ring);
    }
  }

  /**
   * Takes a trickle fragment. Its candidates are only checked for form: an ICE-lite agent answers the
   * browser's checks, from whatever address they come, and sends none.
   *
   * @throws {MediaError} kind `negotiation`, `unreadable`: not a fragment; `ice-restart`.
   */
  addRemoteCandidate(fragment: string): void {
    const { usernameFragment } = parseTrickleFragment(fragment);
    if (usernameFragment !== undefined && usernameFragment !== this.#remoteUsernameFragment) {
      throw negotiationError(
        'ice-restart',
        'the fragment restarts ICE, which is not supported: begin a new viewing instead',
      );
    }
  }

  /** Idempotent; the plane says goodbye to the browser. */
  close(reason = 'the viewing was ended'): Promise<void> {
    if (this.#state !== 'closed') {
      this.#state = 'closed';
      this.#dtls.close();
      this.#onPlane.close();
      this.#listener.closed(reason);
    }
    return closed;
  }
}

/** What a viewer is made of. */
type ViewerParts = {
  readonly spec: ViewerSpec;
  readonly choice: MediaChoice;
  readonly transport: OfferedTransport;
  readonly certificate: DtlsCertificate;
  readonly options: WebRtcOptions;
  readonly listener: WhepViewerListener;
};

const closed = Promise.resolve();

/** @throws {MediaError} kind `negotiation`, `no-port` */
function candidatesFor({ plane, announce, localAddresses }: WebRtcOptions): HostCandidate[] {
  const addresses = hostAddresses({ announce, localAddresses, interfaces: networkInterfaces() });
  const candidates = hostCandidates(addresses, plane.addresses);
  if (candidates.length === 0) {
    throw negotiationError(
      'no-port',
      'this machine has no network address with an open port that a viewer could reach',
    );
  }
  return candidates;
}
