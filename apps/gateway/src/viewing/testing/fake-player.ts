import type { CatchUpPolicy, SharedRing, WhepViewerStatistics } from '@casement/media';
import type { WhepPlayer } from '../whep-viewing.js';

/** A WHEP viewer that remembers what it was told to play. */
export class FakePlayer implements WhepPlayer {
  readonly id: string;
  readonly accepts: WhepPlayer['accepts'];
  readonly played: { readonly ring: SharedRing; readonly catchUp: CatchUpPolicy }[] = [];
  readonly heard: (SharedRing | undefined)[] = [];
  closedBecause: string | undefined;
  statistics: WhepViewerStatistics = {
    state: 'connected',
    mode: 'all-pictures',
    video: undefined,
    audio: undefined,
    transport: 'udp',
    remoteAddress: undefined,
    packetsSent: 0,
    bytesSent: 0,
    retransmitted: 0,
    retransmissionsRefused: 0,
    skippedAccessUnits: 0,
    keyFrameRequests: 0,
    keyFrameRequestsAnswered: 0,
    packetsLost: undefined,
    fractionLost: undefined,
    jitterMs: undefined,
    roundTripMs: undefined,
    sendErrors: 0,
  } as WhepViewerStatistics;

  constructor(
    id = 'viewer',
    accepts: WhepPlayer['accepts'] = { video: new Set(['h264']), audio: new Set() },
  ) {
    this.id = id;
    this.accepts = accepts;
  }

  play(ring: SharedRing, catchUp: CatchUpPolicy): void {
    this.played.push({ ring, catchUp });
  }

  playAudio(ring: SharedRing | undefined): void {
    this.heard.push(ring);
  }

  addRemoteCandidate(): void {
    // Nothing to be done with it.
  }

  close(reason = ''): Promise<void> {
    this.closedBecause = reason;
    return Promise.resolve();
  }
}
