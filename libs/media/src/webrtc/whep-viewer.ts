import { randomInt, randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { AccessUnitSink } from '../gop/fan-out.js';
import type { PacketizedUnit } from '../gop/packetized-unit.js';
import { completeAnswer } from './answer.js';
import { chooseH264 } from './h264-choice.js';
import { hostAddresses } from './host-candidates.js';
import type { HostAddress, HostCandidate } from './host-candidates.js';
import { KeyFrameLimiter } from './key-frame-limiter.js';
import { narrowOffer } from './narrow-offer.js';
import { negotiationError } from './negotiation-error.js';
import { attribute, parseOffer } from './offer.js';
import type { Offer } from './offer.js';
import { OutgoingTimeline } from './outgoing-timeline.js';
import { parseTrickleFragment } from './trickle.js';
import { ViewerGate } from './viewer-gate.js';
import { defaultLivenessLimits, ViewerLiveness } from './viewer-liveness.js';
import type { LivenessLimits } from './viewer-liveness.js';
import { ViewerSocket } from './viewer-socket.js';
import { WeriftPeer } from './werift-peer.js';
import type { PeerEvents, PeerSocket } from './werift-peer.js';

/** How viewers reach this gateway. */
export type WebRtcOptions = {
  /** First and last UDP port for viewers. Default: any. */
  readonly udpPorts?: readonly [number, number] | undefined;
  /** Addresses by which browsers reach this machine although it does not have them. */
  readonly announce: readonly string[];
  /** Addresses at which this browser reached the gateway; they are tried first. */
  readonly localAddresses?: readonly string[] | undefined;
  /** Default: 10 s of silence, 15 s to connect. */
  readonly liveness?: LivenessLimits | undefined;
  /** How long a tick of the liveness limits takes. Default 1000. */
  readonly livenessTickMs?: number | undefined;
  /** What may wait in the viewer's socket before pictures are skipped. Default 8 MiB. */
  readonly maxQueuedBytes?: number | undefined;
};

/** A late viewer's GOP is handed to the socket in one go, so the bound is that of a long GOP. */
const defaultMaxQueuedBytes = 8 * 1024 * 1024;

/** What a viewer's owner wants to know. All are called without waiting, and must not throw. */
export type WhepViewerListener = {
  /** Media may flow from now on. Never called before `answer` has returned. */
  connected(): void;
  /** The browser cannot decode: it needs the pictures since the last IDR again. Already rate-limited. */
  keyFrameNeeded(): void;
  /** The viewing is over, whoever ended it. Called once. */
  closed(reason: string): void;
};

/** Figures of one viewer. */
export type WhepViewerStatistics = {
  readonly state: 'connecting' | 'connected' | 'closed';
  readonly remoteAddress: string | undefined;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Access units that a slow viewer did not get. */
  readonly skippedAccessUnits: number;
  readonly keyFrameRequests: number;
  readonly keyFrameRequestsAnswered: number;
  /** From the browser's receiver reports; `undefined` before the first one. */
  readonly packetsLost: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly sendErrors: number;
  /** Datagrams of strangers that were dropped. */
  readonly strangeDatagrams: number;
};

/** A viewer and the answer for its browser. */
export type AnsweredViewer = { readonly viewer: WhepViewer; readonly answerSdp: string };

/**
 * A browser that watches over WebRTC, from its offer to its end. It takes access units (`push`) when it
 * is connected; before that it drops them, because the fan-out gives a viewer that connects the GOP so
 * far. It ends by itself when the browser is gone.
 */
export class WhepViewer implements AccessUnitSink {
  readonly id = randomUUID();
  readonly #timeline = new OutgoingTimeline(randomInt(2 ** 32));
  readonly #limiter = new KeyFrameLimiter();
  readonly #gate: ViewerGate;
  readonly #liveness: ViewerLiveness;
  readonly #listener: WhepViewerListener;
  readonly #remoteUsernameFragment: string | undefined;
  #state: WhepViewerStatistics['state'] = 'connecting';
  #peer: WeriftPeer | undefined;
  #tick: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  private constructor(offer: Offer, options: WebRtcOptions, listener: WhepViewerListener) {
    this.#listener = listener;
    this.#gate = new ViewerGate(options.maxQueuedBytes ?? defaultMaxQueuedBytes);
    this.#liveness = new ViewerLiveness(options.liveness ?? defaultLivenessLimits);
    this.#remoteUsernameFragment = offer.media
      .map(({ lines }) => attribute(lines, 'ice-ufrag'))
      .find((value) => value !== undefined);
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
    const choice = chooseH264(offer);
    const narrowed = narrowOffer(offer, choice);
    const addresses = hostAddresses({
      announce: options.announce,
      localAddresses: options.localAddresses,
      interfaces: networkInterfaces(),
    });
    const viewer = new WhepViewer(offer, options, listener);
    const sockets = await openSockets(addresses, options.udpPorts);
    const peer = await WeriftPeer.answer({
      offerSdp: narrowed,
      choice,
      sockets,
      events: viewer.#peerEvents(),
    });
    viewer.#start(peer, options.livenessTickMs ?? 1000);
    const answerSdp = completeAnswer(peer.answerSdp, {
      offer,
      mediaIndex: choice.mediaIndex,
      candidates: candidatesOf(addresses, sockets),
    });
    return { viewer, answerSdp };
  }

  get statistics(): WhepViewerStatistics {
    const peer = this.#peer;
    const sent = peer?.sendPath.statistics;
    const report = peer?.receiverReport;
    return {
      state: this.#state,
      remoteAddress: peer?.remoteAddress,
      packetsSent: sent?.packets ?? 0,
      bytesSent: sent?.bytes ?? 0,
      skippedAccessUnits: this.#gate.skipped,
      keyFrameRequests: this.#limiter.requests,
      keyFrameRequestsAnswered: this.#limiter.answered,
      packetsLost: report?.packetsLost,
      roundTripMs: report?.roundTripMs,
      sendErrors: sent?.failed ?? 0,
      strangeDatagrams: peer?.droppedDatagrams ?? 0,
    };
  }

  push(unit: PacketizedUnit): void {
    const peer = this.#peer;
    if (this.#state !== 'connected' || peer === undefined) {
      return;
    }
    if (this.#gate.passes(unit, peer.queuedBytes)) {
      peer.sendPath.send(unit, this.#timeline.place(unit.timestamp90k));
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

  /** Idempotent; resolves when the port is free again. */
  close(reason = 'the viewing was ended'): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  #start(peer: WeriftPeer, tickMs: number): void {
    this.#peer = peer;
    this.#tick = setInterval(() => {
      const reason = this.#liveness.tick();
      if (reason !== undefined) {
        void this.close(reason);
      }
    }, tickMs);
    this.#tick.unref();
  }

  #peerEvents(): PeerEvents {
    return {
      heard: () => this.#liveness.heard(),
      connected: () => {
        if (this.#state === 'connecting') {
          this.#state = 'connected';
          this.#liveness.connected();
          this.#listener.connected();
        }
      },
      pictureLost: () => {
        if (this.#limiter.request(performance.now())) {
          this.#listener.keyFrameNeeded();
        }
      },
      ended: (reason) => void this.close(reason),
    };
  }

  async #close(reason: string): Promise<void> {
    this.#state = 'closed';
    clearInterval(this.#tick);
    this.#listener.closed(reason);
    await this.#peer?.close();
  }
}

/** @throws {MediaError} kind `negotiation`, `no-port` */
async function openSockets(
  addresses: readonly HostAddress[],
  ports: readonly [number, number] | undefined,
): Promise<PeerSocket[]> {
  const sockets: PeerSocket[] = [];
  try {
    for (const family of [4, 6] as const) {
      const first = addresses.find((address) => address.family === family);
      if (first) {
        const socket = await ViewerSocket.open({ family, ports });
        sockets.push({ socket, family, address: first.address });
      }
    }
  } catch (error) {
    await Promise.all(sockets.map(({ socket }) => socket.close()));
    throw error;
  }
  if (sockets.length === 0) {
    throw negotiationError(
      'no-port',
      'this machine has no network address that a viewer could reach',
    );
  }
  return sockets;
}

function candidatesOf(
  addresses: readonly HostAddress[],
  sockets: readonly PeerSocket[],
): HostCandidate[] {
  return addresses.flatMap((host, preference) => {
    const socket = sockets.find(({ family }) => family === host.family)?.socket;
    return socket ? [{ ...host, port: socket.port, preference }] : [];
  });
}
