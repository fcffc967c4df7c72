import type { Camera, Recorder, Viewing as ViewingReport } from '@casement/contract';

/** A recorder as the gateway tells of it. */
export function sampleRecorder(change: Partial<Recorder> = {}): Recorder {
  return {
    id: 'hq',
    name: 'Head office',
    kind: 'nvr',
    state: 'online',
    reason: null,
    sessions: { used: 5, limit: 16 },
    clockOffsetMs: 0,
    timeZone: null,
    origin: 'database',
    url: 'http://192.0.2.10',
    retryAt: null,
    asleepSince: null,
    ...change,
  };
}

/** A camera as the gateway tells of it. */
export function sampleCamera(
  number: number,
  change: Partial<Omit<Camera, 'live'>> & { live?: Partial<Camera['live']> } = {},
): Camera {
  return {
    number,
    name: `Camera number ${number}`,
    connection: 'ok',
    video: 'h264',
    audio: null,
    ptz: false,
    ...change,
    live: {
      state: 'idle',
      reason: null,
      viewers: 0,
      statistics: {
        transport: 'rtp',
        codec: 'h264',
        codecString: 'avc1.4d401f',
        reorders: false,
        audio: null,
        width: 1920,
        height: 1080,
        fps: 25,
        bitsPerSecond: 2_000_000,
        packetsReceived: 1_000,
        packetsLost: 0,
      },
      ...change.live,
    },
  };
}

/** What the gateway tells of one viewing. */
export function sampleReport(change: Partial<ViewingReport> = {}): ViewingReport {
  return {
    id: '7',
    state: 'connected',
    mode: 'all-pictures',
    reason: null,
    video: 'h264',
    audio: null,
    hasSound: null,
    converted: null,
    ways: [],
    transport: 'udp',
    remoteAddress: '192.0.2.77',
    packetsSent: 1_000,
    packetsLost: 0,
    fractionLost: 0,
    roundTripMs: 12,
    jitterMs: 1,
    retransmitted: 0,
    keyFrameRequests: 0,
    skippedAccessUnits: 0,
    ...change,
  };
}
