import fc from 'fast-check';
import { FakeTimers } from '../testing/fake-timers.js';
import { tileTimes } from './tile-model.js';
import { TilePlayer, type ViewingHandlers } from './tile-player.js';
import { WayError } from './way-error.js';

type FakeViewing = ViewingHandlers & { closed: number };

function player(options: { error?: WayError } = {}) {
  const timers = new FakeTimers();
  const viewings: FakeViewing[] = [];
  const closings: string[] = [];
  let signedOut = 0;
  const tile = new TilePlayer({
    open: (handlers) => {
      const viewing = { ...handlers, closed: 0 };
      viewings.push(viewing);
      return {
        begin: () => {
          if (options.error) {
            handlers.onEnded(options.error);
          }
        },
        close: () => {
          viewing.closed += 1;
        },
        statistics: () => Promise.resolve(undefined),
        report: () => Promise.resolve(null),
      };
    },
    nowMs: () => timers.nowMs,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    random: () => 0,
    onModel: () => undefined,
    onClosing: (during) => closings.push(during),
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return { tile, timers, viewings, closings, signedOut: () => signedOut };
}

function play({ tile, viewings }: ReturnType<typeof player>): void {
  tile.send({ kind: 'visibility', visible: true });
  viewings.at(-1)?.onConnected();
  viewings.at(-1)?.onPicture(40);
}

describe('TilePlayer', () => {
  it('notices a frozen picture, then opens a new viewing and closes the old one', () => {
    const world = player();
    play(world);
    expect(world.tile.model.phase.name).toBe('playing');
    world.timers.pass(tileTimes.frozen);
    expect(world.tile.model.phase.name).toBe('frozen');
    expect(world.viewings).toHaveLength(1);
    world.timers.pass(tileTimes.reopenFrozen);
    expect(world.viewings.map(({ closed }) => closed)).toEqual([1, 0]);
    expect(world.closings).toEqual(['frozen']);
  });

  it('keeps trying after failures, by itself', () => {
    const world = player();
    world.tile.send({ kind: 'visibility', visible: true });
    for (let turn = 0; turn < 20; turn += 1) {
      world.viewings.at(-1)?.onEnded(new WayError('busy', 'Not now'));
      world.timers.pass(10_000);
    }
    expect(world.viewings).toHaveLength(21);
    expect(world.viewings.slice(0, -1).every(({ closed }) => closed === 1)).toBe(true);
  });

  it('ignores what a replaced viewing still says', () => {
    const world = player();
    play(world);
    world.timers.pass(tileTimes.frozen + tileTimes.reopenFrozen);
    const [old, current] = world.viewings;
    old?.onEnded(new WayError('transport', 'late'));
    old?.onConnected();
    old?.onPicture(40);
    old?.onNextWay();
    expect(world.tile.model.phase.name).toBe('connecting');
    expect(world.closings).toEqual(['frozen']);
    current?.onConnected();
    expect(world.tile.model.phase.name).toBe('waiting');
  });

  it('tells when the session is over and goes on after a sign-in', () => {
    const world = player();
    play(world);
    world.viewings[0]?.onEnded(new WayError('signed-out', 'Sign in'));
    expect(world.signedOut()).toBe(1);
    expect(world.tile.model.phase.name).toBe('signed-out');
    world.tile.send({ kind: 'signed-in' });
    expect(world.viewings).toHaveLength(2);
  });

  it('says that the browser cannot, and tries again all the same', () => {
    const world = player({
      error: new WayError('unsupported', 'This browser has no WebRTC'),
    });
    world.tile.send({ kind: 'visibility', visible: true });
    expect(world.tile.model.phase).toMatchObject({
      name: 'failed',
      words: 'This browser has no WebRTC',
    });
    expect(world.timers.pending).toBe(1);
  });

  it('leaves nothing behind', () => {
    const world = player();
    play(world);
    world.tile.close();
    world.tile.close();
    world.viewings[0]?.onEnded(new WayError('transport', 'late'));
    world.tile.send({ kind: 'visibility', visible: true });
    world.timers.pass(60_000);
    expect(world.timers.pending).toBe(0);
    expect(world.viewings.map(({ closed }) => closed)).toEqual([1]);
    expect(world.closings).toEqual(['playing']);
  });

  it('never has more than one viewing open and one timer running', () => {
    const action = fc.constantFrom(
      'picture',
      'connected',
      'broken',
      'refused',
      'hide',
      'show',
      'lost',
      'back',
      'retry',
      'pass',
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const world = player();
        world.tile.send({ kind: 'visibility', visible: true });
        for (const what of actions) {
          const viewing = world.viewings.at(-1);
          switch (what) {
            case 'picture':
              world.tile.send({ kind: 'picture', intervalMs: 40 });
              break;
            case 'connected':
              viewing?.onConnected();
              break;
            case 'broken':
              viewing?.onEnded(new WayError('transport', 'x'));
              break;
            case 'refused':
              viewing?.onEnded(new WayError('refused', 'x'));
              break;
            case 'hide':
              world.tile.send({ kind: 'visibility', visible: false });
              break;
            case 'show':
              world.tile.send({ kind: 'visibility', visible: true });
              break;
            case 'lost':
              world.tile.send({ kind: 'gateway', reachable: false });
              break;
            case 'back':
              world.tile.send({ kind: 'gateway', reachable: true });
              break;
            case 'retry':
              world.tile.send({ kind: 'retry' });
              break;
            case 'pass':
              world.timers.pass(3_000);
              break;
          }
          const open = world.viewings.filter(({ closed }) => closed === 0).length;
          expect(open).toBeLessThanOrEqual(1);
          expect(world.timers.pending).toBe(world.tile.model.phase.name === 'paused' ? 0 : 1);
        }
        world.tile.close();
        expect(world.viewings.every(({ closed }) => closed === 1)).toBe(true);
        expect(world.timers.pending).toBe(0);
      }),
    );
  });
});
