import { jest } from '@jest/globals';
import { FakeSocket } from '../testing/fake-socket.js';
import { GatewaySocket } from './gateway-socket.js';

function connection(): {
  gateway: GatewaySocket;
  socket: FakeSocket;
  states: string[];
  refused: () => number;
} {
  const socket = new FakeSocket();
  const gateway = new GatewaySocket({ connect: () => socket.asSocket() });
  const states: string[] = [];
  let refusals = 0;
  gateway.onState((state) => states.push(state));
  gateway.onRefused(() => {
    refusals += 1;
  });
  return { gateway, socket, states, refused: () => refusals };
}

describe('GatewaySocket', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('tells each change of state once', () => {
    const { gateway, socket, states } = connection();
    gateway.open();
    gateway.open();
    socket.becomesConnected();
    socket.breaks();
    socket.says('connect_error', new Error('xhr poll error'));
    socket.becomesConnected();
    expect(states).toEqual(['connecting', 'connected', 'unreachable', 'connected']);
    expect(socket.connects).toBe(1);
  });

  it('asks whether the session holds when the gateway turns it away, and goes on trying', () => {
    const { gateway, socket, refused } = connection();
    gateway.open();
    socket.active = false;
    socket.says('connect_error', new Error('unauthenticated'));
    expect(refused()).toBe(1);
    jest.advanceTimersByTime(5_000);
    expect(socket.connects).toBe(2);
    socket.becomesConnected();
    socket.breaks('io server disconnect');
    expect(refused()).toBe(2);
    jest.advanceTimersByTime(5_000);
    expect(socket.connects).toBe(3);
  });

  it('says nothing after it was closed, and hears again after it was opened', () => {
    const { gateway, socket, states } = connection();
    const heard: string[] = [];
    gateway.on('recorder-removed', ({ id }) => heard.push(id));
    gateway.open();
    socket.says('recorder-removed', { id: 'a' });
    gateway.close();
    socket.becomesConnected();
    socket.says('recorder-removed', { id: 'b' });
    jest.advanceTimersByTime(60_000);
    expect(states).toEqual(['connecting', 'closed']);
    gateway.open();
    socket.says('recorder-removed', { id: 'c' });
    expect(heard).toEqual(['a', 'c']);
  });

  it('asks and waits for the answer; without a line it says so at once', async () => {
    const { gateway, socket } = connection();
    await expect(gateway.ask('alarms:resume', { after: 7 })).rejects.toThrow('no line');
    gateway.open();
    socket.becomesConnected();
    const answer = gateway.ask('alarms:resume', { after: 7 });
    expect(socket.answers({ latest: 9 })).toMatchObject({
      name: 'alarms:resume',
      request: { after: 7 },
    });
    expect(await answer).toEqual({ latest: 9 });
    const cut = gateway.ask('alarms:resume', { after: 9 });
    socket.breaks();
    await expect(cut).rejects.toThrow('disconnected');
    await expect(gateway.ask('alarms:resume', { after: 9 })).rejects.toThrow('no line');
  });
});
