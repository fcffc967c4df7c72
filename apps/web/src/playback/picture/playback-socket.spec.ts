import { FakeStreamConnection } from '../../testing/fake-stream-connection.js';
import { FakeTimers } from '../../testing/fake-timers.js';
import {
  playbackMessage,
  sampleClock,
  sampleGopData,
  sampleGopHeader,
} from '../../testing/recorded-gops.js';
import { PlaybackSocket, playbackStreamUrl } from './playback-socket.js';

function socket() {
  const timers = new FakeTimers();
  const connections: FakeStreamConnection[] = [];
  const log: string[] = [];
  const made = new PlaybackSocket({
    url: 'ws://gateway.test/stream',
    connect: () => {
      const connection = new FakeStreamConnection();
      connections.push(connection);
      return connection;
    },
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    random: () => 0,
    onClock: ({ positionMs }) => log.push(`clock ${positionMs}`),
    onMessage: ({ kind }) => log.push(kind),
    onNote: (words) => log.push(`note ${words}`),
    onRefused: (words) => log.push(`refused ${words}`),
    onEnded: (words) => log.push(`ended ${words}`),
  });
  return { made, timers, connections, log };
}

describe('PlaybackSocket', () => {
  it('hands on clocks, notes and binary messages', () => {
    const { connections, log } = socket();
    const header = sampleGopHeader({ startMs: 0 });
    connections[0]?.says(sampleClock);
    connections[0]?.sends(playbackMessage(1, header, sampleGopData(header)));
    connections[0]?.says({ type: 'note', reason: 'waiting for the recorder' });
    expect(log).toEqual(['note null', 'clock 1000', 'gop', 'note waiting for the recorder']);
  });

  it('tells of messages that it does not understand, and goes on', () => {
    const { made, connections, log } = socket();
    connections[0]?.sends(new ArrayBuffer(3));
    connections[0]?.saysText('{');
    connections[0]?.says({ ...sampleClock, direction: 2 });
    connections[0]?.says(sampleClock);
    expect(made.strange).toBe(3);
    expect(log.at(-1)).toBe('clock 1000');
    expect(log[0]).toMatch(/unexpected \(Found 3 bytes/);
  });

  it('connects again, ever more slowly, and from the beginning after a success', () => {
    const { timers, connections, log } = socket();
    connections[0]?.closes(1006);
    timers.pass(499);
    expect(connections).toHaveLength(1);
    timers.pass(1);
    connections[1]?.closes(1006);
    timers.pass(999);
    expect(connections).toHaveLength(2);
    timers.pass(1);
    connections[2]?.opens();
    connections[2]?.says(sampleClock);
    connections[2]?.closes(1006);
    timers.pass(500);
    expect(connections).toHaveLength(4);
    expect(log).toEqual([
      'note The WebSocket does not get through the network',
      'note The WebSocket does not get through the network',
      'note null',
      'clock 1000',
      'note The connection to the gateway broke',
    ]);
  });

  it('takes a line for dead on which a running clock is not told any more', () => {
    const { timers, connections, log } = socket();
    connections[0]?.says({ ...sampleClock, running: true, state: 'playing' });
    timers.pass(6_500);
    expect(log.at(-1)).toBe('note The gateway has gone silent');
    expect([connections[0]?.closed, connections.length]).toEqual([1, 2]);
    connections[1]?.says(sampleClock);
    timers.pass(60_000);
    expect(connections).toHaveLength(2);
  });

  it.each([
    [4401, '', 'ended The session has ended'],
    [4403, '', 'ended You may not see this camera any more'],
    [4404, 'The playback was stopped', 'ended The playback was stopped'],
    [4406, '', 'refused The gateway cannot send this camera picture by picture'],
  ])('does not try again after %d', (code, reason, expected) => {
    const { timers, connections, log } = socket();
    connections[0]?.closes(code, reason);
    timers.pass(60_000);
    expect(log).toEqual([expected]);
    expect(connections).toHaveLength(1);
  });

  it('says what the gateway said before it refused', () => {
    const { connections, log } = socket();
    connections[0]?.says({ type: 'note', reason: 'no right to play this camera' });
    connections[0]?.closes(4406);
    expect(log.at(-1)).toBe('refused no right to play this camera');
  });

  it('is silent when closed', () => {
    const { made, timers, connections, log } = socket();
    made.close();
    made.close();
    connections[0]?.says(sampleClock);
    connections[0]?.closes(1006);
    timers.pass(60_000);
    expect([log, connections.length, connections[0]?.closed]).toEqual([[], 1, 1]);
  });
});

describe('playbackStreamUrl', () => {
  it.each([
    ['http://gateway.test/base/stream', true, 'ws://gateway.test/base/stream?audio=1'],
    ['https://gateway.test/stream', false, 'wss://gateway.test/stream?audio=0'],
  ])('of %s', (url, listening, expected) => {
    expect(playbackStreamUrl(url, listening)).toBe(expected);
  });
});
