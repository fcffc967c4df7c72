import type { SoundFigures, ViewerFigures, ViewerMode } from './viewer-plane.js';
import type { ViewerState } from './viewer-state.js';

/** What is told of a viewer. */
export function viewerFigures(state: ViewerState): ViewerFigures {
  return {
    mode: modeOf(state),
    video: state.unsupported === undefined ? state.codec : undefined,
    audio: state.sound?.codec,
    sound: soundFigures(state),
    transport: state.path?.transport,
    remoteAddress: state.path?.address,
    packetsSent: state.packetsSent,
    bytesSent: state.bytesSent,
    retransmitted: state.retransmitted,
    retransmissionsRefused: state.retransmissionsRefused,
    skippedAccessUnits: state.skippedAccessUnits,
    keyFrameRequests: state.keyFrames.requests,
    keyFrameRequestsAnswered: state.keyFrames.answered,
    packetsLost: state.receiver?.packetsLost,
    fractionLost: state.receiver?.fractionLost,
    jitterMs: state.receiver?.jitterMs,
    roundTripMs: state.receiver?.roundTripMs,
    sendErrors: state.sendErrors,
  };
}

function modeOf({ context, phase, unsupported, loss }: ViewerState): ViewerMode {
  if (context === undefined || phase === 'stopped') {
    return 'waiting';
  }
  return unsupported === undefined ? loss.choice : 'unsupported';
}

function soundFigures({ sound }: ViewerState): SoundFigures | undefined {
  return sound === undefined
    ? undefined
    : {
        packetsSent: sound.packets,
        bytesSent: sound.bytes,
        skipped: sound.skipped,
        packetsLost: sound.receiver?.packetsLost,
        fractionLost: sound.receiver?.fractionLost,
        jitterMs: sound.receiver?.jitterMs,
      };
}
