import { createServer, type AddressInfo, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { flushMs } from './alarm-connection.js';
import { IDLE_MS, LISTEN_AGAIN_MS } from './alarm-listener.js';
import { alarmVector as vector, type AlarmVector } from './testing/alarm-vectors.js';
import { ListenerRig, type ListenerRigOptions } from './testing/listener-rig.js';

describe('AlarmListener', () => {
  const rigs: ListenerRig[] = [];
  const servers: Server[] = [];
  const lines: [level: string, words: string][] = [];
  const said = (level: string): string[] =>
    lines.filter(([of]) => of === level).map(([, words]) => words);

  beforeAll(() => {
    const write = (level: string) => (words: unknown) => lines.push([level, String(words)]);
    Logger.overrideLogger({ log: write('log'), warn: write('warn'), error: write('error') });
  });
  afterAll(() => {
    Logger.overrideLogger(false);
  });
  afterEach(async () => {
    await Promise.all(rigs.splice(0).map((rig) => rig.close()));
    servers.splice(0).forEach((server) => server.close());
    lines.length = 0;
  });

  async function rigOf(options: ListenerRigOptions = {}): Promise<ListenerRig> {
    const rig = new ListenerRig(options);
    rigs.push(rig);
    await until(() => rig.listener.status.listening);
    return rig;
  }

  it('says where it listens', async () => {
    const rig = await rigOf();
    expect(rig.listener.address?.host).toBe('127.0.0.1');
    expect(rig.listener.status.words).toBe(`listening on 127.0.0.1:${rig.listener.address?.port}`);
  });

  it.each<AlarmVector>(['AL01', 'AL02', 'AL03', 'AL04', 'AL06', 'AL07', 'AL08'])(
    'hears %s in one piece and says nothing',
    async (name) => {
      const rig = await rigOf();
      const sender = await rig.sender();
      await sender.end(vector(name));
      await until(() => rig.arrivals.length === 1);
      expect(rig.heard).toEqual([vector(name).toString('hex')]);
      expect(rig.arrivals[0]).toMatchObject({ address: '127.0.0.1' });
      expect(sender.received).toBe(0);
    },
  );

  it('hears several messages of one connection in their order', async () => {
    const rig = await rigOf();
    const names: AlarmVector[] = ['AL01', 'AL02', 'AL01', 'AL06', 'AL04'];
    const sender = await rig.sender();
    await sender.end(Buffer.concat(names.map(vector)));
    await until(() => rig.arrivals.length === names.length);
    expect(rig.heard).toEqual(names.map((name) => vector(name).toString('hex')));
  });

  it('hears a message whose bytes come one by one (AL16)', async () => {
    const rig = await rigOf();
    const sender = await rig.sender();
    for (const byte of vector('AL06')) {
      await sender.write(Uint8Array.of(byte));
    }
    await sender.end();
    await until(() => rig.arrivals.length > 0);
    expect(rig.heard).toEqual([vector('AL06').toString('hex')]);
  });

  it('hands a message over that may grow, when nothing has come for a while', async () => {
    const clock = new ManualClock();
    const rig = await rigOf({ clock });
    const sender = await rig.sender();
    await sender.write(vector('AL02'));
    await until(() => rig.counters['bytes'] === vector('AL02').length);
    await clock.advance(flushMs - 1);
    expect(rig.arrivals).toHaveLength(0);
    await clock.advance(1);
    expect(rig.heard).toEqual([vector('AL02').toString('hex')]);
    expect(rig.arrivals[0]?.receivedMs).toBe(clock.wallMs());
    await sender.write(vector('AL01'));
    await until(() => rig.arrivals.length === 2);
  });

  it('is patient with a sender that is slow', async () => {
    const clock = new ManualClock();
    const rig = await rigOf({ clock });
    const sender = await rig.sender();
    const bytes = vector('AL06');
    for (let at = 0; at < bytes.length; at += 8) {
      await sender.write(bytes.subarray(at, at + 8));
      const there = Math.min(bytes.length, at + 8);
      await until(() => rig.counters['bytes'] === there);
      await clock.advance(200);
    }
    expect(rig.arrivals).toHaveLength(0);
    await clock.advance(600);
    expect(rig.heard).toEqual([bytes.toString('hex')]);
  });

  it('counts a message that was cut off, and keeps quiet about it (AL17, AL18)', async () => {
    const rig = await rigOf();
    await (await rig.sender()).end(vector('AL01').subarray(0, 19));
    await (await rig.sender()).end();
    const reset = await rig.sender();
    reset.socket.resetAndDestroy();
    await until(() => rig.listener.status.connections === 0);
    expect(rig.counters).toMatchObject({ truncated: 1, connections: 3, messages: 0 });
    expect(rig.arrivals).toHaveLength(0);
    expect(lines).toEqual([['log', `alarms: ${rig.listener.status.words}`]]);
  });

  it('keeps what was complete before a reset', async () => {
    const rig = await rigOf();
    const sender = await rig.sender();
    await sender.write(vector('AL03'));
    await until(() => rig.counters['bytes'] === vector('AL03').length);
    sender.socket.resetAndDestroy();
    await until(() => rig.listener.status.connections === 0);
    expect(rig.heard).toEqual([vector('AL03').toString('hex')]);
  });

  it('closes connections that are silent for ten seconds (A1)', async () => {
    const clock = new ManualClock();
    const rig = await rigOf({ clock });
    const silent = await rig.sender();
    const half = await rig.sender();
    await half.write(vector('AL10'));
    await until(() => rig.counters['bytes'] === vector('AL10').length);
    await clock.advance(IDLE_MS - 1_000);
    expect(rig.listener.status.connections).toBe(2);
    await clock.advance(2_000);
    await Promise.all([silent.closed, half.closed]);
    expect(rig.counters).toMatchObject({ 'timed-out': 2, messages: 1, defects: 1 });
    expect(rig.arrivals[0]?.message.defects[0]?.words).toContain('none received');
    expect(rig.listener.status.connections).toBe(0);
    expect(said('warn')).toEqual([]);
  });

  it('cuts a connection of which nothing can be made, and keeps what was before (AL11)', async () => {
    const rig = await rigOf();
    const sender = await rig.sender();
    sender.socket.write(Buffer.concat([vector('AL11'), vector('AL01')]));
    await sender.closed;
    expect(rig.arrivals).toHaveLength(1);
    expect(rig.counters).toMatchObject({ cut: 1, messages: 1 });
    expect(said('warn')).toEqual([expect.stringContaining('alarms of 127.0.0.1: ')]);
  });

  it('survives any garbage', async () => {
    const rig = await rigOf();
    for (const fill of [0x00, 0x01, 0x55, 0x80, 0xff]) {
      const sender = await rig.sender();
      sender.socket.end(Buffer.alloc(65 * 1024, fill));
      await sender.closed;
    }
    await (await rig.sender()).end(vector('AL01'));
    await until(() => rig.heard.at(-1) === vector('AL01').toString('hex'));
    expect(rig.listener.status.connections).toBe(0);
  });

  describe('who may send', () => {
    it('closes connections of anybody else at once, and says so once a minute', async () => {
      const clock = new ManualClock();
      const rig = await rigOf({ clock, allow: ['127.0.0.1', '127.0.1.0/24'] });
      for (let count = 0; count < 5; count += 1) {
        const stranger = await rig.sender('127.0.0.9');
        await stranger.closed;
      }
      await (await rig.sender('127.0.1.77')).end(vector('AL01'));
      await until(() => rig.arrivals.length === 1);
      expect(rig.arrivals[0]).toMatchObject({ address: '127.0.1.77' });
      expect(rig.counters).toMatchObject({ 'refused-not-allowed': 5, connections: 1 });
      expect(said('warn')).toEqual([expect.stringContaining('127.0.0.9')]);
      await clock.advance(60_000);
      await (
        await rig.sender('127.0.0.9')
      ).closed;
      expect(said('warn').at(-1)).toContain('4 times more');
    });
  });

  describe('a port that is taken', () => {
    async function take(): Promise<Server> {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve());
      });
      return server;
    }

    it('is a state, said once, and is tried again until it is free', async () => {
      const clock = new ManualClock();
      const taken = await take();
      const { port } = taken.address() as AddressInfo;
      const rig = new ListenerRig({ clock, port });
      rigs.push(rig);
      const words = `cannot listen on 127.0.0.1:${port}: another program uses this port; tried again every 5 s`;
      await until(() => rig.listener.status.words === words);
      await until(() => clock.timers === 2);
      await clock.advance(LISTEN_AGAIN_MS);
      await until(() => clock.timers === 2);
      expect(rig.listener.status.listening).toBe(false);
      expect(rig.listener.address).toBeUndefined();
      expect(said('error')).toEqual([`alarms: ${words}`]);
      await new Promise((resolve) => taken.close(resolve));
      await clock.advance(LISTEN_AGAIN_MS);
      await until(() => rig.listener.status.listening);
      await (await rig.sender()).end(vector('AL01'));
      await until(() => rig.arrivals.length === 1);
    });

    it('is not waited for when the gateway ends', async () => {
      const clock = new ManualClock();
      const taken = await take();
      const { port } = taken.address() as AddressInfo;
      const rig = new ListenerRig({ clock, port });
      await until(() => clock.timers === 2);
      await rig.close();
      expect(clock.timers).toBe(0);
    });
  });
});
