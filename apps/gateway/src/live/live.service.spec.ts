import type { MediaUnit } from '@casement/media';
import { startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { settle } from '../net/testing/manual-clock.js';
import { RecorderDirectory } from '../recorders/recorder-directory.js';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import type { LiveCamera, LiveViewer } from '../viewing/live-cameras.js';
import { LiveService } from './live.service.js';

const folder = temporaryFolder('casement-live-');

describe('LiveCameras', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    fake.video = 'h265';
    fake.sound = 'g711';
  });

  afterAll(() => fake.dispose());

  beforeEach(async () => {
    gateway = await startTestGateway({
      folder: folder.path,
      config: {
        webrtc: { workers: 1, udpPorts: '28100-28109' },
        live: { rtpPorts: '25000-25100' },
        recorders: [
          {
            id: 'hq',
            url: fake.url.href,
            username: 'admin',
            password: 'secret',
            pacing: { controlMs: 0 },
            cameras: [
              { number: 1, audioLaw: 'a' },
              { number: 2, codec: 'jpeg', audio: 'off' },
            ],
          },
        ],
      },
    });
  });

  afterEach(() => gateway.close());

  function camera(number: number): LiveCamera {
    const found = gateway.app.get(LiveCameras).find('hq', number);
    if (typeof found === 'string') {
      throw new Error(`${found}: camera ${number}`);
    }
    return found;
  }

  async function listed(): Promise<unknown> {
    const cookie = await gateway.signIn();
    const answer = await gateway.http().get('/api/v1/recorders/hq/cameras').set('cookie', cookie);
    return answer.body;
  }

  it('gives pictures and sound of what comes, and says what it was', async () => {
    const one = camera(1);
    expect(one).toMatchObject({ recorder: 'hq', number: 1, hasAudio: 'unknown' });
    expect(one.lastVideo).toBeUndefined();
    expect(camera(2)).toMatchObject({
      lastVideo: { codec: 'jpeg', reorders: false },
      hasAudio: 'no',
    });
    expect(gateway.app.get(LiveCameras).find('hq', 3)).toBe('unknown-camera');
    expect(gateway.app.get(LiveCameras).find('gate', 1)).toBe('unknown-recorder');
    const watch = one.watch();
    const units: MediaUnit[] = [];
    const frames: MediaUnit[] = [];
    watch.video.units({ unit: (unit) => void units.push(unit) });
    watch.audio.units({ unit: (unit) => void frames.push(unit) });
    await until(
      () => units.length >= 5 && frames.length >= 5,
      () => `${units.length} pictures, ${frames.length} frames: ${watch.video.reason}`,
      async () => {
        fake.tick();
        await settle();
      },
    );
    expect(watch.video.format).toMatchObject({ codec: 'h265', width: 128, height: 96 });
    expect(watch.audio.format).toEqual({ codec: 'pcma', sampleRateHz: 8_000, channels: 1 });
    expect([watch.video.reason, watch.audio.reason]).toEqual([undefined, undefined]);
    expect(one).toMatchObject({ lastVideo: { codec: 'h265' }, hasAudio: 'yes' });
    expect(await listed()).toMatchObject([
      { number: 1, video: 'h265', audio: 'g711', live: { statistics: { reorders: false } } },
      { number: 2, video: 'jpeg', audio: null },
    ]);
    watch.leave();
    const { length } = units;
    const other = one.watch();
    let isGiven = false;
    other.video.ring((ring) => (isGiven = ring !== undefined));
    fake.tick();
    await until(() => isGiven);
    expect(units).toHaveLength(length);
    other.leave();
    const metrics = await gateway
      .http()
      .get('/metrics')
      .set('cookie', await gateway.signIn());
    expect(metrics.text).toContain('casement_camera_codec{recorder="hq",camera="1",video="h265"');
  });

  it('knows after a restart what came before, and asks for it at once', async () => {
    const one = camera(1);
    expect(one).toMatchObject({ lastVideo: { codec: 'h265' }, hasAudio: 'yes' });
    expect(await listed()).toMatchObject([{ number: 1, video: 'h265', audio: 'g711' }, {}]);
    const before = fake.liveCommands.length;
    const watch = one.watch();
    await until(() => fake.liveCommands.length > before);
    expect(fake.liveCommands.at(-1)).toBe('START H265');
    watch.leave();
  });

  it('opens nothing for a recorder that was removed, and says so', async () => {
    const one = camera(1);
    const streams = () => gateway.app.get(LiveService).streams.length;
    const before = one.watch();
    const closed: string[] = [];
    const viewer = (id: string): LiveViewer => ({
      id,
      play: () => undefined,
      close: (reason) => {
        closed.push(`${id}: ${reason}`);
        return Promise.resolve();
      },
    });
    before.start(viewer('before'));
    expect(streams()).toBe(1);
    const removed = gateway.app.get(RecorderDirectory).remove('hq');
    const after = one.watch();
    after.start(viewer('after'));
    const left = one.watch();
    left.start(viewer('left'));
    left.leave();
    await removed;
    expect(closed.toSorted()).toEqual([
      'after: the recorder was removed',
      expect.stringMatching(/^before: /),
    ]);
    expect([after.video.format, after.video.reason, after.audio.reason]).toEqual([
      undefined,
      'the recorder was removed',
      'the recorder was removed',
    ]);
    const rings: unknown[] = [];
    after.video.ring((ring) => rings.push(ring))();
    after.video.units({ unit: (unit) => rings.push(unit) })();
    expect(rings).toEqual([undefined]);
    expect(() => one.plane()).toThrow('Recorder "hq" was removed.');
    expect([one.lastVideo, one.hasAudio, streams()]).toEqual([undefined, 'unknown', 0]);
    before.leave();
    after.leave();
  });
});
