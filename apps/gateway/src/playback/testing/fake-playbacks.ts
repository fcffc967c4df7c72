import { Registry } from 'prom-client';
import type { Principal } from '../../access/principal.js';
import { principalOf } from '../../access/principal.js';
import { SessionEvents } from '../../access/session-events.js';
import type { Clock } from '../../net/clock.js';
import type { CloseHook } from '../../recorders/recorder-directory.js';
import { FakeCameras } from '../../viewing/testing/fake-camera.js';
import { GopCache } from '../gop-cache.js';
import { PlaybackMetrics } from '../playback-metrics.js';
import { PlaybacksService } from '../playbacks.service.js';
import type { RecorderPlayback } from '../recorder-playback.js';
import { RecorderPlaybacks } from '../recorder-playback.js';
import { FakePlaybackMaker } from './fake-playback-run.js';

/** Somebody who is signed in. */
export const person = (username: string, role: Principal['role'] = 'viewer'): Principal =>
  principalOf({
    username,
    role,
    via: 'session',
    credentialId: `${username}-session`,
    mustChangePassword: false,
  });

/** The recorder `hq`, which is never asked for anything. */
class FakeRecorders extends RecorderPlaybacks {
  override find(recorder: string): RecorderPlayback | undefined {
    const never = (): Promise<never> => Promise.reject(new Error('not in this test'));
    return recorder === 'hq'
      ? {
          recorder,
          cameras: [1, 2],
          timeZone: 'UTC',
          lease: never,
          recordedTimes: never,
          log: never,
        }
      : undefined;
  }
}

/** Playbacks of the recorder `hq` with two cameras, whose sessions a test has in its hands. */
export function fakePlaybacks(clock: Clock) {
  const maker = new FakePlaybackMaker();
  const sessions = new SessionEvents();
  const registry = new Registry();
  const cameras = new FakeCameras();
  const hooks: CloseHook[] = [];
  const metrics = new PlaybackMetrics(registry, clock, new GopCache());
  const service = new PlaybacksService(
    new FakeRecorders(),
    cameras,
    maker,
    sessions,
    metrics,
    clock,
    { beforeClose: (hook) => void hooks.push(hook) },
  );
  service.onApplicationBootstrap();
  const figure = async (name: string): Promise<number | undefined> => {
    const found = (await registry.metrics())
      .split('\n')
      .find((line) => line.startsWith(`${name} `));
    return found === undefined ? undefined : Number(found.split(' ').at(-1));
  };
  return { maker, sessions, cameras, hooks, service, figure };
}
