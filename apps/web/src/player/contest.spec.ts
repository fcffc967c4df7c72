import type { DeliveryWay } from '@casement/contract';
import fc from 'fast-check';
import { FakeMemoryStorage } from '../testing/fake-memory-storage.js';
import { FakeTimers } from '../testing/fake-timers.js';
import type { DeliveryChoice } from './choose-delivery.js';
import { contestTimes, type ContestView } from './contest-options.js';
import { WayContest } from './contest.js';
import { NetworkMemory } from './network-memory.js';
import type { PlayerHandlers } from './player.js';
import { forgiveAfterMs, WayLedger } from './way-ledger.js';
import { WayError } from './way-error.js';

type FakePlayer = PlayerHandlers & {
  readonly way: DeliveryWay;
  readonly listening: boolean;
  readonly element: HTMLVideoElement;
  closed: number;
  volume: number | null;
};

type Change = {
  readonly ways?: readonly DeliveryWay[];
  readonly forced?: boolean;
  readonly listening?: boolean;
  /** The gateway answers nothing. */
  readonly silent?: boolean;
  /** Ways that cannot even be opened. */
  readonly unable?: readonly DeliveryWay[];
};

function contest(change: Change = {}) {
  const timers = new FakeTimers();
  const players: FakePlayer[] = [];
  const log: string[] = [];
  const views: ContestView[] = [];
  const screen = new Set<unknown>();
  const memory = new NetworkMemory({
    storage: new FakeMemoryStorage(),
    nowMs: () => timers.nowMs,
    place: () => 'here',
  });
  const ledger = new WayLedger(() => timers.nowMs);
  const world = {
    plays: true,
    reachable: true,
    ways: change.ways ?? ['webrtc', 'websocket-frames', 'hls', 'mjpeg'],
  };
  const plan = (forgiving: boolean, offered: readonly DeliveryWay[] | null): DeliveryChoice[] => {
    const failed = forgiving ? new Map() : new Map([...memory.failed, ...ledger.failed]);
    return world.ways
      .filter((way) => !failed.has(way) && (offered === null || offered.includes(way)))
      .map((way) => ({ way, untouched: true, why: [...failed.values()].join() || null }));
  };
  const made = new WayContest({
    plan: ({ forgiving, offered }) => plan(forgiving, offered),
    whyNoWay: () => 'there is none',
    open: (choice, { listening }, handlers) => {
      if (change.unable?.includes(choice.way)) {
        throw new WayError('unsupported', `no ${choice.way}`);
      }
      const player: FakePlayer = {
        ...handlers,
        way: choice.way,
        listening,
        element: document.createElement('video'),
        closed: 0,
        volume: null,
      };
      players.push(player);
      handlers.onBegun();
      if (!change.silent) {
        handlers.onAnswered();
      }
      return {
        element: player.element,
        close: () => {
          player.closed += 1;
        },
        statistics: () => Promise.resolve(undefined),
        report: () => Promise.resolve(null),
        decoded: () => undefined,
        hear: (volume) => {
          player.volume = volume;
        },
        soundLevel: () => 0.5,
      };
    },
    memory,
    ledger,
    cameraPlays: () => world.plays,
    gatewayReachable: () => world.reachable,
    forced: change.forced ?? false,
    listening: change.listening ?? false,
    volume: change.listening ? 0.8 : null,
    mount: (element) => screen.add(element),
    unmount: (element) => screen.delete(element),
    onShown: (_element, way) => log.push(`shown ${way}`),
    onView: (view) => views.push(view),
    onConnected: () => log.push('connected'),
    onPicture: () => undefined,
    onNote: (words) => log.push(`note ${words}`),
    onNextWay: () => log.push('next way'),
    onEnded: (error) => log.push(`ended ${error.kind}: ${error.message}`),
    nowMs: () => timers.nowMs,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
  });
  const running = () => players.filter(({ closed }) => closed === 0);
  return {
    ...{ made, timers, players, log, views, screen, memory, ledger, world },
    running: () => running().map(({ way }) => way),
    of: (way: DeliveryWay) => players.findLast((player) => player.way === way),
  };
}

describe('WayContest', () => {
  it('starts nothing beside a first way that connects at once', () => {
    const { made, timers, of, running, log } = contest();
    made.begin();
    of('webrtc')?.onConnected();
    timers.pass(contestTimes.rival);
    of('webrtc')?.onPicture(null);
    expect(running()).toEqual(['webrtc']);
    expect(log).toEqual(['connected', 'shown webrtc']);
  });

  it('starts a second way over another transport soon, and keeps the first that shows a picture', () => {
    const { made, timers, of, running, log, memory } = contest({
      ways: ['websocket-frames', 'websocket-mse', 'hls'],
    });
    made.begin();
    timers.pass(contestTimes.rivalOfHttp);
    expect(running()).toEqual(['websocket-frames', 'hls']);
    of('websocket-frames')?.onPicture(40);
    expect(running()).toEqual(['websocket-frames']);
    expect(log).toEqual(['shown websocket-frames']);
    expect(memory.works('websocket-frames')).toBe(true);
  });

  it('shows a picture at once where UDP is blocked, remembers it, and says so', () => {
    const { made, timers, of, running, memory, views } = contest();
    made.begin();
    timers.pass(contestTimes.rival);
    of('websocket-frames')?.onPicture(40);
    expect(running()).toEqual(['webrtc', 'websocket-frames']);
    timers.pass(contestTimes.grace);
    expect(running()).toEqual(['websocket-frames']);
    expect([...memory.failed]).toEqual([['webrtc', 'UDP is blocked']]);
    expect(views.at(-1)?.choice.why).toBe('UDP is blocked');
  });

  it('does not wait for the first way when the second one gets no connection either', () => {
    const { made, timers, of, running, memory } = contest();
    made.begin();
    timers.pass(contestTimes.rival);
    of('websocket-frames')?.onEnded(new WayError('transport', 'it does not get through'));
    expect(running()).toEqual(['webrtc', 'hls']);
    of('hls')?.onPicture(40);
    timers.pass(contestTimes.grace);
    expect(running()).toEqual(['hls']);
    expect([...memory.failed.keys()]).toEqual(['websocket-frames', 'webrtc']);
  });

  it('adds nothing beside a way that has a connection', () => {
    const { made, timers, of, running } = contest();
    made.begin();
    timers.pass(contestTimes.rival);
    of('webrtc')?.onConnected();
    of('websocket-frames')?.onEnded(new WayError('transport', 'it does not get through'));
    expect(running()).toEqual(['webrtc']);
  });

  it('changes over to the better way that was only slower', () => {
    const { made, timers, of, running, log, memory, screen } = contest();
    made.begin();
    timers.pass(contestTimes.rival);
    of('websocket-frames')?.onPicture(40);
    of('webrtc')?.onPicture(40);
    expect(running()).toEqual(['webrtc']);
    expect(screen.size).toBe(1);
    expect(log).toEqual(['shown websocket-frames', 'shown webrtc']);
    expect(memory.failed.size).toBe(0);
  });

  it('starts nothing beside a way that is known to work here', () => {
    const { made, timers, memory, running } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    timers.pass(contestTimes.quiet - 1);
    expect(running()).toEqual(['webrtc']);
  });

  it('goes down when nothing comes for five seconds, once per way', () => {
    const { made, timers, memory, players, running, log } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    for (let step = 0; step < 4; step += 1) {
      timers.pass(contestTimes.quiet);
    }
    expect(players.map(({ way }) => way)).toEqual(['webrtc', 'websocket-frames', 'hls', 'mjpeg']);
    expect(running()).toEqual([]);
    expect(log.filter((line) => line === 'next way')).toHaveLength(3);
    expect(log.at(-1)).toMatch(/^ended transport: No connection/);
  });

  it('gives a way whose pictures arrive more time: another would not be quicker', () => {
    const { made, timers, of, running, memory } = contest({ ways: ['webrtc', 'hls'] });
    memory.noteWorks('webrtc');
    made.begin();
    of('webrtc')?.onConnected();
    of('webrtc')?.onArriving();
    timers.pass(contestTimes.slow - contestTimes.tick);
    expect(running()).toEqual(['webrtc']);
    timers.pass(contestTimes.tick);
    expect(running()).toEqual(['hls']);
  });

  it('waits with a connection for a camera that has nothing to show', () => {
    const { made, timers, of, running, world } = contest({ ways: ['webrtc', 'hls'] });
    world.plays = false;
    made.begin();
    of('webrtc')?.onConnected();
    timers.pass(60_000);
    expect(running()).toEqual(['webrtc']);
    world.plays = true;
    timers.pass(contestTimes.quiet);
    expect(running()).toEqual(['hls']);
  });

  it('goes at once to a way that the gateway names', () => {
    const { made, of, running, memory } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    of('webrtc')?.onEnded(new WayError('codec', 'H.265', { ways: ['mjpeg'] }));
    expect(running()).toEqual(['mjpeg']);
  });

  it('does not blame the way for a gateway that is busy', () => {
    const { made, of, log, ledger, memory } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    of('webrtc')?.onEnded(new WayError('busy', 'All sessions are in use'));
    expect(log).toEqual(['ended busy: All sessions are in use']);
    expect(ledger.failed.size).toBe(0);
  });

  it('does not go down, nor blame the network, while the gateway is away', () => {
    const { made, of, log, ledger, memory, world } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    world.reachable = false;
    of('webrtc')?.onEnded(new WayError('transport', 'it broke'));
    expect(log).toEqual(['ended busy: The gateway cannot be reached.']);
    expect(ledger.failed.size).toBe(0);
    expect(memory.failed.size).toBe(0);
  });

  it('ends at once when the session is over, whatever else runs', () => {
    const { made, timers, of, log } = contest();
    made.begin();
    timers.pass(contestTimes.rival);
    of('websocket-frames')?.onEnded(new WayError('signed-out', 'Sign in'));
    expect(log).toEqual(['ended signed-out: Sign in']);
  });

  it('does not take a network for blocked from which no picture came at all', () => {
    const { made, timers, memory } = contest({ ways: ['webrtc', 'websocket-frames'] });
    made.begin();
    timers.pass(4 * contestTimes.quiet);
    expect(memory.failed.size).toBe(0);
  });

  it('gives a gateway that is slow to answer more time, and does not blame the network', () => {
    const { made, timers, memory, running } = contest({ silent: true });
    made.begin();
    timers.pass(contestTimes.unanswered - contestTimes.tick);
    expect(running()).toEqual(['webrtc', 'websocket-frames']);
    timers.pass(contestTimes.unanswered);
    expect(running()).toEqual(['hls']);
    expect(memory.failed.size).toBe(0);
  });

  it('tries nothing but what somebody chose', () => {
    const { made, timers, players, log } = contest({ forced: true, ways: ['hls'] });
    made.begin();
    timers.pass(contestTimes.quiet);
    expect(players.map(({ way }) => way)).toEqual(['hls']);
    expect(log.at(-1)).toMatch(/^ended/);
  });

  it('passes over what cannot be opened', () => {
    const { made, running } = contest({ unable: ['webrtc', 'websocket-frames'] });
    made.begin();
    expect(running()).toEqual(['hls']);
  });

  it('says why there is no way', () => {
    const { made, log } = contest({ ways: [] });
    made.begin();
    expect(log).toEqual(['ended unsupported: there is none']);
  });

  it('tells when the way in use breaks, and allows it once', () => {
    const { made, of, log, ledger, memory } = contest();
    memory.noteWorks('webrtc');
    made.begin();
    of('webrtc')?.onPicture(40);
    of('webrtc')?.onEnded(new WayError('transport', 'it broke'));
    expect(log.at(-1)).toBe('ended transport: it broke');
    expect(ledger.failed.size).toBe(0);
    ledger.broke('webrtc', 'it broke');
    expect(ledger.failed.has('webrtc')).toBe(true);
  });

  it('tries upward again, quietly, and stays where it is when that fails', () => {
    const { made, timers, of, running, memory, ledger } = contest();
    memory.noteFailed('webrtc', 'UDP is blocked');
    made.begin();
    of('websocket-frames')?.onPicture(40);
    timers.pass(forgiveAfterMs);
    expect(running()).toEqual(['websocket-frames', 'webrtc']);
    of('webrtc')?.onEnded(new WayError('transport', 'no'));
    expect(running()).toEqual(['websocket-frames']);
    ledger.forgive();
    timers.pass(forgiveAfterMs);
    of('webrtc')?.onPicture(40);
    expect(running()).toEqual(['webrtc']);
    expect(memory.failed.size).toBe(0);
  });

  it('looks for a better way when the camera sends something else', () => {
    const { made, of, running, world } = contest();
    made.begin();
    of('webrtc')?.onPicture(40);
    world.ways = ['websocket-frames', 'webrtc'];
    made.reconsider({ forgiving: false });
    made.reconsider({ forgiving: false });
    expect(running()).toEqual(['webrtc', 'websocket-frames']);
    of('websocket-frames')?.onPicture(40);
    expect(running()).toEqual(['websocket-frames']);
  });

  it('gets sound by a second connection while the picture stays', () => {
    const { made, of, players, running, log } = contest();
    made.begin();
    of('webrtc')?.onPicture(40);
    made.listen(true, 0.8);
    expect(running()).toEqual(['webrtc', 'webrtc']);
    expect(players.map(({ listening }) => listening)).toEqual([false, true]);
    expect(players[1]?.volume).toBeNull();
    players[1]?.onPicture(40);
    expect(players.map(({ closed }) => closed)).toEqual([1, 0]);
    expect(players[1]?.volume).toBe(0.8);
    expect(log).toEqual(['shown webrtc', 'shown webrtc']);
  });

  it('keeps the picture when there is no sound', () => {
    const { made, of, players, running, views, ledger } = contest();
    made.begin();
    of('webrtc')?.onPicture(40);
    made.listen(true, 0.8);
    players[1]?.onEnded(new WayError('refused', 'no sound'));
    expect(running()).toEqual(['webrtc']);
    expect(views.at(-1)?.sound).toBe('none');
    expect(ledger.failed.size).toBe(0);
  });

  it('gives sound up a while after nobody listens any more', () => {
    const { made, timers, of, players } = contest({ listening: true });
    made.begin();
    of('webrtc')?.onPicture(40);
    made.listen(false, null);
    expect(players[0]?.volume).toBeNull();
    timers.pass(contestTimes.mute);
    players[1]?.onPicture(40);
    expect(players.map(({ listening, closed }) => [listening, closed])).toEqual([
      [true, 1],
      [false, 0],
    ]);
  });

  it('never leaves a player behind, and shows at most one way', () => {
    const ways: readonly DeliveryWay[] = ['webrtc', 'websocket-frames', 'hls', 'mjpeg'];
    const step = fc.oneof(
      fc.record({ what: fc.constantFrom('pass', 'listen', 'mute', 'reconsider', 'camera') }),
      fc.record({
        what: fc.constantFrom('picture', 'connected', 'transport', 'codec', 'busy', 'signed-out'),
        who: fc.nat(8),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, listening) => {
        const world = contest({ ways, listening });
        world.made.begin();
        for (const one of steps) {
          if (world.log.at(-1)?.startsWith('ended')) {
            break;
          }
          const player = 'who' in one ? world.players[one.who] : undefined;
          switch (one.what) {
            case 'pass':
              world.timers.pass(1_700);
              break;
            case 'listen':
              world.made.listen(true, 1);
              break;
            case 'mute':
              world.made.listen(false, null);
              break;
            case 'reconsider':
              world.made.reconsider({ forgiving: true });
              break;
            case 'camera':
              world.world.plays = !world.world.plays;
              break;
            case 'picture':
              player?.onPicture(40);
              break;
            case 'connected':
              player?.onConnected();
              break;
            case 'transport':
            case 'codec':
            case 'busy':
            case 'signed-out':
              player?.onEnded(new WayError(one.what, 'x'));
              break;
          }
          expect(world.screen.size).toBe(world.running().length);
          expect(world.running().length).toBeLessThanOrEqual(ways.length + 1);
        }
        world.made.close();
        world.made.close();
        expect(world.players.every(({ closed }) => closed === 1)).toBe(true);
        expect(world.screen.size).toBe(0);
        expect(world.timers.pending).toBe(0);
      }),
    );
  });
});
