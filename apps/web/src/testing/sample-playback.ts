import type { Playback, PlaybackCamera, Recordings } from '@casement/contract';

/** A camera of a playback as the gateway tells of it. */
export function samplePlaybackCamera(
  number: number,
  change: Partial<PlaybackCamera> = {},
): PlaybackCamera {
  return {
    number,
    position: '2026-11-21T10:00:00.000Z',
    state: 'paused',
    reason: null,
    gap: null,
    video: 'h264',
    audio: null,
    ...change,
  };
}

/** A playback as the gateway tells of it. */
export function samplePlayback(change: Partial<Playback> = {}): Playback {
  return {
    id: 'p1',
    recorder: 'hq',
    state: 'paused',
    direction: 1,
    speed: 1,
    reason: null,
    position: '2026-11-21T10:00:00.000Z',
    clock: 'c1',
    cameras: [samplePlaybackCamera(1)],
    ...change,
  };
}

/** What is recorded, as the gateway tells of it. */
export function sampleRecordings(change: Partial<Recordings> = {}): Recordings {
  return {
    recorder: 'hq',
    camera: 1,
    from: '2026-11-21T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
    timeZone: 'Europe/Berlin',
    oldest: '2026-11-01T00:00:00.000Z',
    newest: '2026-11-21T18:00:00.000Z',
    spans: [{ from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T10:30:00.000Z', kind: 'recorded' }],
    marks: [{ at: '2026-11-21T10:05:00.000Z', kind: 'alarm', text: 'VMD alarm', camera: 1 }],
    asOf: '2026-11-21T18:00:00.000Z',
    reason: null,
    ...change,
  };
}
