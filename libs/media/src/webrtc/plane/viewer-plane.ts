import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import type { WebRtcAudioCodec, WebRtcVideoCodec } from '../webrtc-codecs.js';
import type { SrtpMaster } from '../srtp/srtp-keys.js';

/** Where browsers reach a plane: one port for all its viewers. */
export type PlaneAddresses = {
  /** UDP port per IP family; `undefined` where the machine has no such family. */
  readonly udp4: number | undefined;
  readonly udp6: number | undefined;
  /** ICE-TCP passive (RFC 6544); `undefined` when it is switched off. */
  readonly tcp4: number | undefined;
  readonly tcp6: number | undefined;
};

/** A payload type of pictures, and that of its retransmissions (RFC 4588) when the browser wants them. */
export type PicturePayloadType = {
  readonly payloadType: number;
  readonly rtx?: number | undefined;
};

/** How a browser receives sound. */
export type AudioSpec = {
  readonly ssrc: number;
  /** Payload types of the codecs that were negotiated. */
  readonly payloadTypes: Readonly<Partial<Record<WebRtcAudioCodec, number | undefined>>>;
};

/** What a plane has to know of a viewer. */
export type ViewerSpec = {
  readonly id: string;
  /** Of our answer: what the browser's STUN requests are checked against. */
  readonly usernameFragment: string;
  readonly password: string;
  /** Of the pictures, whatever their codec. */
  readonly ssrc: number;
  /** Of their retransmissions; `undefined` when no payload type has any. */
  readonly rtxSsrc: number | undefined;
  /** Payload types of the codecs that were negotiated; pictures in others are not sent. */
  readonly payloadTypes: Readonly<
    Partial<Record<WebRtcVideoCodec, PicturePayloadType | undefined>>
  >;
  /** Without it the browser takes no sound. */
  readonly audio?: AudioSpec | undefined;
  readonly cname: string;
};

/** Both directions of a viewer's SRTP. */
export type ViewerKeys = { readonly outgoing: SrtpMaster; readonly incoming: SrtpMaster };

/** What a plane tells the owner of a viewer. Called without waiting; must not throw. */
export type ViewerEvents = {
  /** A verified STUN request that nominates a path; the plane has answered it. */
  nominated(request: Uint8Array, from: { readonly address: string; readonly port: number }): void;
  /** A DTLS record of the browser. */
  dtls(datagram: Uint8Array): void;
  /** Figures, about once a second. */
  figures(figures: ViewerFigures): void;
  /** The plane gave the viewer up; `reason` in words. Nothing follows. */
  gone(reason: string): void;
};

/** What a viewer gets. */
export type ViewerMode =
  /** No keys or nothing to play yet. */
  | 'waiting'
  | 'all-pictures'
  /** Its network loses too much: random access pictures only, until it is better. */
  | 'key-pictures'
  /** The pictures are in a codec that was not negotiated. */
  | 'unsupported';

/** Figures of one viewer's sound since it was opened. */
export type SoundFigures = {
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Pieces that were too late for it, or in a codec that was not negotiated. */
  readonly skipped: number;
  /** From receiver reports; `undefined` before the first one. */
  readonly packetsLost: number | undefined;
  /** 0..1, of the last report. */
  readonly fractionLost: number | undefined;
  readonly jitterMs: number | undefined;
};

/** Figures of one viewer since it was opened. */
export type ViewerFigures = {
  readonly mode: ViewerMode;
  /** What is sent; `undefined` before the first picture, and while there is none that can be sent. */
  readonly video: WebRtcVideoCodec | undefined;
  /** The same of sound. */
  readonly audio: WebRtcAudioCodec | undefined;
  /** `undefined` when the browser takes no sound. */
  readonly sound: SoundFigures | undefined;
  readonly transport: 'udp' | 'tcp' | undefined;
  readonly remoteAddress: string | undefined;
  /** Of the pictures, repeated ones included; sound is counted by itself. So are the reports below. */
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Packets sent again because the browser asked (NACK), and those it asked for in vain. */
  readonly retransmitted: number;
  readonly retransmissionsRefused: number;
  /** Access units that a slow or lossy viewer did not get. */
  readonly skippedAccessUnits: number;
  readonly keyFrameRequests: number;
  readonly keyFrameRequestsAnswered: number;
  /** From receiver reports; `undefined` before the first one. */
  readonly packetsLost: number | undefined;
  /** 0..1, of the last report. */
  readonly fractionLost: number | undefined;
  readonly jitterMs: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly sendErrors: number;
};

/** A viewer on a plane. */
export type PlaneViewer = {
  /** Sends a DTLS record to the browser. */
  sendDtls(datagram: Uint8Array): void;
  /** DTLS is connected. */
  setKeys(keys: ViewerKeys): void;
  /** From now on the viewer gets the pictures of this ring; replaces what it played before. */
  play(ring: SharedRing, catchUp: CatchUpPolicy): void;
  /** No pictures any more; the connection stays, and the sound. */
  stop(): void;
  /**
   * From now on the viewer hears the sound of this ring, from its head on, or with `undefined` none. A viewer that
   * takes no sound is not given any.
   */
  playAudio(ring: SharedRing | undefined): void;
  /** Idempotent. A goodbye (RTCP BYE) is sent. */
  close(): void;
};

/** Sends media to viewers, in this thread or in another one. */
export type ViewerPlane = {
  readonly addresses: PlaneAddresses;
  open(spec: ViewerSpec, events: ViewerEvents): PlaneViewer;
};
