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
export type * from './codec/nal/nal-syntax.js';
export * from './codec/nal/access-unit-assembler.js';
export * from './codec/h264/nal-unit-type.js';
export * from './codec/h264/slice-header.js';
export * from './codec/h264/vui.js';
export * from './codec/h264/sps.js';
export * from './codec/h264/pps.js';
export * from './codec/h264/picture-reordering.js';
export * from './codec/h264/parameter-sets.js';
export * from './codec/h264/h264-defect.js';
export * from './codec/h264/h264-syntax.js';
export * from './codec/h264/depacketizer.js';
export * from './codec/h264/payloader.js';
export * from './codec/h265/nal-unit-type.js';
export * from './codec/h265/slice-segment-header.js';
export * from './codec/h265/profile-tier-level.js';
export * from './codec/h265/sps.js';
export * from './codec/h265/pps.js';
export * from './codec/h265/parameter-sets.js';
export * from './codec/h265/h265-syntax.js';
export * from './codec/h265/h265-defect.js';
export * from './codec/h265/depacketizer.js';
export * from './codec/h265/payloader.js';
export * from './codec/jpeg/describe-jpeg.js';
export * from './codec/aac/au-headers.js';
export * from './codec/aac/audio-specific-config.js';
export * from './codec/aac/adts.js';
export * from './codec/aac/raw-data-block.js';
export * from './codec/aac/sample-rates.js';
export * from './codec/g711/g711.js';
export * from './codec/g726/g726.js';
export * from './codec/g726/g726-decoder.js';

export * from './ingest/access-unit.js';
export { gateDefects } from './ingest/gate-defect.js';
export type { GateDefect } from './ingest/gate-defect.js';
export type * from './ingest/growing-unit-sink.js';
export * from './ingest/jpeg-receiver.js';
export type * from './ingest/jpeg-sink.js';
export * from './ingest/audio-receiver.js';
export * from './ingest/audio-format-words.js';
export type { RtpAudioCodec } from './ingest/audio-detector.js';
export type { AudioDefect, AudioReceiverStatistics } from './ingest/audio-statistics.js';
export type * from './ingest/audio-sink.js';
export type * from './ingest/video-description.js';
export * from './ingest/payload-types.js';
export type { Rates } from './ingest/rate-meter.js';
export * from './ingest/receiver-statistics.js';
export * from './ingest/video-receiver.js';

export * from './gop/ring-codec.js';
export type * from './gop/media-unit.js';
export * from './gop/catch-up.js';
export * from './gop/shared-ring.js';
export * from './gop/packet-ring-writer.js';
export * from './gop/packet-ring-reader.js';
export * from './gop/unit-streamer.js';
export * from './gop/whole-unit.js';
export * from './gop/jpeg-ring-sink.js';
export * from './gop/sound-ring.js';
export * from './gop/sound-ring-sink.js';
export * from './gop/ring-unit-reader.js';
export * from './gop/common-clock.js';

export type * from './fmp4/fmp4-piece.js';
export { Fmp4Muxer } from './fmp4/fmp4-muxer.js';
export type { Fmp4MuxerOptions, Fmp4MuxerStatistics } from './fmp4/fmp4-muxer.js';
export { audioConfig } from './fmp4/audio-config.js';
export type { SoundFormat } from './fmp4/audio-config.js';
export { opusPacketSamples } from './fmp4/opus-packet.js';
export * from './hls/hls-error.js';
export type { PlaylistRequest } from './hls/hls-request.js';
export * from './hls/hls-packager.js';

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
