export * from './errors/media-error.js';

export * from './rtp/media-time.js';
export * from './rtp/rtp-packet.js';
export * from './rtp/parse-rtp-packet.js';
export * from './rtp/serialize-rtp-packet.js';
export * from './rtp/sequence-unwrapper.js';
export * from './rtp/sequenced-packet.js';
export * from './rtp/reorder-buffer.js';
export * from './rtp/source-guard.js';
export * from './rtp/timeline.js';

export * from './codec/nal/annex-b.js';
export * from './codec/nal/emulation-prevention.js';
export * from './codec/nal/access-unit-assembler.js';
export * from './codec/h264/nal-unit-type.js';
export * from './codec/h264/slice-header.js';
export * from './codec/h264/vui.js';
export * from './codec/h264/sps.js';
export * from './codec/h264/pps.js';
export * from './codec/h264/picture-reordering.js';
export * from './codec/h264/parameter-sets.js';
export * from './codec/h264/h264-defect.js';
export * from './codec/h264/depacketizer.js';
export * from './codec/h264/payloader.js';

export * from './ingest/access-unit.js';
export { gateDefects } from './ingest/gate-defect.js';
export type { GateDefect } from './ingest/gate-defect.js';
export type * from './ingest/growing-unit-sink.js';
export * from './ingest/payload-types.js';
export type { Rates } from './ingest/rate-meter.js';
export * from './ingest/receiver-statistics.js';
export * from './ingest/video-receiver.js';

export * from './gop/catch-up.js';
export * from './gop/shared-ring.js';
export * from './gop/packet-ring-writer.js';
export * from './gop/packet-ring-reader.js';
export * from './gop/unit-streamer.js';

export * from './webrtc/index.js';
export { SendPlane } from './webrtc/plane/send-plane.js';
export type {
  SendPlaneOptions,
  SendPlaneStatistics,
  SendPlaneStatus,
} from './webrtc/plane/send-plane.js';
export { backendNames } from './webrtc/srtp/run-protector.js';
export type { BackendName } from './webrtc/srtp/run-protector.js';
export * from './ffmpeg/index.js';
