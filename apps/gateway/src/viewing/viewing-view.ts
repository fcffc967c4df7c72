import type { Viewing as ViewingView } from '@casement/contract';
import type { Viewing } from './viewing-table.js';

/** A viewing as its owner may see it. */
export function viewingView({ id, statistics }: Viewing): ViewingView {
  const figures = statistics();
  return {
    id,
    state: figures.state,
    mode: figures.mode,
    transport: figures.transport ?? null,
    remoteAddress: figures.remoteAddress ?? null,
    packetsSent: figures.packetsSent,
    packetsLost: figures.packetsLost ?? null,
    fractionLost: figures.fractionLost ?? null,
    roundTripMs: figures.roundTripMs ?? null,
    jitterMs: figures.jitterMs ?? null,
    retransmitted: figures.retransmitted,
    keyFrameRequests: figures.keyFrameRequests,
    skippedAccessUnits: figures.skippedAccessUnits,
  };
}
