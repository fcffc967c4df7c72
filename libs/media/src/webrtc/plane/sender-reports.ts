import type { NtpTime } from '../rtcp/ntp-time.js';
import type { SenderReport } from '../rtcp/serialize-rtcp.js';
import type { ViewerState } from './viewer-state.js';

/**
 * What is to be said of a viewer's pictures and sound at one instant; nothing of a stream before its first packet.
 *
 * @param ntp the instant on the wall clock
 * @param nowMs the same instant on the monotonic clock
 */
export function senderReports(state: ViewerState, ntp: NtpTime, nowMs: number): SenderReport[] {
  return [pictureReport(state, ntp, nowMs), soundReport(state, ntp, nowMs)].filter(
    (report) => report !== undefined,
  );
}

function pictureReport(state: ViewerState, ntp: NtpTime, nowMs: number): SenderReport | undefined {
  const { spec, source, canReport, streamPackets, streamBytes } = state;
  const position = source?.clock.positionAt(nowMs);
  return position === undefined || !canReport
    ? undefined
    : {
        ssrc: spec.ssrc,
        ntp,
        rtpTimestamp: state.timestampOf(position),
        packetCount: streamPackets,
        octetCount: streamBytes,
        cname: spec.cname,
      };
}

function soundReport(state: ViewerState, ntp: NtpTime, nowMs: number): SenderReport | undefined {
  const { spec, sound } = state;
  const position = sound?.source?.clock.positionAt(nowMs);
  return position === undefined || sound?.canReport !== true
    ? undefined
    : {
        ssrc: sound.ssrc,
        ntp,
        rtpTimestamp: sound.timestampOf(position),
        packetCount: sound.packets,
        octetCount: sound.bytes,
        cname: spec.cname,
      };
}
