import fc from 'fast-check';
import { planPull } from './cursor-plan.js';
import type { CursorPlan } from './cursor-plan.js';
import {
  afterCommand,
  afterGop,
  afterUnknown,
  isStaleAnswer,
  lostCursor,
  newCursor,
} from './recorder-cursor.js';
import type { GopNeed, NeedHistory, RecorderCursor } from './recorder-cursor.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

const s = 1_000;
const gop = (startMs: number) => ({ startMs, endMs: startMs + s });
const history: NeedHistory = { shownMs: 60_500, wrong: 0, attempts: 0, stepping: false };
const masked = afterCommand(newCursor, { command: 'mask', cameras: [1, 2] });
const sent = (cursor: RecorderCursor, ...commands: RecorderPlayCommand[]): RecorderCursor =>
  commands.reduce(afterCommand, cursor);
const goTo = (atMs: number): RecorderPlayCommand => ({ command: 'go-to-date', atMs });
/** Plays, and has delivered the GOP that begins at a time. */
const playingAt = (ms: number) => afterGop(sent(masked, goTo(ms)), 1, gop(ms));
const reverseAt = (ms: number) =>
  afterGop(sent(playingAt(ms + 5 * s), { command: 'reverse', shownMs: ms + s }), 1, gop(ms));
const plan = (cursor: RecorderCursor, need: GopNeed, more: Partial<NeedHistory> = {}): string =>
  inWords(planPull(cursor, 1, need, { ...history, ...more }));
const inWords = (it: CursorPlan): string =>
  it.kind === 'pull'
    ? 'pull'
    : [
        it.command.command,
        'atMs' in it.command ? it.command.atMs : 'shownMs' in it.command ? it.command.shownMs : '',
      ]
        .join(' ')
        .trim();

describe('the plan for a GOP', () => {
  it.each<[string, RecorderCursor, GopNeed, Partial<NeedHistory>, string]>([
    ['at a time, first', masked, { kind: 'at', atMs: 60_400 }, {}, 'go-to-date 60400'],
    ['at a time, sent there', sent(masked, goTo(60_400)), { kind: 'at', atMs: 60_400 }, {}, 'pull'],
    ['at a time that comes in turn', playingAt(58_000), { kind: 'at', atMs: 60_400 }, {}, 'pull'],
    [
      'at a time far ahead',
      playingAt(10_000),
      { kind: 'at', atMs: 60_400 },
      {},
      'go-to-date 60400',
    ],
    [
      'at a time that has passed',
      playingAt(61_000),
      { kind: 'at', atMs: 60_400 },
      {},
      'go-to-date 60400',
    ],
    [
      'at a time, after others came',
      playingAt(59_000),
      { kind: 'at', atMs: 60_400 },
      { wrong: 4 },
      'go-to-date 60400',
    ],
    [
      'at a time, from further back',
      playingAt(59_000),
      { kind: 'at', atMs: 60_400 },
      { wrong: 9, attempts: 1 },
      'go-to-date 58400',
    ],
    [
      'at a time a little before, in reverse',
      reverseAt(62_000),
      { kind: 'at', atMs: 60_400 },
      {},
      'pull',
    ],
    ['next, in turn', playingAt(60_000), { kind: 'next', of: gop(60_000) }, {}, 'pull'],
    ['next, a few too early', playingAt(57_000), { kind: 'next', of: gop(60_000) }, {}, 'pull'],
    [
      'next, after a jump',
      playingAt(10_000),
      { kind: 'next', of: gop(60_000) },
      {},
      'go-to-date 61000',
    ],
    [
      'next, from reverse',
      reverseAt(60_000),
      { kind: 'next', of: gop(60_000) },
      {},
      'go-to-date 61000',
    ],
    [
      'next, from a pause',
      sent(playingAt(60_000), { command: 'pause', shownMs: 1 }),
      { kind: 'next', of: gop(60_000) },
      {},
      'play',
    ],
    [
      'next, from a pause elsewhere',
      sent(playingAt(10_000), { command: 'pause', shownMs: 1 }),
      { kind: 'next', of: gop(60_000) },
      {},
      'go-to-date 61000',
    ],
    [
      'next, from FF nearby',
      afterGop(sent(playingAt(0), { command: 'fast-forward', shownMs: 1 }), 1, gop(60_000)),
      { kind: 'next', of: gop(60_000) },
      {},
      'play',
    ],
    [
      'next, by steps',
      sent(playingAt(60_000), { command: 'pause', shownMs: 1 }),
      { kind: 'next', of: gop(60_000) },
      { stepping: true },
      'next-frame 60500',
    ],
    [
      'next, by steps once told',
      sent(playingAt(60_000), { command: 'next-frame', shownMs: 1 }),
      { kind: 'next', of: gop(60_000) },
      { stepping: true },
      'pull',
    ],
    [
      'next, after steps',
      sent(playingAt(60_000), { command: 'next-frame', shownMs: 1 }),
      { kind: 'next', of: gop(60_000) },
      {},
      'play',
    ],
    [
      'next, after four others',
      playingAt(60_000),
      { kind: 'next', of: gop(60_000) },
      { wrong: 4 },
      'go-to-date 61000',
    ],
    [
      'previous, from play',
      playingAt(60_000),
      { kind: 'previous', of: gop(60_000) },
      {},
      'reverse 60000',
    ],
    [
      'previous of a GOP within a second, rounded up',
      playingAt(60_400),
      { kind: 'previous', of: gop(60_400) },
      {},
      'reverse 61000',
    ],
    ['previous, in turn', reverseAt(60_000), { kind: 'previous', of: gop(60_000) }, {}, 'pull'],
    [
      'previous, a few too late',
      reverseAt(63_000),
      { kind: 'previous', of: gop(60_000) },
      { wrong: 3 },
      'pull',
    ],
    [
      'previous, after four others',
      reverseAt(61_000),
      { kind: 'previous', of: gop(60_000) },
      { wrong: 4 },
      'go-to-date 59000',
    ],
    [
      'previous, when it went too far back',
      reverseAt(50_000),
      { kind: 'previous', of: gop(60_000) },
      { wrong: 1 },
      'go-to-date 59000',
    ],
    [
      'previous, sent in front of it',
      sent(reverseAt(50_000), goTo(59_000)),
      { kind: 'previous', of: gop(60_000) },
      { attempts: 1 },
      'pull',
    ],
    [
      'previous, without a place',
      masked,
      { kind: 'previous', of: gop(60_000) },
      {},
      'go-to-date 59000',
    ],
    [
      'previous, by steps',
      playingAt(60_000),
      { kind: 'previous', of: gop(60_000) },
      { stepping: true },
      'previous-frame 60500',
    ],
    ['a probe', playingAt(60_000), { kind: 'probe', atMs: 99_000 }, {}, 'go-to-date 99000'],
    [
      'a probe, sent there',
      sent(masked, goTo(99_000)),
      { kind: 'probe', atMs: 99_000 },
      {},
      'pull',
    ],
    [
      'a sample, from play',
      playingAt(60_000),
      { kind: 'sample', direction: 1, step: 2 },
      {},
      'fast-forward 60500',
    ],
    [
      'a sample back',
      playingAt(60_000),
      { kind: 'sample', direction: -1, step: 2 },
      {},
      'fast-reverse 60500',
    ],
    [
      'a sample at a step too low',
      afterGop(sent(playingAt(0), { command: 'fast-forward', shownMs: 1 }), 1, gop(9_000)),
      { kind: 'sample', direction: 1, step: 2 },
      {},
      'fast-forward 60500',
    ],
    [
      'a sample where the recorder says its step',
      afterGop(sent(playingAt(0), { command: 'fast-forward', shownMs: 1 }), 1, gop(9_000), 2),
      { kind: 'sample', direction: 1, step: 2 },
      {},
      'pull',
    ],
  ])('%s', (_name, cursor, need, more, expected) => {
    expect(plan(cursor, need, more)).toBe(expected);
  });

  it('goes straight to the time where a recorder was seen to go on from what it delivered', () => {
    const seen = afterGop(
      sent(playingAt(300_000), { command: 'reverse', shownMs: 60_000 }),
      1,
      gop(299_000),
    );
    expect(seen.goesOnFrom).toBe('delivered');
    expect(plan(sent(seen, goTo(500_000)), { kind: 'previous', of: gop(60_000) })).toBe(
      'go-to-date 59000',
    );
    const other = afterGop(
      sent(playingAt(300_000), { command: 'reverse', shownMs: 60_000 }),
      1,
      gop(59_000),
    );
    expect(other.goesOnFrom).toBe('timef');
    expect(plan(sent(other, goTo(500_000)), { kind: 'previous', of: gop(60_000) })).toBe(
      'reverse 60000',
    );
  });

  it('counts the steps of FF, up to 8, and from 1 in the other direction', () => {
    const shownMs = 1;
    const fast = sent(
      masked,
      ...Array.from({ length: 12 }, () => ({ command: 'fast-forward', shownMs }) as const),
    );
    expect(fast.step).toBe(8);
    expect(sent(fast, { command: 'fast-reverse', shownMs })).toMatchObject({
      step: 1,
      direction: -1,
    });
    expect(sent(fast, { command: 'play' })).toMatchObject({ step: 0, mode: 'play' });
  });

  it('knows an answer of before the command by the state it tells', () => {
    const turned = sent(playingAt(60_000), { command: 'reverse', shownMs: 1 });
    expect(isStaleAnswer(turned, 1, 'play')).toBe(true);
    expect(isStaleAnswer(turned, 1, 'reverse')).toBe(false);
    expect(isStaleAnswer(turned, 1, undefined)).toBe(false);
    expect(isStaleAnswer(turned, 1, 'pause')).toBe(false);
    expect(isStaleAnswer(afterGop(turned, 1, gop(59_000)), 1, 'play')).toBe(false);
  });

  it('is unsure after an answer of which nobody knows what it was', () => {
    const unsure = afterUnknown(playingAt(60_000), 1);
    expect(unsure.places.get(1)).toEqual({
      kind: 'unsure',
      delivered: gop(60_000),
      shownMs: undefined,
    });
    expect(unsure).toMatchObject({ mode: 'play', direction: 1 });
    expect(unsure.places.get(2)).toEqual({ kind: 'near', atMs: 60_000 });
    expect(plan(unsure, { kind: 'next', of: gop(60_000) })).toBe('pull');
    expect(plan(unsure, { kind: 'at', atMs: 61_000 })).toBe('go-to-date 61000');
    expect(afterGop(unsure, 1, gop(62_000)).goesOnFrom).toBeUndefined();
    expect(afterUnknown(masked, 1).places.get(1)).toMatchObject({ delivered: undefined });
  });

  it('stops and starts from nothing when nobody knows where the recorder stands', () => {
    const lost = lostCursor(playingAt(60_000));
    expect([...lost.places.keys()]).toEqual([1, 2]);
    expect(plan(lost, { kind: 'next', of: gop(60_000) })).toBe('go-to-date 61000');
    expect(sent(playingAt(1), { command: 'stop', shownMs: 1 })).toEqual(newCursor);
  });

  it('always comes to an end: pulls are counted, and then it is GOTODATE', () => {
    const shownMs = fc.nat(100_000);
    const commands = fc.oneof(
      fc.constant({ command: 'play' } as const),
      fc.record({
        command: fc.constantFrom(
          'reverse',
          'pause',
          'next-frame',
          'previous-frame',
          'fast-forward',
        ),
        shownMs,
      }),
      fc.record({ command: fc.constant('go-to-date'), atMs: shownMs }),
    );
    const spans = fc.nat(100).map((n) => gop(n * s));
    const needs = fc.oneof(
      fc.record({ kind: fc.constant('at'), atMs: shownMs }),
      fc.record({ kind: fc.constantFrom('next', 'previous'), of: spans }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(commands, spans)),
        needs,
        fc.boolean(),
        (steps, need, stepping) => {
          let cursor = masked;
          for (const [it, span] of steps) {
            cursor = afterGop(afterCommand(cursor, it), 1, span);
          }
          expect(plan(cursor, need as GopNeed, { wrong: 8, attempts: 1, stepping })).toMatch(
            /^go-to-date/,
          );
        },
      ),
    );
  });
});
