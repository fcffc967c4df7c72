import fc from 'fast-check';
import { FakeStreamConnection, sampleStart } from '../testing/fake-stream-connection.js';
import { ableBrowser } from '../testing/able-browser.js';
import { StreamSocket, streamUrl } from './stream-socket.js';
import type { PlayerRequest } from './player.js';

function socket() {
  const connection = new FakeStreamConnection();
  const log: string[] = [];
  const made = new StreamSocket({
    url: 'ws://gateway/stream',
    connect: () => connection,
    onOpen: () => log.push('open'),
    onStart: (start) => log.push(`start ${start.format} ${start.video}`),
    onNote: (words) => log.push(`note ${words}`),
    onData: (data) => log.push(`data ${data.byteLength}`),
    onEnded: (error) => log.push(`ended ${error.kind}: ${error.message}`),
  });
  return { connection, log, made };
}

describe('StreamSocket', () => {
  it('hands on what the gateway says', () => {
    const { connection, log } = socket();
    connection.opens();
    connection.says(sampleStart.frames);
    connection.sends(new ArrayBuffer(20));
    connection.says({ format: 'note', reason: 'the recorder does not answer' });
    connection.says({ format: 'note', reason: null });
    expect(log).toEqual([
      'open',
      'start frames avc1.4d401f',
      'data 20',
      'note the recorder does not answer',
      'note null',
    ]);
  });

  it.each([
    [4401, '', 'ended signed-out: The session has ended'],
    [4403, '', 'ended busy: You may not see this camera'],
    [4404, 'camera 3 is gone', 'ended busy: camera 3 is gone'],
    [4406, 'H.265 cannot be converted: the budget is spent', /^ended codec: H\.265 cannot/],
    [1006, '', 'ended transport: The WebSocket does not get through the network'],
  ])('close code %i', (code, reason, expected) => {
    const { connection, log } = socket();
    connection.closes(code, reason);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(expected);
  });

  it('tells a break from a network that lets nothing through', () => {
    const { connection, log } = socket();
    connection.opens();
    connection.closes(1006);
    expect(log).toEqual(['open', 'ended transport: The connection to the gateway broke']);
  });

  it('says nothing after it was closed', () => {
    const { connection, log, made } = socket();
    made.close();
    made.close();
    connection.opens();
    connection.sends(new ArrayBuffer(1));
    connection.closes(1000);
    expect(log).toEqual([]);
    expect(connection.closed).toBe(1);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { connection, log } = socket();
        connection.saysText(text);
        expect(log).toHaveLength(1);
      }),
    );
  });
});

describe('streamUrl', () => {
  const request: PlayerRequest = {
    camera: 'hq:3',
    choice: { way: 'websocket-frames', untouched: true, why: null },
    browser: ableBrowser,
    listening: false,
    chosen: false,
    confirmMs: 0,
  };
  const url = (change: Partial<PlayerRequest>, format: 'fmp4' | 'frames'): URL =>
    new URL(
      streamUrl({ ...request, ...change }, format, (path) => `https://gateway.test/cctv/${path}`),
    );

  it('lies below the base path and says what this browser takes', () => {
    const { href, searchParams } = url({}, 'frames');
    expect(href).toMatch(
      /^wss:\/\/gateway\.test\/cctv\/api\/v1\/recorders\/hq\/cameras\/3\/live\/stream\?/,
    );
    expect(Object.fromEntries(searchParams)).toEqual({
      format: 'frames',
      video: 'h264,jpeg',
      audio: '0',
    });
  });

  it('asks for sound only when somebody listens', () => {
    const { searchParams } = url({ listening: true }, 'fmp4');
    expect(Object.fromEntries(searchParams)).toEqual({
      format: 'fmp4',
      video: 'h264',
      audio: '1',
      sound: 'aac,opus',
    });
  });

  it('asks for a conversion by leaving out what it cannot show', () => {
    const choice = { way: 'websocket-frames', untouched: false, why: 'x' } as const;
    expect(url({ choice }, 'frames').searchParams.get('video')).toBe('h264');
    const browser = { ...ableBrowser, mediaSource: new Set(['avc1.42', 'hvc1.1']) };
    expect(url({ browser }, 'fmp4').searchParams.get('video')).toBe('h264,h265');
  });
});
