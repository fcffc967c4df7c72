import { Logger } from '@nestjs/common';
import { parseConfig } from '../config/load-config.js';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import { until } from '../recorders/testing/until.js';
import { inProcessLauncher } from './in-process-launcher.js';
import { MediaPlane } from './media-plane.js';
import type { MediaThreadClient } from './media-thread-client.js';
import { RecordingPlane } from './testing/recording-plane.js';
import type { ThreadHandle } from './thread-launcher.js';
import { createSharedRing } from '@casement/media';
import type { ViewerEvents } from '@casement/media';

const silent: ViewerEvents = {
  nominated: () => undefined,
  dtls: () => undefined,
  figures: () => undefined,
  gone: () => undefined,
};

describe('MediaPlane', () => {
  const clock = new ManualClock();
  const handles: ThreadHandle[] = [];
  let isBroken: (thread: number) => boolean;
  let media: MediaPlane;
  let started: number;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  async function start(workers: number): Promise<void> {
    const launch = inProcessLauncher({
      clock,
      openPlane: ({ thread }) => {
        started += 1;
        return isBroken(thread)
          ? Promise.reject(new Error('no port is free'))
          : Promise.resolve(new RecordingPlane(50_000 + thread));
      },
    });
    const config = parseConfig({
      text: JSON.stringify({ webrtc: { workers } }),
      baseDir: '/',
      env: {},
    });
    media = new MediaPlane(config, clock, (settings, listener) => {
      const handle = launch(settings, listener);
      handles.push(handle);
      return handle;
    });
    await media.onModuleInit();
  }

  beforeEach(() => {
    handles.length = 0;
    started = 0;
    isBroken = () => false;
  });

  afterEach(() => media.onApplicationShutdown());

  function openCamera(): MediaThreadClient | undefined {
    const thread = media.forCamera();
    thread?.openCamera(createSharedRing(media.newRingId()), {
      report: () => undefined,
      lost: () => undefined,
    });
    return thread;
  }

  function openViewer(home?: MediaThreadClient): number | undefined {
    const plane = media.planeFor(home);
    plane?.open(
      {
        id: 'viewer',
        usernameFragment: 'frag',
        password: 'a password',
        ssrc: 1,
        rtxSsrc: undefined,
        payloadTypes: {},
        cname: 'casement',
      },
      silent,
    );
    return plane?.addresses.udp4;
  }

  it('shares cameras out evenly', async () => {
    await start(3);
    const threads = Array.from({ length: 6 }, () => openCamera()?.settings.thread);
    expect(threads.sort()).toEqual([0, 0, 1, 1, 2, 2]);
    expect(media.status()).toMatchObject([
      { thread: 0, backend: 'node', sender: 'single', notes: ['a test'], udpPort: 50_000 },
      { thread: 1, tcpPort: 50_001, cameras: 2, viewers: 0 },
      { thread: 2 },
    ]);
  });

  it('keeps viewers with their camera until that has 100 more than another thread', async () => {
    await start(2);
    const home = openCamera();
    const ports = Array.from({ length: 102 }, () => openViewer(home));
    expect(ports.slice(0, 100).every((port) => port === 50_000)).toBe(true);
    expect(ports.slice(100)).toEqual([50_001, 50_000]);
    expect(media.status().map(({ viewers }) => viewers)).toEqual([101, 1]);
  });

  it('starts a thread again that died, later each time, and goes on with the others', async () => {
    await start(2);
    await handles[0]?.terminate();
    await settle();
    expect(media.status()).toMatchObject([{ thread: 1 }]);
    expect(openCamera()?.settings.thread).toBe(1);
    expect(openViewer()).toBe(50_001);
    isBroken = (thread) => thread === 0;
    await clock.advance(250);
    expect([started, media.status().length]).toEqual([3, 1]);
    await clock.advance(900);
    expect(started).toBe(3);
    isBroken = () => false;
    await clock.advance(350);
    expect(started).toBe(4);
    expect(media.status().map(({ thread }) => thread)).toEqual([0, 1]);
    expect(media.restarts).toBe(2);
    expect(openCamera()?.settings.thread).toBe(0);
  });

  it('counts failures anew after a minute without one', async () => {
    await start(1);
    for (let times = 0; times < 2; times += 1) {
      await clock.advance(61_000);
      await handles.at(-1)?.terminate();
      await settle();
      expect(media.status()).toEqual([]);
      await clock.advance(250);
      expect(media.status()).toHaveLength(1);
    }
  });

  it('starts without a thread when none can be had, and says that nobody can be served', async () => {
    isBroken = () => true;
    await start(1);
    expect(media.status()).toEqual([]);
    expect(media.forCamera()).toBeUndefined();
    expect(media.planeFor(undefined)).toBeUndefined();
    isBroken = () => false;
    await clock.advance(250);
    await until(() => media.status().length === 1);
  });

  it('starts no thread any more once it is closed', async () => {
    await start(1);
    await handles[0]?.terminate();
    await settle();
    await media.onApplicationShutdown();
    await clock.advance(60_000);
    expect([started, clock.timers]).toEqual([1, 0]);
  });
});
