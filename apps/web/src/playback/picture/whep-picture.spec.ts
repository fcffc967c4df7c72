import type { PlayerHandlers } from '../../player/player.js';
import { WayError } from '../../player/way-error.js';
import { FakeTimers } from '../../testing/fake-timers.js';
import { WhepPicture } from './whep-picture.js';

function picture(volume: number | null = null, broken = false) {
  const timers = new FakeTimers();
  const host = document.createElement('div');
  const opened: {
    handlers: PlayerHandlers;
    listening: boolean;
    volume: number | null;
    closed: number;
  }[] = [];
  const log: string[] = [];
  const made = new WhepPicture(volume, {
    open: ({ listening }, handlers) => {
      if (broken) {
        throw new WayError('unsupported', 'This browser has no WebRTC');
      }
      const player = { handlers, listening, volume: null as number | null, closed: 0 };
      opened.push(player);
      return {
        element: document.createElement('video'),
        close: () => {
          player.closed += 1;
        },
        statistics: () => Promise.resolve(undefined),
        report: () => Promise.resolve(null),
        decoded: () => undefined,
        hear: (next) => {
          player.volume = next;
        },
        soundLevel: () => null,
      };
    },
    host,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    random: () => 0,
    onPicture: () => log.push('picture'),
    onNote: (words) => log.push(`note ${words}`),
    onFailed: (words) => log.push(`failed ${words}`),
    onSound: (state) => log.push(`sound ${state}`),
  });
  return { made, timers, host, opened, log };
}

describe('WhepPicture', () => {
  it('puts the player’s element on the screen and tells of its pictures', () => {
    const { host, opened, log } = picture();
    opened[0]?.handlers.onPicture(null);
    opened[0]?.handlers.onNote('waiting for the recorder');
    expect(host.children).toHaveLength(1);
    expect(log).toEqual(['note null', 'picture', 'note waiting for the recorder']);
  });

  it('tries again when the connection breaks, and says why there is nothing', () => {
    const { timers, opened, log, host } = picture();
    opened[0]?.handlers.onEnded(new WayError('transport', 'The connection to the gateway broke'));
    timers.pass(500);
    expect([opened.length, host.children.length]).toEqual([2, 1]);
    expect(log).toEqual(['note The connection to the gateway broke']);
  });

  it('waits as long as the gateway says', () => {
    const { timers, opened } = picture();
    opened[0]?.handlers.onEnded(
      new WayError('busy', 'all sessions in use', { retryAfterMs: 5_000 }),
    );
    timers.pass(4_999);
    expect(opened).toHaveLength(1);
    timers.pass(1);
    expect(opened).toHaveLength(2);
  });

  it('gives up when it is refused or impossible', () => {
    const { timers, opened, log } = picture();
    opened[0]?.handlers.onEnded(new WayError('refused', 'no right'));
    timers.pass(60_000);
    expect([opened.length, log]).toEqual([1, ['failed no right']]);
    expect(picture(null, true).log).toEqual(['failed This browser has no WebRTC']);
  });

  it('asks for sound with another viewing once somebody listens', () => {
    const { made, opened } = picture();
    made.hear(0.5);
    made.hear(null);
    made.hear(0.6);
    expect(opened.map(({ listening, closed }) => [listening, closed])).toEqual([
      [false, 1],
      [true, 0],
    ]);
    expect(opened[1]?.volume).toBe(0.6);
  });

  it('does nothing more when closed', () => {
    const { made, timers, opened } = picture();
    opened[0]?.handlers.onEnded(new WayError('transport', 'broke'));
    made.close();
    made.close();
    timers.pass(60_000);
    expect([opened.length, timers.pending]).toEqual([1, 0]);
  });
});
