import { PictureWatch, type WatchedVideo } from './picture-watch.js';

function watched(tellsFrames = true) {
  let nowMs = 0;
  let rtpTimestamp: number | undefined;
  let callback: (() => void) | undefined;
  const pictures: (number | null)[] = [];
  const video: WatchedVideo = tellsFrames
    ? {
        requestVideoFrameCallback: (next) => {
          callback = () => next(0, { rtpTimestamp } as VideoFrameCallbackMetadata);
          return 1;
        },
        cancelVideoFrameCallback: () => {
          callback = undefined;
        },
      }
    : {};
  const watch = new PictureWatch({
    video,
    nowMs: () => nowMs,
    onPicture: (interval) => pictures.push(interval),
  });
  return {
    watch,
    pictures,
    frame: (afterMs: number, timestamp?: number) => {
      nowMs += afterMs;
      rtpTimestamp = timestamp;
      const current = callback;
      callback = undefined;
      current?.();
    },
    pass: (milliseconds: number) => (nowMs += milliseconds),
    armed: () => callback !== undefined,
  };
}

describe('PictureWatch', () => {
  it('tells of the first picture at once, then twice a second', () => {
    const { watch, pictures, frame } = watched();
    watch.start();
    for (let count = 0; count < 51; count += 1) {
      frame(40);
    }
    expect(pictures).toHaveLength(4);
    expect(pictures[0]).toBeNull();
    expect(pictures.at(-1)).toBeCloseTo(40);
  });

  it('is silent after stop, and leaves no callback', () => {
    const { watch, pictures, frame, armed } = watched();
    watch.start();
    frame(40);
    watch.stop();
    frame(1_000);
    watch.decoded(500, false);
    expect(pictures).toHaveLength(1);
    expect(armed()).toBe(false);
  });

  it('is not taken in by old pictures that a gateway repeats', () => {
    const { watch, pictures, frame } = watched();
    watch.start();
    frame(66, 1_000_000);
    frame(66, 1_006_000);
    const live = pictures.length;
    for (let repeat = 1; repeat <= 20; repeat += 1) {
      frame(3_000, 1_006_000 + repeat * 11);
    }
    expect(pictures).toHaveLength(live);
    frame(66, 1_300_000);
    expect(pictures).toHaveLength(live + 1);
  });

  it('follows the timestamps over their wrap', () => {
    const { watch, pictures, frame } = watched();
    watch.start();
    frame(600, 2 ** 32 - 3_000);
    frame(600, 3_000);
    expect(pictures).toHaveLength(2);
  });

  it('waits for proof of life when asked: a greeting of old pictures is none', () => {
    const { watch, pictures, frame } = watched();
    watch.start(1_000);
    for (let count = 1; count <= 30; count += 1) {
      frame(10, count * 6_000);
    }
    expect(pictures).toHaveLength(0);
    frame(66, 200_000);
    expect(pictures).toHaveLength(0);
    frame(900, 280_000);
    expect(pictures).toHaveLength(1);
  });

  it('does not believe the decoder while the browser draws: a stuck screen is not live', () => {
    const { watch, pictures, pass } = watched();
    watch.start();
    watch.decoded(10, true);
    pass(1_000);
    watch.decoded(35, true);
    expect(pictures).toHaveLength(0);
  });

  it.each([
    ['while nothing is drawn', true, false],
    ['where the browser does not tell of frames', false, true],
  ])('counts decoded frames %s', (_name, tellsFrames, drawn) => {
    const { watch, pictures, pass } = watched(tellsFrames);
    watch.start();
    for (const count of [10, 35, 60, 60, 60]) {
      watch.decoded(count, drawn);
      pass(1_000);
    }
    expect(pictures).toHaveLength(3);
    expect(pictures.at(-1)).toBeCloseTo(40);
  });
});
