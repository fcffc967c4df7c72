import type { PtzMove } from '@casement/contract';
import { ApiProblem } from '../api/api-problem.js';
import type { GatewaySocket, SocketState } from '../api/gateway-socket.js';
import { settle } from '../testing/fake-timers.js';
import { moveOf, stopped } from './move.js';
import { MoveLine } from './move-line.js';

class World {
  state: SocketState = 'connected';
  readonly asked: unknown[] = [];
  /** What the socket answers; an Error is a line that breaks. */
  answer: string | null | Error = null;
  readonly posted: PtzMove[] = [];
  readonly posts: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  left = 0;
  readonly line: MoveLine;

  constructor() {
    const ask = (name: string, request: unknown): Promise<unknown> => {
      this.asked.push([name, request]);
      return this.answer instanceof Error
        ? Promise.reject(this.answer)
        : Promise.resolve(this.answer);
    };
    const state = (): SocketState => this.state;
    this.line = new MoveLine({
      camera: 'hq:3',
      socket: {
        get state() {
          return state();
        },
        ask: ask as GatewaySocket['ask'],
      },
      api: {
        move: (_, move) => {
          this.posted.push(move);
          return new Promise((resolve, reject) => this.posts.push({ done: resolve, fail: reject }));
        },
        leave: () => {
          this.left += 1;
        },
      },
    });
  }
}

const right = moveOf({ pan: 1 });
const left = moveOf({ pan: -1 });

describe('move line', () => {
  it('asks over the socket and passes on what is refused', async () => {
    const world = new World();
    expect(await world.line.send(right)).toBeNull();
    world.answer = 'driven by Anna';
    expect(await world.line.send(stopped)).toBe('driven by Anna');
    expect(world.asked).toEqual([
      ['ptz:move', { recorder: 'hq', camera: 3, pan: 1, tilt: 0, zoom: 0 }],
      ['ptz:move', { recorder: 'hq', camera: 3, pan: 0, tilt: 0, zoom: 0 }],
    ]);
    expect(world.posted).toEqual([]);
  });

  it('says a stop again by a request when the line breaks, and nothing else', async () => {
    const world = new World();
    world.answer = new Error('socket has been disconnected');
    expect(await world.line.send(right)).toBeNull();
    const stop = world.line.send(stopped);
    await settle();
    expect(world.posted).toEqual([stopped]);
    world.posts[0]?.done();
    expect(await stop).toBeNull();
  });

  it('asks by requests without a line: one at a time, the newest next, the stop last', async () => {
    const world = new World();
    world.state = 'unreachable';
    const answers = [right, left, right, stopped].map((move) => world.line.send(move));
    await settle();
    expect(world.posted).toEqual([right]);
    world.posts[0]?.done();
    await settle();
    expect(world.posted).toEqual([right, stopped]);
    world.posts[1]?.done();
    expect(await Promise.all(answers)).toEqual([null, null, null, null]);
    expect(world.asked).toEqual([]);
  });

  it('says in the gateway’s words why a request was refused', async () => {
    const world = new World();
    world.state = 'unreachable';
    const answer = world.line.send(right);
    await settle();
    world.posts[0]?.fail(
      new ApiProblem({ kind: 'conflict', status: 409, detail: 'driven by Anna' }),
    );
    expect(await answer).toBe('driven by Anna');
  });

  it('stops as the page goes', () => {
    const world = new World();
    world.line.leave();
    expect(world.left).toBe(1);
  });
});
