import { Registry } from 'prom-client';
import { principalOf } from '../../access/principal.js';
import { SessionEvents } from '../../access/session-events.js';
import { ProblemError } from '../../errors/problem-error.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { Audience } from '../audience.js';
import { FakeCameras, FakeConversions, formats } from '../testing/fake-camera.js';
import { h264Unit, jpegUnit } from '../testing/units.js';
import { WayMetrics } from '../way-metrics.js';
import { SnapshotService } from './snapshot.service.js';

const principal = principalOf({
  username: 'anna',
  role: 'viewer',
  via: 'session',
  credentialId: 'anna-session',
  mustChangePassword: false,
});

describe('SnapshotService', () => {
  let cameras: FakeCameras;
  let conversions: FakeConversions;
  let clock: ManualClock;
  let service: SnapshotService;
  beforeEach(() => {
    cameras = new FakeCameras();
    conversions = new FakeConversions();
    clock = new ManualClock();
    const audience = new Audience(new SessionEvents());
    const metrics = new WayMetrics(new Registry(), audience);
    service = new SnapshotService(cameras, conversions, audience, metrics, clock);
  });
  afterEach(() => expect(cameras.cameras.map(({ watches }) => watches)).toEqual([0, 0]));

  const take = (query = '') =>
    service.take({ recorder: 'hq', camera: 1, principal }, new URLSearchParams(query));
  const video = () => {
    const [camera] = cameras.cameras;
    if (camera === undefined) {
      throw new Error('no camera');
    }
    return camera.video;
  };
  const failure = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => 'no error',
      (reason: unknown) => reason,
    );
    return error instanceof ProblemError ? `${error.status} ${error.message}` : String(error);
  };

  it('makes one picture for all who ask meanwhile, and for all who ask until the next', async () => {
    video().format = formats.h264;
    const asked = [take('width=320'), take('width=320')];
    video().put(h264Unit(0, 0));
    const [first, second] = await Promise.all(asked);
    expect(first).toEqual(second);
    await take('width=320');
    expect(conversions.snapshots).toBe(1);
    await take();
    expect(conversions.snapshots).toBe(2);
    video().put(h264Unit(1, 0));
    expect((await take('width=320')).tag).toBe(first?.tag);
    video().put(h264Unit(5, 0));
    expect((await take('width=320')).tag).not.toBe(first?.tag);
    expect(conversions.snapshots).toBe(3);
  });

  it('makes few pictures, however many widths are asked for', async () => {
    video().format = formats.h264;
    const widths = Array.from({ length: 200 }, (_, index) => 64 + index * 18);
    const asked = widths.map((width) => take(`width=${width}`));
    video().put(h264Unit(0, 0));
    await Promise.all(asked);
    expect(conversions.snapshots).toBe(8);
  });

  it('leaves JPEG as it is, unless another width is wanted', async () => {
    video().format = formats.jpeg;
    const unit = jpegUnit(0, 64, 0);
    video().put(unit);
    await clock.advance(3_000);
    const taken = await take();
    expect(taken.jpeg).toBe(unit.parts[0]);
    expect([taken.ageMs, taken.wallMs]).toEqual([3_000, clock.wallMs() - 3_000]);
    expect(conversions.snapshots).toBe(0);
    await take('width=100');
    expect(conversions.snapshots).toBe(1);
  });

  it('takes no picture that is too old, but waits for another', async () => {
    video().put(jpegUnit(0, 64, 0));
    await clock.advance(16_000);
    const waiting = take();
    video().put(jpegUnit(1, 64, 16_000));
    expect((await waiting).ageMs).toBe(0);
    await clock.advance(16_000);
    expect((await take('maxAge=60')).ageMs).toBe(16_000);
  });

  it('says why there is none, and asks again the next time', async () => {
    const waiting = failure(take());
    video().reason = 'the recorder does not answer';
    await clock.advance(10_000);
    expect(await waiting).toBe('503 the recorder does not answer');
    video().reason = undefined;
    const silent = failure(take());
    await clock.advance(10_000);
    expect(await silent).toBe('503 No picture came within 10 s.');
    video().put(jpegUnit(0, 64, clock.nowMs()));
    expect((await take()).jpeg).toHaveLength(64);
  });

  it('tells of a picture that cannot be made, and tries again', async () => {
    video().put(h264Unit(0, 0));
    conversions.snapshotOf = () => Promise.reject(new Error('ffmpeg hangs'));
    expect(await failure(take())).toBe('Error: ffmpeg hangs');
    conversions.snapshotOf = () => Promise.resolve(Buffer.from('made'));
    expect((await take()).jpeg).toEqual(Buffer.from('made'));
  });

  it.each(['width=1', 'width=wide', 'maxAge=-1'])('refuses %s', async (query) => {
    expect(await failure(take(query))).toMatch(/^400 /);
  });
});
