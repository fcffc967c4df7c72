import { playbackSchema } from '../../recordings-scenario.js';
import { createFakePictures } from '../../testing/fake-pictures.js';
import type { PlaybackCommand } from './playback-command.js';
import { PlaybackControl } from './playback-control.js';
import { RecordedTimeline } from './recorded-timeline.js';

const start = Date.UTC(2026, 10, 1);
const second = (value: number): number => start + value * 1000;

/** Recorded: seconds 0 to 100, 105 to 200, 2,000 to 3,000. GOPs of a second. */
function timeline(): RecordedTimeline {
  return new RecordedTimeline({
    spans: [
      { fromMs: second(0), toMs: second(100), showsOther: false },
      { fromMs: second(105), toMs: second(200), showsOther: false },
      { fromMs: second(2_000), toMs: second(3_000), showsOther: false },
    ],
    main: createFakePictures({ fps: 5, picturesPerGop: 5 }),
    other: undefined,
    limitMs: () => second(1_000_000),
  });
}

type Timed =
  | 'goToDate'
  | 'reversePlay'
  | 'pause'
  | 'nextFrame'
  | 'previousFrame'
  | 'fastForward'
  | 'fastReverse';
type Step = 'play' | 'mask' | readonly [command: Timed, second: number] | number;

const mask: Extract<PlaybackCommand, { command: 'mask' }> = {
  command: 'mask',
  uid: '1',
  mask: { cameras: [1], cameraCount: 4 },
};

/** Does the steps; a number asks for so many GOPs. The seconds at which they start, `-` for no picture. */
function run(steps: readonly Step[], options: object = {}): string {
  const control = new PlaybackControl(playbackSchema.parse(options));
  const recorded = timeline();
  const got: string[] = [];
  control.take(mask);
  for (const step of steps) {
    if (typeof step === 'number') {
      for (let count = 0; count < step; count += 1) {
        const { gop } = control.nextGop(1, recorded);
        got.push(gop === undefined ? '-' : String((gop.startMs - start) / 1000));
      }
    } else if (step === 'mask') {
      control.take(mask);
    } else if (step === 'play') {
      control.take({ command: 'play', uid: '1' });
    } else {
      control.take({ command: step[0], uid: '1', timeMs: second(step[1]) });
    }
  }
  return got.join(' ');
}

describe('what camera.cgi gets (E.3)', () => {
  it.each<[string, readonly Step[], string, object?]>([
    ['PLAY after login: the oldest', ['play', 3], '0 1 2'],
    ['... or the latest', ['play', 2], '2999 -', { playFrom: 'latest' }],
    [
      'GOTODATE: the GOP that contains the time, then the following',
      [['goToDate', 50.4], 3],
      '50 51 52',
    ],
    ['... or some earlier', [['goToDate', 50.4], 3], '48 49 50', { startsBefore: 2 }],
    ['... but none of before a gap', [['goToDate', 106], 2], '105 106', { startsBefore: 9 }],
    [
      'BPLAY: the one before, each one further back',
      [['goToDate', 50], 2, ['reversePlay', 51], 3],
      '50 51 50 49 48',
    ],
    [
      '... from the last one sent',
      [['goToDate', 50], 4, ['reversePlay', 51], 2],
      '50 51 52 53 52 51',
      { reverseFrom: 'cursor' },
    ],
    [
      '... from its TIMEF when nothing was sent',
      [['reversePlay', 51], 2],
      '50 49',
      { reverseFrom: 'cursor' },
    ],
    ['PLAY after BPLAY goes on forward', [['reversePlay', 51], 2, 'play', 2], '50 49 50 51'],
    [
      'PLAY after PAUSE: the one behind that shown',
      [['goToDate', 50], 3, ['pause', 50], 'play', 2],
      '50 51 52 51 52',
    ],
    [
      'NEXTFRAME at the last picture: the next',
      [['goToDate', 50], 1, ['nextFrame', 50.8], 2],
      '50 51 52',
    ],
    [
      'PREVFRAME at the first picture: the previous',
      [['goToDate', 50], 1, ['previousFrame', 50], 2],
      '50 49 48',
    ],
    ['MASK again keeps the position', [['goToDate', 50], 2, 'mask', 'play', 1], '50 51 52'],
    ['FF: step 1 is 2 s', [['fastForward', 10], 3], '12 14 16'],
    ['FF again: step 2 is 4 s', [['fastForward', 10], 1, ['fastForward', 12], 2], '12 16 20'],
    ['FF is at step 8 at most', [...Array<Step>(9).fill(['fastForward', 2_000]), 2], '2256 2512'],
    ['REW: backwards', [['fastReverse', 50], 2, ['fastReverse', 46], 2], '48 46 42 38'],
    [
      'REW after FF begins at step 1',
      [['fastForward', 10], ['fastForward', 10], ['fastReverse', 50], 1],
      '48',
    ],
    ['a gap of 5 s: an answer for each second', [['goToDate', 98], 9], '98 99 - - - - - 105 106'],
    ['... in reverse', [['reversePlay', 106], 8], '105 - - - - - 99 98'],
    [
      '... where the position stays',
      [['goToDate', 98], 5, ['goToDate', 110], 1],
      '98 99 - - - 110',
      { gapMoves: false },
    ],
    [
      '... that is jumped over',
      [['goToDate', 99], 3],
      '99 105 106',
      { gapAnswer: 'next-recording' },
    ],
    ['... in reverse too', [['reversePlay', 106], 3], '105 99 98', { gapAnswer: 'next-recording' }],
    ['GOTODATE into a gap', [['goToDate', 103], 4], '- - 105 106'],
    [
      'GOTODATE into a gap that is jumped over',
      [['goToDate', 103], 2],
      '105 106',
      { gapAnswer: 'next-recording' },
    ],
    ['FF jumps in a gap too', [['fastForward', 98], 4], '- - - 106'],
    [
      'the end: nothing, and the position waits',
      [['goToDate', 2_998], 4, ['reversePlay', 3_000], 1],
      '2998 2999 - - 2999',
    ],
    ['FF beyond the end waits there', [['fastForward', 2_998], 2, 'play', 1], '- - -'],
    ['the beginning in reverse', [['reversePlay', 1], 3, 'play', 2], '0 - - - 0'],
  ])('%s', (_name, steps, expected, options = {}) => {
    expect(run(steps, options)).toBe(expected);
  });
});

describe('the state of a playback', () => {
  it.each<[string, readonly Timed[], string, number]>([
    ['MASK', [], 'armed', 0],
    ['GOTODATE', ['goToDate'], 'play', 0],
    ['BPLAY', ['reversePlay'], 'reverse', 0],
    ['PAUSE', ['pause'], 'pause', 0],
    ['NEXTFRAME', ['nextFrame'], 'next-image', 0],
    ['PREVFRAME', ['previousFrame'], 'previous-image', 0],
    ['FF', ['fastForward'], 'fast-forward', 1],
    ['FF FF FF', ['fastForward', 'fastForward', 'fastForward'], 'fast-forward', 3],
    ['FF REW', ['fastForward', 'fastReverse'], 'fast-reverse', 1],
    ['FF PAUSE FF', ['fastForward', 'fastForward', 'pause', 'fastForward'], 'fast-forward', 1],
  ])('after %s', (_name, commands, state, speedStep) => {
    const control = new PlaybackControl(playbackSchema.parse({}));
    control.take(mask);
    for (const command of commands) {
      control.take({ command, uid: '1', timeMs: second(10) });
    }
    expect(control.state).toBe(state);
    expect(control.speedStep).toBe(speedStep);
    expect([...control.cameras]).toEqual([1]);
  });
});

describe('sound', () => {
  function sounds(steps: readonly Step[], count: number, options: object = {}): string {
    const control = new PlaybackControl(playbackSchema.parse(options));
    const recorded = timeline();
    control.take(mask);
    for (const step of steps) {
      if (typeof step === 'number') {
        Array.from({ length: step }, () => control.nextGop(1, recorded));
      } else if (step === 'play') {
        control.take({ command: 'play', uid: '1' });
      } else if (step !== 'mask') {
        control.take({ command: step[0], uid: '1', timeMs: second(step[1]) });
      }
    }
    return Array.from({ length: count }, () => {
      const ms = control.nextSound(1, recorded);
      return ms === undefined ? '-' : String((ms - start) / 1000);
    }).join(' ');
  }

  it.each<[string, readonly Step[], number, string, object?]>([
    ['begins in the second asked for', [['goToDate', 50.4]], 2, '50 51'],
    ['also when pictures were fetched before', [['goToDate', 50], 5], 2, '50 51'],
    ['goes on where pictures went on', [['reversePlay', 50], 3, 'play', 2], 2, '48 49'],
    ['begins behind the picture of a PAUSE', [['pause', 50], 'play'], 2, '51 52'],
    ['begins with the oldest', ['play'], 2, '0 1'],
    ['is silent in reverse', [['reversePlay', 50]], 1, '-'],
    ['is silent in fast forward', [['fastForward', 50]], 1, '-'],
    ['has the same gaps', [['goToDate', 99]], 7, '99 - - - - - 105'],
    ['jumps over them alike', [['goToDate', 99]], 2, '99 105', { gapAnswer: 'next-recording' }],
    ['ends', [['goToDate', 2_999]], 3, '2999 - -'],
  ])('%s', (_name, steps, count, expected, options = {}) => {
    expect(sounds(steps, count, options)).toBe(expected);
  });
});
