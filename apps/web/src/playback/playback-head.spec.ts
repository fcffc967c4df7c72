import { PlaybackHead } from './playback-head.js';
import { nextSpeed } from './playback-speed.js';

function headAt(atMs: number) {
  let nowMs = 0;
  const head = new PlaybackHead(atMs, () => nowMs);
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    head,
    wait: (ms: number) => {
      nowMs += ms;
    },
    playing: (ms: number) => head.clock({ position: iso(ms), state: 'playing' }),
    paused: (ms: number) => head.clock({ position: iso(ms), state: 'paused' }),
  };
}

describe('playback head', () => {
  it('stands at the picture, and at the clock where no picture comes', () => {
    const { head, wait, playing } = headAt(0);
    head.picture(1_000);
    playing(1_300);
    expect(head.atMs).toBe(1_000);
    wait(2_000);
    playing(3_300);
    expect(head.atMs).toBe(3_300);
  });

  it('stays at the picture of a clock that stands still, and believes one that stands elsewhere', () => {
    const { head, paused } = headAt(0);
    paused(990);
    expect(head.atMs).toBe(990);
    head.picture(1_000);
    paused(1_030);
    expect(head.atMs).toBe(1_000);
    paused(9_000);
    expect(head.atMs).toBe(9_000);
  });

  it('stays at the goal of a seek until news of it come', () => {
    const { head, wait, playing } = headAt(0);
    const answered = head.seek(500_000);
    head.picture(1_040);
    playing(1_080);
    expect(head.atMs).toBe(500_000);
    answered();
    head.picture(1_120);
    expect(head.atMs).toBe(500_000);
    head.picture(499_960);
    expect(head.atMs).toBe(499_960);
    wait(1_000);
    head.picture(500_040);
    expect(head.atMs).toBe(500_040);
  });

  it('lets go of a goal in a gap soon after the answer', () => {
    const { head, wait, paused } = headAt(0);
    const answered = head.seek(500_000);
    answered();
    wait(400);
    paused(620_000);
    expect(head.atMs).toBe(620_000);
  });

  it('an answer to an older seek frees nothing', () => {
    const { head, wait, paused } = headAt(0);
    const first = head.seek(100_000);
    head.seek(200_000);
    first();
    wait(1_000);
    paused(100_000);
    expect(head.atMs).toBe(200_000);
  });

  it('takes no nonsense for a time', () => {
    const { head } = headAt(7);
    head.clock({ position: 'soon', state: 'paused' });
    expect(head.atMs).toBe(7);
  });
});

describe('speeds', () => {
  it.each<[number, 1 | -1, number]>([
    [1, 1, 2],
    [1, -1, 0.5],
    [16, 1, 16],
    [0.25, -1, 0.25],
    [3, 1, 4],
    [3, -1, 2],
  ])('%d by %d is %d', (speed, by, next) => {
    expect(nextSpeed(speed, by)).toBe(next);
  });
});
