import { startPostgres } from '../testing/postgres.js';
import { ADMIN_PASSWORD, startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { AuthenticationService } from './authentication.service.js';
import { CACHED_MS } from './credential-cache.js';

let gateway: TestGateway;
afterEach(() => gateway.close());

describe('anonymous visitors', () => {
  beforeEach(async () => {
    gateway = await startTestGateway({ config: { access: { anonymousRole: 'viewer' } } });
  });

  it('may look where it is allowed, but not change anything', async () => {
    expect((await gateway.http().get('/api/v1/auth/me').expect(200)).body).toEqual({
      username: 'anonymous',
      role: 'viewer',
      via: 'anonymous',
      mustChangePassword: false,
    });
    await gateway.http().get('/api/v1/auth/tokens').expect(403);
    await gateway
      .http()
      .post('/api/v1/auth/password')
      .send({ currentPassword: 'x', newPassword: 'long enough' })
      .expect(403);
  });

  it('are all the same when their session has ended, but a wrong token is refused', async () => {
    const me = () => gateway.http().get('/api/v1/auth/me');
    const old = await me()
      .set('Cookie', `casement_session=${'x'.repeat(43)}`)
      .expect(200);
    expect(old.body).toMatchObject({ via: 'anonymous' });
    await me().set('Authorization', 'Bearer csm_wrong').expect(401);
    const cookie = await gateway.signIn();
    expect((await me().set('Cookie', cookie).expect(200)).body).toMatchObject({ via: 'session' });
  });
});

describe('sockets', () => {
  it('are let in by the same rules, and looked at again', async () => {
    gateway = await startTestGateway();
    const service = gateway.app.get(AuthenticationService);
    const cookie = await gateway.signIn();
    const upgrade = { upgrade: 'websocket', host: 'cctv.example', cookie };
    const principal = await service.authenticate(
      { ...upgrade, origin: 'https://cctv.example' },
      '192.0.2.1',
    );
    expect(principal).toMatchObject({ username: 'admin', role: 'administrator', via: 'session' });
    expect(principal?.mayView('hq', 1)).toBe(true);
    await expect(
      service.authenticate({ ...upgrade, origin: 'https://evil.example' }, '192.0.2.1'),
    ).rejects.toMatchObject({ status: 403 });
    expect(await service.authenticate({ upgrade: 'websocket' }, '192.0.2.1')).toBeUndefined();
    expect(await service.renew(principal!)).toBe(principal);
    await gateway.http().post('/api/v1/auth/logout').set('Cookie', cookie).expect(204);
    expect(await service.renew(principal!)).toBeUndefined();
  });
});

describe('the gateway on PostgreSQL', () => {
  it('signs in, makes tokens and keeps the audit as on SQLite', async () => {
    const postgres = await startPostgres();
    gateway = await startTestGateway(
      postgres === undefined ? {} : { env: { CASEMENT_DATABASE_URL: postgres.url } },
    );
    try {
      const cookie = await gateway.signIn();
      await gateway
        .http()
        .post('/api/v1/auth/login')
        .send({ username: 'admin\0', password: ADMIN_PASSWORD })
        .expect(401);
      const made = await gateway
        .http()
        .post('/api/v1/auth/tokens')
        .set('Cookie', cookie)
        .send({ name: 'x' })
        .expect(201);
      const { id, secret } = made.body as { id: string; secret: string };
      await gateway.http().get('/readyz').expect(200);
      await gateway
        .http()
        .get('/api/v1/auth/me')
        .set('Authorization', `Bearer ${secret}`)
        .expect(200);
      await gateway.http().delete('/api/v1/auth/tokens/x').set('Cookie', cookie).expect(404);
      await gateway.http().delete(`/api/v1/auth/tokens/${id}`).set('Cookie', cookie).expect(204);
      await postgres?.stop();
      // Who asked a moment ago is remembered.
      gateway.clock.nowMs += CACHED_MS;
      if (postgres !== undefined) {
        const answer = await gateway.http().get('/api/v1/auth/me').set('Cookie', cookie);
        expect(answer.body).toMatchObject({ status: 503, kind: 'unavailable' });
        expect(answer.headers['retry-after']).toBe('5');
      }
      const down = await gateway.http().get('/readyz');
      expect(down.status).toBe(postgres === undefined ? 200 : 503);
    } finally {
      await postgres?.stop();
    }
  }, 60_000);
});
