import { isIdr, splitAnnexB } from '@casement/media';
import type { MediaUnit } from '@casement/media';
import { Logger } from '@nestjs/common';
import { createDialler } from '../net/dial.js';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import type { RecorderConfig } from '../config/config.js';
import { parseConfig } from '../config/load-config.js';
import { inProcessLauncher } from '../media/in-process-launcher.js';
import { MediaPlane } from '../media/media-plane.js';
import { RecordingPlane } from '../media/testing/recording-plane.js';
import type { ThreadHandle } from '../media/thread-launcher.js';
import { NvrRecorder } from '../recorders/nvr-recorder.js';
import { jpeg } from '../recorders/testing/fake-live.js';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { nothingRemembered } from './camera-memory.js';
import type { Remembered } from './camera-memory.js';
import { CameraStream } from './camera-stream.js';
import { RingViewer } from './testing/ring-viewer.js';
import { TransportMemory } from './transport-memory.js';

describe('CameraStream', () => {
  let fake: FakeRecorder;
  let clock: ManualClock;
  let recorder: NvrRecorder;
  let memory: TransportMemory;
  let known: Remembered;
  let media: MediaPlane;
  const threads: ThreadHandle[] = [];
  const recorders: NvrRecorder[] = [];
  const streams: CameraStream[] = [];
  const bugs: unknown[] = [];

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    clock = new ManualClock();
    memory = new TransportMemory();
    known = nothingRemembered;
    media = await mediaPlane('22000-22400');
    recorder = openRecorder();
  });

  afterEach(async () => {
    recorders.forEach((each) => each.prepareClose());
    await whileTimePasses(Promise.all(streams.splice(0).map((stream) => stream.end())));
    await whileTimePasses(Promise.all(recorders.splice(0).map((each) => each.close())));
    await media.onApplicationShutdown();
    await fake.dispose();
    expect(bugs.splice(0)).toEqual([]);
  });

  /** One media thread, in this thread and with its clock; it sends to nobody. */
  async function mediaPlane(rtpPorts: string): Promise<MediaPlane> {
    const launch = inProcessLauncher({
      clock,
      openPlane: () => Promise.resolve(new RecordingPlane()),
    });
    const config = parseConfig({
      text: JSON.stringify({ live: { rtpPorts }, webrtc: { workers: 1 } }),
      baseDir: '/',
      env: {},
    });
    const plane = new MediaPlane(config, clock, (settings, listener) => {
      const handle = launch(settings, listener);
      threads.push(handle);
      return handle;
    });
    await plane.onModuleInit();
    return plane;
  }

  /** STOPs keep a small distance, too. */
  async function whileTimePasses(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    void work.finally(() => (isDone = true));
    await until(
      () => isDone,
      () => 'closed',
      () => clock.advance(50),
    );
  }

  function openRecorder(change: Partial<RecorderConfig> = {}): NvrRecorder {
    const opened = new NvrRecorder({
      config: fake.config(change),
      clock,
      random: () => 0,
      dispatcher: createDialler({ connectTimeoutMs: 1_000 }),
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    });
    recorders.push(opened);
    opened.start();
    return opened;
  }

  function streamOf(camera = 1, of = recorder): CameraStream {
    const stream = new CameraStream(of, {
      camera,
      media,
      clock,
      memory,
      notes: {
        get known() {
          return known;
        },
        note: (change) => {
          const audioAtMs = change.audio === undefined ? known.audioAtMs : clock.wallMs();
          known = { ...known, ...change, audioAtMs };
        },
      },
      settings: { lingerMs: 30_000, firstPacketMs: 4_000, instantStart: true },
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    });
    streams.push(stream);
    return stream;
  }

  const say = (stream: CameraStream) => (): string => JSON.stringify(stream.live);

  /** Lets pictures come, ten a second, until a condition holds. */
  async function play(stream: CameraStream, condition: () => boolean): Promise<void> {
    await until(condition, say(stream), async () => {
      fake.tick();
      await settle();
      await clock.advance(20);
      streams.forEach((each) => each.tick(clock.nowMs()));
    });
  }

  /** Lets time pass and nothing come, until a condition holds. */
  async function wait(stream: CameraStream, condition: () => boolean, stepMs = 100): Promise<void> {
    await until(condition, say(stream), async () => {
      await clock.advance(stepMs);
      streams.forEach((each) => each.tick(clock.nowMs()));
    });
  }

  const isPlaying = (stream: CameraStream) => (): boolean => stream.live.state === 'playing';

  it('counts viewers only, though a conversion keeps it open as well', () => {
    const stream = streamOf();
    const leave = stream.watch(false);
    expect(stream.live).toMatchObject({ state: 'starting', viewers: 0 });
    stream.watch();
    leave();
    expect(stream.live.viewers).toBe(1);
  });

  it('opens one upstream for the first viewer, and gives every viewer the same pictures from an IDR on', async () => {
    const stream = streamOf();
    expect(stream.live).toMatchObject({ state: 'idle', reason: null, viewers: 0 });
    const [first, second] = [new RingViewer(), new RingViewer()];
    stream.watch();
    stream.add(first);
    await play(stream, isPlaying(stream));
    await play(stream, () => first.units.length >= 7);
    stream.watch();
    stream.add(second);
    expect(second.units[0]?.randomAccess).toBe(true);
    expect(second.units.every(({ catchUp }) => catchUp)).toBe(true);
    expect(second.policies).toEqual(['compressed']);
    await play(stream, () => second.units.length >= 8);
    expect(fake.count('startLiveRtp')).toBe(1);
    expect(fake.streams).toHaveLength(1);
    expect(first.units.at(-1)?.payloads).toEqual(second.units.at(-1)?.payloads);
    expect(first.rings).toEqual(second.rings);
    expect(stream.live).toMatchObject({
      state: 'playing',
      viewers: 2,
      statistics: { transport: 'rtp', codec: 'H.264 Constrained Baseline', width: 64, height: 48 },
    });
    expect(stream.live.statistics.packetsLost).toBe(0);
    expect(
      recorder.view.clockOffsetMs === null || Number.isFinite(recorder.view.clockOffsetMs),
    ).toBe(true);
  });

  it('closes the upstream 30 s after the last viewer, and not before', async () => {
    const stream = streamOf();
    const leave = stream.watch();
    await play(stream, isPlaying(stream));
    leave();
    leave();
    await clock.advance(20_000);
    const again = stream.watch();
    await clock.advance(20_000);
    expect(fake.count('stopLiveRtp')).toBe(0);
    again();
    await clock.advance(29_999);
    expect(fake.count('stopLiveRtp')).toBe(0);
    await wait(stream, () => stream.live.state === 'idle' && fake.streams.length === 0);
    expect(fake.count('stopLiveRtp')).toBe(1);
    expect(stream.isActive).toBe(false);
  });

  it('starts again when a viewer comes while STOP is under way', async () => {
    const stream = streamOf();
    const leave = stream.watch();
    await play(stream, isPlaying(stream));
    leave();
    await clock.advance(30_000);
    stream.watch();
    await play(stream, () => isPlaying(stream)() && fake.count('startLiveRtp') === 2);
    expect(fake.streams).toHaveLength(1);
  });

  it('goes to HTTP when RTP does not get through, and remembers that for the other cameras', async () => {
    fake.udpArrives = false;
    const stream = streamOf(1);
    stream.watch();
    await wait(stream, () => fake.count('startLiveRtp') === 1);
    await wait(stream, () => fake.count('startLiveHttp') === 1);
    expect(fake.count('stopLiveRtp')).toBe(1);
    await play(stream, isPlaying(stream));
    expect(stream.live.statistics.transport).toBe('http');
    const other = streamOf(2);
    other.watch();
    await play(other, isPlaying(other));
    expect(fake.count('startLiveRtp')).toBe(1);
    expect(other.live.statistics.transport).toBe('http');
  });

  it('asks for the other format when RTP works but this camera sends nothing', async () => {
    const stream = streamOf(1);
    stream.watch();
    await play(stream, isPlaying(stream));
    const other = streamOf(2);
    fake.udpArrives = false;
    other.watch();
    await wait(other, () => fake.count('startLiveRtp') === 3);
    const last = fake.seen.filter(({ request }) => request.command === 'startLiveRtp').at(-1);
    expect(last?.request).toMatchObject({ camera: 2, compression: 'H265' });
    expect(fake.count('startLiveHttp')).toBe(0);
  });

  it('takes H.265 although H.264 was asked for, and asks for it the next time', async () => {
    fake.video = 'h265';
    const stream = streamOf();
    const units: MediaUnit[] = [];
    stream.watch();
    stream.video.units({ unit: (unit) => void units.push(unit) });
    await play(stream, () => isPlaying(stream)() && units.length >= 6);
    expect(stream.live.statistics).toMatchObject({ codec: 'H.265 Main', width: 128, height: 96 });
    expect(stream.video.format).toMatchObject({ codec: 'h265', reorders: false });
    expect(units[0]).toMatchObject({ codec: 'h265', randomAccess: true, clockRateHz: 90_000 });
    expect(known).toMatchObject({ video: 'h265', transport: 'rtp', reorders: false });
    expect(streamOf(2).video.format).toBeUndefined();
    await stream.end();
    streams.splice(0);
    const next = streamOf();
    next.watch();
    await play(next, isPlaying(next));
    expect(fake.liveCommands).toEqual(['START H264', 'STOP H264', 'START H265']);
  });

  it('goes on with the same viewers when the codec changes in mid-stream', async () => {
    const stream = streamOf();
    const formats: unknown[] = [];
    const units: MediaUnit[] = [];
    stream.watch();
    stream.video.onChange(() => formats.push(stream.video.format?.codec));
    stream.video.units({ unit: (unit) => void units.push(unit) });
    await play(stream, () => units.length >= 6);
    fake.video = 'h265';
    fake.nextIdr();
    await play(stream, () => units.at(-1)?.codec === 'h265');
    await play(stream, () => stream.video.format?.codec === 'h265');
    expect(formats.filter((each, index) => each !== formats[index - 1])).toEqual(['h264', 'h265']);
    expect(units.find(({ codec }) => codec === 'h265')?.randomAccess).toBe(true);
    expect(fake.liveCommands).toEqual(['START H264']);
    expect(known.video).toBe('h265');
    units.slice(1).forEach(({ timestamp }, index) => {
      expect(timestamp).toBeGreaterThan(units[index]?.timestamp ?? 0);
    });
  });

  it('B28 finds out by trying that a camera sends JPEG, over HTTP, and knows it the next time', async () => {
    fake.video = 'jpeg';
    const stream = streamOf();
    const units: MediaUnit[] = [];
    stream.watch();
    stream.video.units({ unit: (unit) => void units.push(unit) });
    await play(stream, isPlaying(stream));
    await play(stream, () => units.length >= 3);
    expect(fake.liveCommands.filter((each) => each.startsWith('START'))).toEqual([
      'START H264',
      'START H264',
      'START H265',
      'START JPEG',
    ]);
    expect(units.at(-1)?.parts[0]).toEqual(new Uint8Array(jpeg));
    expect(stream.live.statistics).toMatchObject({
      transport: 'http',
      codec: 'JPEG Baseline',
      codecString: 'jpeg',
      width: 128,
    });
    await stream.end();
    streams.splice(0);
    const next = streamOf();
    next.watch();
    await play(next, isPlaying(next));
    expect(fake.liveCommands.at(-1)).toBe('START JPEG');
    // JPEG says nothing about the way of the others.
    expect(memory.preferred(clock.nowMs())).toBe('rtp');
  });

  it('B27 says that the recorder has no JPEG picture of a camera', async () => {
    const cameras = [{ number: 1, codec: 'jpeg', ptzScale: 16 }] as const;
    const stream = streamOf(1, openRecorder({ id: 'jpeg', cameras }));
    stream.watch();
    await play(stream, () => stream.live.state === 'failed');
    expect(stream.live.reason).toBe('the recorder has no JPEG picture of this camera');
    expect(stream.video.reason).toBe('the recorder has no JPEG picture of this camera');
    expect(stream.video.format).toBeUndefined();
    await wait(stream, () => fake.streams.length === 0);
  });

  describe('sound', () => {
    const audioOf = (): string[] => fake.liveCommands.filter((each) => each.endsWith('AUDIO'));

    it.each(['rtp', 'http'] as const)(
      'B12 comes over %s while somebody listens',
      async (transport) => {
        fake.sound = 'g711';
        const stream = streamOf(1, openRecorder({ id: transport, transport, audioLaw: 'a' }));
        const units: MediaUnit[] = [];
        stream.watch();
        await play(stream, isPlaying(stream));
        expect(audioOf()).toEqual([]);
        const stop = stream.sound.supply.units({ unit: (unit) => void units.push(unit) });
        await play(stream, () => units.length >= 5);
        expect(units[0]).toMatchObject({ codec: 'pcma', clockRateHz: 8_000, channels: 1 });
        expect(units[0]?.parts[0]).toHaveLength(160);
        expect(stream.sound.supply.format).toEqual({
          codec: 'pcma',
          sampleRateHz: 8_000,
          channels: 1,
        });
        expect(stream.live.statistics.audio).toBe('G.711 A-law 8 kHz mono');
        expect(known.audio).toBe('g711');
        expect(audioOf()).toEqual(['START AUDIO']);
        stop();
        stop();
        await clock.advance(4_000);
        expect(audioOf()).toEqual(['START AUDIO']);
        await wait(stream, () => audioOf().length === 2);
        expect(audioOf()).toEqual(['START AUDIO', 'STOP AUDIO']);
        expect(fake.streams.map(({ compression }) => compression)).toEqual(['H264']);
      },
    );

    it('B12 is stopped before the pictures, and comes back with them', async () => {
      fake.sound = 'g711';
      const stream = streamOf();
      const rings: unknown[] = [];
      stream.watch();
      stream.sound.supply.ring((ring) => rings.push(ring?.id));
      await play(stream, isPlaying(stream));
      await play(stream, () => stream.sound.playing !== undefined);
      fake.evict();
      await wait(stream, () => fake.count('login') === 2, 1_000);
      fake.nextIdr();
      await play(stream, isPlaying(stream));
      await play(stream, () => stream.sound.playing !== undefined);
      expect(audioOf().filter((each) => each === 'START AUDIO')).toHaveLength(2);
      // The format is the same: the ring goes on.
      expect(new Set(rings).size).toBe(2);
      await stream.end();
      expect(fake.liveCommands.slice(-2)).toEqual(['STOP AUDIO', 'STOP H264']);
      expect(rings.at(-1)).toBeUndefined();
      expect(stream.sound.supply.format?.codec).toBe('pcmu');
    });

    it('is not asked for again when the recorder refuses, until somebody listens ten minutes later', async () => {
      const stream = streamOf();
      stream.watch();
      const stop = stream.sound.supply.ring(() => undefined);
      await play(stream, isPlaying(stream));
      await play(stream, () => known.audio === 'none');
      expect(stream.sound.reason).toBe('the recorder sends no sound of this camera');
      expect(audioOf()).toEqual(['START AUDIO']);
      stop();
      await wait(stream, () => stream.sound.listeners === 0);
      fake.sound = 'g711';
      await clock.advance(5_000);
      stream.sound.supply.ring(() => undefined)();
      await clock.advance(5_000);
      expect(audioOf()).toEqual(['START AUDIO']);
      known = { ...known, audioAtMs: clock.wallMs() - 600_000 };
      stream.sound.supply.ring(() => undefined);
      fake.nextIdr();
      await play(stream, () => stream.sound.playing !== undefined);
      expect(known.audio).toBe('g711');
    });

    it('gives up when nothing comes for 8 s', async () => {
      fake.sound = 'silent';
      const stream = streamOf();
      stream.watch();
      stream.sound.supply.ring(() => undefined);
      await play(stream, isPlaying(stream));
      await play(stream, () => known.audio === 'none');
      await play(stream, () => audioOf().length === 2);
      expect(audioOf()).toEqual(['START AUDIO', 'STOP AUDIO']);
      expect(stream.live.state).toBe('playing');
    });

    it('is never asked for where the settings say so', async () => {
      fake.sound = 'g711';
      const stream = streamOf(1, openRecorder({ id: 'mute', audio: 'off' }));
      stream.watch();
      stream.sound.supply.ring(() => undefined);
      await play(stream, isPlaying(stream));
      await clock.advance(1_000);
      expect(stream.sound.reason).toBe('the sound of this camera is switched off in the settings');
      expect(audioOf()).toEqual([]);
    });

    it('says so when the settings switch it off under who listens, and goes on when they switch it on', async () => {
      fake.sound = 'g711';
      const stream = streamOf();
      stream.watch();
      stream.sound.supply.ring(() => undefined);
      const hears = (): boolean => stream.sound.playing !== undefined;
      const replaceBy = async (change: Partial<RecorderConfig>): Promise<void> => {
        await whileTimePasses(stream.suspend());
        stream.resume(openRecorder(change));
        await play(stream, isPlaying(stream));
        await clock.advance(1_000);
      };
      await play(stream, hears);
      await replaceBy({ id: 'mute', audio: 'off' });
      const asked = audioOf().length;
      expect(stream.sound.reason).toBe('the sound of this camera is switched off in the settings');
      await play(stream, isPlaying(stream));
      expect([hears(), audioOf().length]).toEqual([false, asked]);
      await replaceBy({ id: 'loud' });
      await play(stream, hears);
      expect(stream.sound.reason).toBeUndefined();
    });
  });

  it('NV37: waits 3 s after 204, three times, then 20 s', async () => {
    fake.answer = ({ command }) => (command === 'startLiveRtp' ? { status: 204 } : undefined);
    const stream = streamOf();
    stream.watch();
    for (const times of [1, 2, 3]) {
      await wait(
        stream,
        () => stream.live.reason === `the recorder is busy (${times} of 3); trying again in 3 s`,
      );
      expect(fake.count('startLiveRtp')).toBe(times);
      expect(fake.count('stopLiveRtp')).toBe(times);
    }
    await wait(stream, () => stream.live.reason?.startsWith('the recorder has no stream') === true);
    fake.answer = () => undefined;
    await clock.advance(20_000);
    await play(stream, isPlaying(stream));
  });

  it('NV38: 503 costs the UID, and the stream comes back with the next one', async () => {
    let isBusy = true;
    fake.answer = ({ command }) => {
      const answer = command === 'startLiveRtp' && isBusy ? ({ status: 503 } as const) : undefined;
      isBusy = answer === undefined && isBusy;
      return answer;
    };
    const stream = streamOf();
    stream.watch();
    await wait(stream, () => stream.live.state === 'waiting', 1);
    expect(stream.live.reason).toBe('reconnecting in 5 s: the recorder is too busy (503)');
    await clock.advance(5_000);
    await play(stream, isPlaying(stream));
    expect(fake.count('login')).toBe(2);
  });

  it('NV36: a page instead of the stream costs the UID', async () => {
    const page = { status: 200, contentType: 'text/html', body: '<html>login</html>' };
    let pages = 1;
    fake.answer = ({ command }) => (command === 'startLiveHttp' && pages-- > 0 ? page : undefined);
    const stream = streamOf(1, openRecorder({ id: 'http', transport: 'http' }));
    stream.watch();
    await play(stream, isPlaying(stream));
    expect(fake.count('startLiveHttp')).toBe(2);
  });

  it('comes back on the same viewers after an eviction, in one continuous timeline', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, () => sink.units.length >= 6);
    fake.evict();
    await wait(stream, () => fake.count('login') === 2, 1_000);
    const before = sink.units.length;
    fake.nextIdr();
    await play(stream, () => sink.units.length >= before + 6);
    expectOneTimeline(sink);
  });

  it('comes back on the same viewers after a reboot with another SSRC, sequence and clock', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, () => sink.units.length >= 6);
    await fake.close();
    const again = /^(reconnecting|no picture came for 15 s)/;
    await wait(stream, () => again.test(stream.live.reason ?? ''), 1_000);
    expect(stream.live.state).toBe('waiting');
    await fake.listen(Number(fake.url.port));
    fake.uids.clear();
    fake.nextIdr();
    await wait(stream, () => fake.streams.length === 1, 1_000);
    const before = sink.units.length;
    await play(stream, () => sink.units.length >= before + 6);
    expectOneTimeline(sink);
    expect(stream.live.state).toBe('playing');
  });

  it('a viewer that joins while the camera is down gets pictures when it is back, and no old ones', async () => {
    const stream = streamOf();
    stream.watch();
    await play(stream, isPlaying(stream));
    await fake.close();
    await wait(stream, () => stream.live.state === 'waiting', 1_000);
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    expect(sink.units).toEqual([]);
    await fake.listen(Number(fake.url.port));
    fake.uids.clear();
    fake.nextIdr();
    await wait(stream, () => fake.streams.length === 1, 1_000);
    await play(stream, () => sink.units.length >= 3);
    expect(sink.units[0]?.randomAccess).toBe(true);
  });

  it('says that pictures pause long before it starts again, and that they are back', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, isPlaying(stream));
    await wait(stream, () => stream.live.state === 'waiting');
    expect(stream.live.reason).toBe('no picture comes from the recorder');
    expect(stream.video.reason).toBe('no picture comes from the recorder');
    await play(stream, isPlaying(stream));
    expect(stream.video.reason).toBeUndefined();
    expect(fake.count('startLiveRtp')).toBe(1);
    expect(sink.closedBecause).toBeUndefined();
  });

  it('restarts after 15 s of silence, with STOP, and reads HTTP streams that are cut', async () => {
    const stream = streamOf();
    stream.watch();
    await play(stream, isPlaying(stream));
    await wait(stream, () => fake.count('startLiveRtp') === 2, 1_000);
    expect(fake.count('stopLiveRtp')).toBe(1);
    await play(stream, isPlaying(stream));
    const overHttp = streamOf(3, openRecorder({ id: 'http', transport: 'http' }));
    overHttp.watch();
    await play(overHttp, isPlaying(overHttp));
    fake.answer = ({ command }) => (command === 'stopLiveHttp' ? { status: 200 } : undefined);
    const uid = fake.streams.find(({ camera }) => camera === 3)?.uid;
    expect(uid).toBeDefined();
    fake.evict();
    fake.uids.add(uid ?? '');
    await wait(overHttp, () => overHttp.live.state === 'waiting', 1);
    expect(overHttp.live.reason).toMatch(/^(the connection was cut|the recorder ended the stream)/);
    await play(overHttp, isPlaying(overHttp));
  });

  it('tells which place START has among the commands', async () => {
    const paced = openRecorder({ id: 'paced', pacing: { controlMs: 3_000, ptzMs: 0 } });
    await wait(
      streamOf(1, paced),
      () => paced.status.state === 'online' && fake.count('setupLive') === 2,
      500,
    );
    const all = [1, 2, 3, 4].map((camera) => streamOf(camera, paced));
    all.forEach((stream) => stream.watch());
    await settle();
    const last = all.at(-1);
    expect(last?.live.reason).toMatch(
      /^waiting its turn: 3 commands before this one \(about (9|10|11|12) s\)$/,
    );
    await wait(last ?? streamOf(), () => fake.streams.length === 4, 500);
  });

  it('does not ask for a camera that is not registered, and says so', async () => {
    fake.cameras = [{ number: 1, connection: 'unregistered' }];
    const stream = streamOf();
    await wait(stream, () => recorder.cameras.length === 1);
    stream.watch();
    await wait(stream, () => stream.live.state === 'failed', 1);
    expect(stream.live.reason).toBe('no camera is registered under this number in the recorder');
    expect(fake.count('startLiveRtp')).toBe(0);
  });

  it('mentions that the recorder has lost the camera', async () => {
    fake.cameras = [{ number: 1, connection: 'error' }];
    fake.udpArrives = false;
    const stream = streamOf(1, openRecorder({ id: 'rtp', transport: 'rtp' }));
    await wait(stream, () => recorder.cameras.length === 1);
    stream.watch();
    await wait(
      stream,
      () => stream.live.reason?.includes('waiting for the first picture') === true,
      1,
    );
    expect(stream.live.reason).toBe(
      'the recorder has lost this camera; waiting for the first picture over RTP',
    );
  });

  it('says when all ports are taken', async () => {
    await media.onApplicationShutdown();
    media = await mediaPlane('22501');
    const stream = streamOf();
    stream.watch();
    await wait(stream, () => stream.live.state === 'waiting', 1);
    expect(stream.live.reason).toContain('no even port');
  });

  it('keeps its viewers while the settings of the recorder are changed', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, () => sink.units.length >= 3);
    recorder.prepareClose();
    await stream.suspend();
    expect(fake.streams).toEqual([]);
    expect(stream.live.reason).toBe('the settings of the recorder are being changed');
    stream.resume(openRecorder({ name: 'Renamed' }));
    const before = sink.units.length;
    await play(stream, () => sink.units.length >= before + 3);
    expectOneTimeline(sink);
  });

  it('stops, and closes its viewers, when the camera is taken away', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, isPlaying(stream));
    recorder.prepareClose();
    await stream.end();
    expect(fake.count('stopLiveRtp')).toBe(1);
    expect(sink.closedBecause).toBe('the camera is no longer there');
    expect(stream.ingest.ring).toBeUndefined();
  });

  it('gives no old picture to a viewer that joins a camera whose pictures stopped coming', async () => {
    const stream = streamOf();
    stream.watch();
    await play(stream, isPlaying(stream));
    await clock.advance(2_600);
    const late = new RingViewer();
    stream.watch();
    stream.add(late);
    expect(late.policies).toEqual(['none']);
    expect(late.units).toEqual([]);
    fake.nextIdr();
    await play(stream, () => late.units.length >= 2);
    expect(late.units[0]).toMatchObject({ randomAccess: true, catchUp: false });
  });

  it('takes nothing away from a viewer that leaves and comes back', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, () => sink.units.length >= 6);
    const before = sink.units.length;
    stream.remove(sink);
    stream.add(sink);
    await play(stream, () => sink.units.length >= before + 3);
    expect(sink.rings).toHaveLength(2);
    expect(sink.units[before]).toMatchObject({ randomAccess: true });
  });

  it('comes back on the same viewers with another ring when its media thread dies', async () => {
    const stream = streamOf();
    const sink = new RingViewer();
    stream.watch();
    stream.add(sink);
    await play(stream, () => sink.units.length >= 6);
    const { packets } = stream.ingest.received;
    expect(packets).toBeGreaterThan(0);
    await threads.at(-1)?.terminate();
    await settle();
    expect(stream.live.reason).toContain('the media thread');
    expect(sink.rings).toHaveLength(2);
    expect(sink.rings[1]?.id).not.toBe(sink.rings[0]?.id);
    const before = sink.units.length;
    await play(stream, () => isPlaying(stream)() && sink.units.length >= before + 6);
    expect(threads.length).toBeGreaterThan(1);
    expect(media.restarts).toBe(1);
    expect(fake.streams).toHaveLength(1);
    expect(stream.ingest.received.packets).toBeGreaterThanOrEqual(packets);
  });

  function expectOneTimeline({ units }: RingViewer): void {
    units.slice(1).forEach(({ timestamp90k }, index) => {
      expect(timestamp90k).toBeGreaterThan(units[index]?.timestamp90k ?? 0);
    });
  }
});

describe('the pictures of the fake recorder', () => {
  it('begin with an IDR every five', async () => {
    const { pictures } = await import('../recorders/testing/fake-live.js');
    expect(pictures).toHaveLength(20);
    expect(pictures.map((nalUnits) => nalUnits.some(isIdr))).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 5 === 0),
    );
    expect(splitAnnexB(new Uint8Array())).toEqual([]);
  });
});
