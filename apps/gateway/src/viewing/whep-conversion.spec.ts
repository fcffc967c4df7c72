import { viewingSchema } from '@casement/contract';
import type { Viewing } from '@casement/contract';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { ADMIN_PASSWORD, startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { TestBrowser } from './testing/browser.js';

describe('WHEP where the browser does not take what the camera sends', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  let pictures: NodeJS.Timeout;
  let browser: TestBrowser;

  const start = async (video: FakeRecorder['video'], config: object): Promise<void> => {
    fake = await FakeRecorder.start();
    fake.video = video;
    gateway = await startTestGateway({
      config: {
        live: { rtpPorts: '23950-24350', lingerS: 0 },
        ...config,
        recorders: [
          {
            id: 'hq',
            url: fake.url.origin,
            username: 'admin',
            password: 'secret',
            pacing: { controlMs: 0 },
          },
        ],
      },
    });
    cookie = await gateway.signIn('admin', ADMIN_PASSWORD);
    await until(() => fake.count('cameraConnections') >= 1);
    pictures = setInterval(() => fake.tick(), 100);
    browser = new TestBrowser();
  };

  afterEach(async () => {
    clearInterval(pictures);
    await browser.close();
    await gateway.close();
    await fake.dispose();
  });

  const whep = '/api/v1/recorders/hq/cameras/1/live/whep';
  const post = async () =>
    gateway
      .http()
      .post(whep)
      .set('Cookie', cookie)
      .set('Content-Type', 'application/sdp')
      .send(await browser.offer());
  const show = async (location: string): Promise<Viewing> => {
    const { body } = await gateway.http().get(location).set('Cookie', cookie).expect(200);
    return viewingSchema.parse(body);
  };
  const shows = async (location: string, isIt: (viewing: Viewing) => boolean): Promise<Viewing> => {
    let viewing = await show(location);
    await until(
      () => isIt(viewing),
      () => JSON.stringify(viewing),
      async () => {
        viewing = await show(location);
      },
    );
    return viewing;
  };

  it('converts H.265, and goes over to H.264 in mid-stream without a new offer', async () => {
    await start('h265', {});
    const answer = await post();
    expect(answer.status).toBe(201);
    await browser.accept(answer.text);
    const location = String(answer.headers['location']);
    const converted = await shows(location, ({ video }) => video === 'h264');
    expect(converted.converted).toBe('H.265 converted to H.264');
    expect(browser.packets).toBeGreaterThan(0);
    fake.video = 'h264';
    const untouched = await shows(location, (each) => each.converted === null);
    expect(untouched.mode).not.toBe('unsupported');
    const before = browser.packets;
    await until(() => browser.packets > before + 5);
  });

  it('says so when it may not convert: in the viewing, and with the next answer', async () => {
    await start('h265', { transcoding: { enabled: false } });
    const answer = await post();
    expect(answer.status).toBe(201);
    await browser.accept(answer.text);
    const viewing = await shows(
      String(answer.headers['location']),
      ({ mode }) => mode === 'unsupported',
    );
    expect(viewing.reason).toContain('Conversions are switched off');
    expect(viewing.ways).toEqual(['websocket-frames', 'websocket-mse', 'hls', 'snapshot']);
    await browser.close();
    browser = new TestBrowser();
    const next = await post();
    expect(next.status).toBe(406);
    expect(next.body).toMatchObject({
      kind: 'not-acceptable',
      context: { ways: ['websocket-frames', 'websocket-mse', 'hls', 'snapshot'] },
    });
    expect(browser.packets).toBe(0);
  });
});
