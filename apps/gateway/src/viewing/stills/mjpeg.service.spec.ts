import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { principalOf } from '../../access/principal.js';
import { SessionEvents } from '../../access/session-events.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { Audience } from '../audience.js';
import { FakeCameras, FakeConversions, formats } from '../testing/fake-camera.js';
import { jpegUnit } from '../testing/units.js';
import { WayMetrics } from '../way-metrics.js';
import { MjpegService } from './mjpeg.service.js';

const principal = principalOf({
  username: 'anna',
  role: 'viewer',
  via: 'session',
  credentialId: 'anna-session',
  mustChangePassword: false,
});

/** An answer whose client takes everything, until it goes. */
class FakeResponse extends EventEmitter {
  readonly req = { method: 'GET' };
  destroyed = false;
  written = 0;

  status(): this {
    return this;
  }

  set(): this {
    return this;
  }

  write(): boolean {
    this.written += 1;
    return true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('MjpegService', () => {
  const cameras = new FakeCameras();
  const [camera] = cameras.cameras;
  const audience = new Audience(new SessionEvents());
  const metrics = new WayMetrics(new Registry(), audience);
  const clock = new ManualClock();
  const service = new MjpegService(cameras, new FakeConversions(), audience, metrics, clock);
  const play = (response: FakeResponse): Promise<void> =>
    service.play(
      { recorder: 'hq', camera: 1, principal },
      new URLSearchParams(),
      response as unknown as Response,
    );

  beforeEach(() => camera && (camera.video.format = formats.jpeg));
  afterEach(() => {
    expect([audience.count('mjpeg'), camera?.watches, clock.timers]).toEqual([0, 0, 0]);
  });

  it('sends pictures until the client goes', async () => {
    const response = new FakeResponse();
    const playing = play(response);
    camera?.video.put(jpegUnit(0, 64, 0));
    await clock.advance(0);
    expect(response.written).toBe(3);
    response.destroy();
    await playing;
  });

  it('opens nothing for a client that went before it was known who it is', async () => {
    const response = new FakeResponse();
    response.destroy();
    await play(response);
    expect(response.written).toBe(0);
  });

  it('ends for who may not see the camera any more', async () => {
    const response = new FakeResponse();
    const playing = play(response);
    camera?.video.put(jpegUnit(0, 64, 0));
    await clock.advance(0);
    await audience.recheck((now) => Promise.resolve({ ...now, mayView: () => false }));
    await playing;
    expect(response.destroyed).toBe(true);
  });
});
