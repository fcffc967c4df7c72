import { NeedProgress } from './need-progress.js';
import type { GopNeed } from './recorder-cursor.js';

const at: GopNeed = { kind: 'at', atMs: 5_000 };
const next: GopNeed = { kind: 'next', of: { startMs: 5_000, endMs: 6_000 } };

describe('the progress of a need', () => {
  it('counts what came and was not it, until a command is sent', () => {
    const progress = new NeedProgress();
    progress.passOver(at);
    progress.passOver(at);
    expect([progress.wrong(at), progress.attempts(at)]).toEqual([2, 0]);
    progress.sent(at, true);
    expect([progress.wrong(at), progress.attempts(at)]).toEqual([0, 1]);
  });

  it('counts commands with a place of their own only', () => {
    const progress = new NeedProgress();
    progress.sent(next, false);
    expect(progress.attempts(next)).toBe(0);
    progress.sent(next, true);
    expect(progress.attempts(next)).toBe(1);
  });

  it('goes on no further where it is hopeless', () => {
    const progress = new NeedProgress();
    progress.passOver(at, true);
    expect(progress.wrong(at)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each<[string, GopNeed]>([
    ['another time', { kind: 'at', atMs: 5_010 }],
    ['a search at the same time', { kind: 'probe', atMs: 5_000 }],
    ['the GOP behind', next],
    ['the GOP in front', { kind: 'previous', of: { startMs: 5_000, endMs: 6_000 } }],
    ['a sample', { kind: 'sample', direction: 1, step: 2 }],
  ])('begins anew for %s', (_name, other) => {
    const progress = new NeedProgress();
    progress.sent(at, true);
    progress.passOver(at);
    expect([progress.wrong(other), progress.attempts(other)]).toEqual([0, 0]);
  });

  it('is the same need though the end of the GOP is known better by now, or the step is another one', () => {
    const progress = new NeedProgress();
    progress.passOver(next);
    expect(progress.wrong({ kind: 'next', of: { startMs: 5_000, endMs: 6_040 } })).toBe(1);
    progress.passOver({ kind: 'sample', direction: 1, step: 2 });
    expect(progress.wrong({ kind: 'sample', direction: 1, step: 3 })).toBe(1);
    expect(progress.wrong({ kind: 'sample', direction: -1, step: 3 })).toBe(0);
  });

  it('is over when it came', () => {
    const progress = new NeedProgress();
    progress.sent(at, true);
    progress.reset();
    expect(progress.attempts(at)).toBe(0);
  });
});
