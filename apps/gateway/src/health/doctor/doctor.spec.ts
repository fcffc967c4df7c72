import { findingsSchema } from '@casement/contract';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';

describe('the doctor', () => {
  let gateway: TestGateway;
  let cookie: string;

  beforeAll(async () => {
    gateway = await startTestGateway({ config: { webrtc: { offload: 'off' } } });
    cookie = await gateway.signIn();
  });

  afterAll(() => gateway.close());

  it('tells an administrator everything, problems first', async () => {
    const answer = await gateway.http().get('/api/v1/doctor').set('Cookie', cookie).expect(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const findings = findingsSchema.parse(answer.body);
    const names = findings.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'Node.js',
        'database',
        'https',
        'UDP segmentation offload',
        'WebRTC ports',
        'STUN and TURN',
        'ffmpeg',
        'conversions',
        'recorders',
        'alarm port',
        'alarm senders',
        'alarm storage',
      ]),
    );
    expect(names.some((name) => name.startsWith('media thread'))).toBe(true);
    const ranks = findings.map(({ state }) => ['problem', 'warning', 'ok'].indexOf(state));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  it('tells nobody else anything', async () => {
    await gateway.http().get('/api/v1/doctor').expect(401);
    const { body: token } = await gateway
      .http()
      .post('/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: 'wall', role: 'operator' })
      .expect(201);
    await gateway
      .http()
      .get('/api/v1/doctor')
      .set('Authorization', `Bearer ${String((token as { secret: unknown }).secret)}`)
      .expect(403);
  });
});
