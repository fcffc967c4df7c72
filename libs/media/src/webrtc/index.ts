export { negotiationDefect } from './negotiation-error.js';
export type { NegotiationDefect } from './negotiation-error.js';
export { maxOfferBytes } from './offer.js';
export type { RtpSendPath, SendStatistics } from './rtp-send-path.js';
export type { LivenessLimits } from './viewer-liveness.js';
export { prepareCertificate } from './werift-peer.js';
export { WhepViewer } from './whep-viewer.js';
export type {
  AnsweredViewer,
  WebRtcOptions,
  WhepViewerListener,
  WhepViewerStatistics,
} from './whep-viewer.js';
