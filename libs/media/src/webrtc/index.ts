export { HandshakeQueue } from './handshake-queue.js';
export type { HandshakeQueueOptions, HandshakeTicket } from './handshake-queue.js';
export { negotiationDefect } from './negotiation-error.js';
export type { NegotiationDefect } from './negotiation-error.js';
export { maxOfferBytes } from './offer.js';
export type {
  AudioSpec,
  PicturePayloadType,
  PlaneAddresses,
  PlaneViewer,
  SoundFigures,
  ViewerEvents,
  ViewerFigures,
  ViewerKeys,
  ViewerMode,
  ViewerPlane,
  ViewerSpec,
} from './plane/viewer-plane.js';
export { prepareWebRtc } from './prepare-webrtc.js';
export type { SrtpMaster } from './srtp/srtp-keys.js';
export { WhepViewer } from './whep-viewer.js';
export type {
  AcceptedCodecs,
  AnsweredViewer,
  WebRtcOptions,
  WhepViewerListener,
  WhepViewerStatistics,
} from './whep-viewer.js';
export { webRtcAudioCodecs, webRtcVideoCodecs } from './webrtc-codecs.js';
export type { WebRtcAudioCodec, WebRtcVideoCodec } from './webrtc-codecs.js';
