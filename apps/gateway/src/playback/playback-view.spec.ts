import type { TrackStanding } from './camera-track.js';
import { playbackView } from './playback-view.js';
import type { CameraFacts, PlaybackFacts } from './playback-view.js';

const ready: TrackStanding = { state: 'ready', limitMs: 2_000, boundaryMs: 2_000 };
const missing: TrackStanding = { state: 'missing', limitMs: 1_000 };
const searched = (isOver: boolean): TrackStanding => ({
  state: 'gap',
  jumpMs: undefined,
  gap: { fromMs: 1_000, toMs: undefined, reason: undefined, isOver },
});

/** A playback that is to run, and whose clock waits. */
function view(
  standing: TrackStanding,
  camera: Partial<CameraFacts> = {},
  more: Partial<PlaybackFacts> = {},
) {
  const facts = { standing, shownMs: 1_000, video: null, audio: null, notice: undefined };
  return playbackView({
    id: 'p',
    recorder: 'r',
    clockId: 'c',
    timeZone: 'UTC',
    clock: { running: false, direction: 1, speed: 1, positionMs: 1_000, generation: 1 },
    wantsRun: true,
    isClosed: false,
    isOnly: true,
    recorderReason: undefined,
    endReason: undefined,
    cameras: [{ number: 1, ...facts, ...camera }],
    ...more,
  });
}

describe('the view of a playback', () => {
  it.each<[string, Partial<CameraFacts>, Partial<PlaybackFacts>, string]>([
    ['nothing else is known', {}, {}, 'waiting for the recorder'],
    ['something is odd', { notice: 'damaged' }, {}, 'damaged'],
    [
      'the recorder gives nothing',
      { notice: 'damaged' },
      { recorderReason: 'signing in' },
      'signing in',
    ],
  ])('says why a camera waits when %s', (_name, camera, more, reason) => {
    expect(view(missing, camera, more)).toMatchObject({
      state: 'waiting',
      reason,
      cameras: [{ state: 'waiting', reason }],
    });
  });

  it('speaks of other cameras only when there are some on the clock', () => {
    expect(view(ready).cameras[0]).toMatchObject({
      state: 'waiting',
      reason: 'waiting for the recorder',
    });
    expect(view(ready, {}, { isOnly: false }).cameras[0]).toMatchObject({
      state: 'waiting',
      reason: 'waiting for the other cameras',
    });
  });

  it.each([
    [true, false, 'no recording at 00:00:01, looking for what follows'],
    [false, false, 'no recording at 00:00:01'],
    [false, true, 'no recording after 00:00:01'],
  ])('tells a gap without an end (to run: %p, given up: %p)', (wantsRun, isOver, reason) => {
    expect(view(searched(isOver), {}, { wantsRun }).cameras[0]).toMatchObject({
      state: 'gap',
      reason,
    });
  });
});
