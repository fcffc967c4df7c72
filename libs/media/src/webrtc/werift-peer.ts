import { RTCDtlsTransport, RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import type { RTCRtpSender } from 'werift';
import type { H264Choice } from './h264-choice.js';
import { IceGuard } from './ice-guard.js';
import { negotiationError } from './negotiation-error.js';
import type { RtpSendPath } from './rtp-send-path.js';
import { SelectedPath } from './selected-path.js';
import type { ViewerSocket } from './viewer-socket.js';
import { attachSocket, receiverReport } from './werift-adapter.js';
import type { ReceiverReport } from './werift-adapter.js';
import { WeriftSendPath } from './werift-send-path.js';

/** One of a viewer's sockets and the address that its first candidate names. */
export type PeerSocket = {
  readonly socket: ViewerSocket;
  readonly family: 4 | 6;
  readonly address: string;
};

/** What a peer tells its owner. */
export type PeerEvents = {
  /** An authenticated datagram came: the browser is there. */
  heard(): void;
  /** DTLS is connected: media may be sent. */
  connected(): void;
  /** The browser cannot decode and asks for a random access unit (PLI, RFC 4585 section 6.3.1). */
  pictureLost(): void;
  /** The connection ended without our doing; `reason` in words. */
  ended(reason: string): void;
};

/** Options of {@link WeriftPeer.answer}. */
export type PeerOptions = {
  /** The offer, narrowed to the chosen block and payload type. */
  readonly offerSdp: string;
  readonly choice: H264Choice;
  readonly sockets: readonly PeerSocket[];
  readonly events: PeerEvents;
};

/**
 * One WebRTC connection on werift, set up as a server: ICE-lite (no checks, no STUN server, no waiting),
 * DTLS server (a client would first sleep 100 ms), sockets of ours, one sendonly video.
 */
export class WeriftPeer {
  /** werift's answer to the narrowed offer. */
  readonly answerSdp: string;
  readonly sendPath: RtpSendPath;
  readonly #connection: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  readonly #guards: readonly IceGuard[];
  readonly #path: SelectedPath;
  readonly #sockets: readonly PeerSocket[];
  #closing: Promise<void> | undefined;

  private constructor(
    { choice, sockets, events }: PeerOptions,
    connection: RTCPeerConnection,
    { sender, guards, path }: NegotiatedParts,
  ) {
    this.#connection = connection;
    this.#sender = sender;
    this.#guards = guards;
    this.#path = path;
    this.#sockets = sockets;
    this.answerSdp = connection.localDescription?.sdp ?? '';
    this.sendPath = new WeriftSendPath(sender, choice.payloadType);
    this.#listen(events);
  }

  /**
   * Answers an offer; the connection then waits for the browser. The sockets belong to it from here on
   * and are closed with it, also when this throws.
   *
   * @throws {MediaError} kind `negotiation`, `unreadable`, when werift does not accept the offer.
   */
  static async answer(options: PeerOptions): Promise<WeriftPeer> {
    const connection = await openConnection(options.choice);
    try {
      const parts = await negotiate(connection, options);
      return new WeriftPeer(options, connection, parts);
    } catch (error) {
      await closeAll(connection, options.sockets);
      const detail = error instanceof Error ? error.message : String(error);
      throw negotiationError('unreadable', `the offer was not accepted: ${detail}`);
    }
  }

  /** What the browser's last receiver report said. */
  get receiverReport(): ReceiverReport | undefined {
    return receiverReport(this.#sender);
  }

  /** Where the pictures go, once the browser has chosen. */
  get remoteAddress(): string | undefined {
    const selected = this.#path.address;
    return selected && `${selected.address} port ${selected.port}`;
  }

  /** Datagrams of strangers, which were not looked at. */
  get droppedDatagrams(): number {
    return this.#guards.reduce((sum, { dropped }) => sum + dropped, 0);
  }

  /** What waits in the sockets now, in bytes. */
  get queuedBytes(): number {
    return this.#sockets.reduce((sum, { socket }) => sum + socket.queuedBytes, 0);
  }

  /** Idempotent; resolves when the sockets are closed. */
  close(): Promise<void> {
    this.sendPath.close();
    this.#closing ??= closeAll(this.#connection, this.#sockets);
    return this.#closing;
  }

  #listen(events: PeerEvents): void {
    const ended = (reason: string): void => {
      if (!this.#closing) {
        events.ended(reason);
      }
    };
    this.#sender.onPictureLossIndication.subscribe(() => events.pictureLost());
    this.#sender.dtlsTransport.onStateChange.subscribe((state) => {
      if (state === 'connected') {
        events.connected();
      } else if (state === 'closed') {
        ended('the browser closed the connection');
      } else if (state === 'failed') {
        ended('the DTLS handshake failed');
      }
    });
    this.#connection.connectionStateChange.subscribe((state) => {
      if (state === 'failed') {
        ended('the connection to the browser failed');
      }
    });
  }
}

/** What a negotiation leaves behind. */
type NegotiatedParts = {
  readonly sender: RTCRtpSender;
  readonly guards: readonly IceGuard[];
  readonly path: SelectedPath;
};

/** Makes the process's certificate ahead of the first viewer, who would wait some 50 ms for it. */
export async function prepareCertificate(): Promise<void> {
  await RTCDtlsTransport.SetupCertificate();
}

async function openConnection({
  payloadType,
  rtxPayloadType,
}: H264Choice): Promise<RTCPeerConnection> {
  const video = [
    new RTCRtpCodecParameters({
      mimeType: 'video/H264',
      clockRate: 90_000,
      payloadType,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    }),
  ];
  if (rtxPayloadType !== undefined) {
    video.push(
      new RTCRtpCodecParameters({
        mimeType: 'video/rtx',
        clockRate: 90_000,
        payloadType: rtxPayloadType,
        parameters: `apt=${payloadType}`,
      }),
    );
  }
  return new RTCPeerConnection({
    iceLite: true,
    // Not the default, which asks Google's STUN server and waits 5 s where there is no internet.
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    bundlePolicy: 'max-bundle',
    // The same for all viewers of this process.
    certificates: [await RTCDtlsTransport.SetupCertificate()],
    codecs: { audio: [], video },
    headerExtensions: { audio: [], video: [] },
  });
}

async function negotiate(
  connection: RTCPeerConnection,
  { offerSdp, sockets, events }: PeerOptions,
): Promise<NegotiatedParts> {
  const { sender } = connection.addTransceiver('video', { direction: 'sendonly' });
  sender.streamId = 'casement';
  await connection.setRemoteDescription({ type: 'offer', sdp: offerSdp });
  const { dtlsTransport } = sender;
  dtlsTransport.role = 'server';
  const agent = dtlsTransport.iceTransport.connection;
  const path = new SelectedPath();
  const guards = sockets.map(({ socket, family, address }) => {
    const guard = new IceGuard({
      usernameFragment: agent.localUsername,
      password: agent.localPassword,
      nominated: (from) => path.nominate(socket, from),
    });
    const receive = attachSocket(agent, { socket, family, address, path });
    socket.listen((datagram, from) => {
      if (guard.judge(datagram, from) !== 'drop') {
        events.heard();
        receive(datagram, from);
      }
    });
    return guard;
  });
  await connection.setLocalDescription(await connection.createAnswer());
  return { sender, guards, path };
}

async function closeAll(
  connection: RTCPeerConnection,
  sockets: readonly PeerSocket[],
): Promise<void> {
  await connection.close();
  await Promise.all(sockets.map(({ socket }) => socket.close()));
}
