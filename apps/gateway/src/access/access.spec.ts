import { hashOfToken } from './secret-token.js';
import { ADMIN_PASSWORD, startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import { SessionEntity } from '../database/entities/session.entity.js';
import { UserEntity } from '../database/entities/user.entity.js';
import { SessionEvents } from './session-events.js';

const HOUR_MS = 3_600_000;
const PROBLEM = 'application/problem+json; charset=utf-8';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

const login = (username: string, password: string) =>
  gateway.http().post('/api/v1/auth/login').send({ username, password });
const me = (cookie: string) => gateway.http().get('/api/v1/auth/me').set('Cookie', cookie);

describe('signing in', () => {
  it('gives a cookie that scripts cannot read, and who is signed in', async () => {
    const answer = await login('admin', ADMIN_PASSWORD).expect(200);
    expect(answer.body).toEqual({
      username: 'admin',
      role: 'administrator',
      via: 'session',
      mustChangePassword: false,
    });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^casement_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=Mon, 21 Dec 2026 10:00:00 GMT; HttpOnly; SameSite=Lax$/,
    );
    const cookie = await gateway.signIn();
    expect((await me(cookie).expect(200)).body).toMatchObject({ username: 'admin' });
  });

  it('stores only the hash of the session', async () => {
    const cookie = await gateway.signIn();
    const token = cookie.split('=')[1] ?? '';
    const [session] = await gateway.app.get(Database).work().find(SessionEntity, {});
    expect(session?.id).toBe(hashOfToken(token));
    expect(session?.id).not.toContain(token);
  });

  it.each([
    ['a wrong password', 'admin', 'wrong'],
    ['an unknown user', 'nobody', ADMIN_PASSWORD],
    ['a name with a NUL', 'admin\0', ADMIN_PASSWORD],
  ])('refuses %s with the same words', async (_name, username, password) => {
    const answer = await login(username, password).expect(401);
    expect(answer.headers['content-type']).toBe(PROBLEM);
    expect(answer.body).toEqual({
      type: 'urn:casement:problem:unauthenticated',
      title: 'Not signed in',
      status: 401,
      kind: 'unauthenticated',
      detail: 'The user name or the password is wrong.',
      context: {},
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('refuses a disabled user, at the sign-in and with the session he has', async () => {
    const cookie = await gateway.signIn();
    await gateway.app.get(Database).work().nativeUpdate(UserEntity, {}, { disabled: true });
    await login('admin', ADMIN_PASSWORD).expect(401);
    await me(cookie).expect(401);
  });

  it('asks the database once in two seconds who it is, and hears then what another process changed', async () => {
    const cookie = await gateway.signIn();
    await me(cookie).expect(200);
    await gateway.app.get(Database).work().nativeUpdate(UserEntity, {}, { disabled: true });
    gateway.clock.nowMs += 1_999;
    await me(cookie).expect(200);
    gateway.clock.nowMs += 1;
    await me(cookie).expect(401);
    await gateway.app.get(Database).work().nativeUpdate(UserEntity, {}, { disabled: false });
    await me(cookie).expect(200);
    await gateway.http().post('/api/v1/auth/logout').set('Cookie', cookie).expect(204);
    await me(cookie).expect(401);
  });

  it('takes as long for an unknown user as for a wrong password', async () => {
    const timed = async (username: string) => {
      const begun = performance.now();
      await login(username, 'wrong password').expect(401);
      return performance.now() - begun;
    };
    await timed('warm-up');
    const known: number[] = [];
    const unknown: number[] = [];
    for (const n of [1, 2, 3, 4]) {
      known.push(await timed('admin'));
      unknown.push(await timed(`nobody${n}`));
    }
    // Without the decoy hash the unknown user would be answered in a tenth of the time.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
  });

  it('waits longer and longer after wrong passwords, per address and user', async () => {
    for (let attempt = 0; attempt < 5; attempt++) {
      await login('admin', 'wrong').expect(401);
    }
    const refused = await login('admin', ADMIN_PASSWORD).expect(429);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body).toMatchObject({
      kind: 'too-many-requests',
      context: { retryAfterS: 1 },
    });
    await login('somebody', 'wrong').expect(401);
    gateway.clock.nowMs += 1_000;
    await login('admin', 'wrong').expect(401);
    expect((await login('admin', 'wrong').expect(429)).headers['retry-after']).toBe('2');
    gateway.clock.nowMs += 2_000;
    await login('admin', ADMIN_PASSWORD).expect(200);
    await login('admin', 'wrong').expect(401);
  });

  it('counts attempts that are made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => login('admin', 'wrong').then(({ status }) => status)),
    );
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
    expect(answers.filter((status) => status === 429)).toHaveLength(15);
  });

  it.each([
    ['no body', undefined, 422, 'validation'],
    ['a missing password', { username: 'admin' }, 422, 'validation'],
    ['a name that is too long', { username: 'x'.repeat(65), password: 'x' }, 422, 'validation'],
    ['a list', [1], 422, 'validation'],
  ])('refuses %s', async (_name, body, status, kind) => {
    const answer = await gateway.http().post('/api/v1/auth/login').send(body).expect(status);
    expect(answer.body).toMatchObject({ kind });
  });

  it('keeps at most a hundred sessions of a user', async () => {
    const first = await gateway.signIn();
    for (let session = 0; session < 100; session++) {
      gateway.clock.nowMs += 1;
      await gateway.signIn();
    }
    await me(first).expect(401);
    expect(await gateway.app.get(Database).work().count(SessionEntity)).toBe(100);
  }, 60_000);
});

describe('behind a reverse proxy', () => {
  it('believes its headers, and nobody else’s', async () => {
    const forwarded = (proxied: TestGateway) =>
      proxied
        .http()
        .post('/api/v1/auth/login')
        .set({ 'X-Forwarded-For': '198.51.100.9', 'X-Forwarded-Proto': 'https' })
        .send({ username: 'admin', password: ADMIN_PASSWORD })
        .expect(200);
    const stranger = await forwarded(gateway);
    expect(stranger.headers['set-cookie']?.[0]).not.toContain('Secure');
    const proxied = await startTestGateway({ config: { server: { trustProxy: ['loopback'] } } });
    try {
      const answer = await forwarded(proxied);
      expect(answer.headers['set-cookie']?.[0]).toContain('; Secure');
      const [session] = await proxied.app.get(Database).work().find(SessionEntity, {});
      expect(session?.address).toBe('198.51.100.9');
    } finally {
      await proxied.close();
    }
  });
});

describe('a session', () => {
  it('ends when it was not used for twelve hours', async () => {
    const cookie = await gateway.signIn();
    gateway.clock.nowMs += 11 * HOUR_MS;
    await me(cookie).expect(200);
    gateway.clock.nowMs += 11 * HOUR_MS;
    await me(cookie).expect(200);
    gateway.clock.nowMs += 12 * HOUR_MS;
    await me(cookie).expect(401);
  });

  it('ends after thirty days, however much it is used', async () => {
    const cookie = await gateway.signIn();
    for (let passed = 0; passed < 29.5 * 24; passed += 10) {
      await me(cookie).expect(200);
      gateway.clock.nowMs += 10 * HOUR_MS;
    }
    gateway.clock.nowMs += 12 * HOUR_MS;
    await me(cookie).expect(401);
  });

  it('is not written on every request', async () => {
    const cookie = await gateway.signIn();
    const seen = async () =>
      (await gateway.app.get(Database).work().find(SessionEntity, {}))[0]?.lastSeenAt.getTime();
    const begun = await seen();
    gateway.clock.nowMs += 60_000;
    await me(cookie).expect(200);
    expect(await seen()).toBe(begun);
    gateway.clock.nowMs += 300_000;
    await me(cookie).expect(200);
    expect(await seen()).toBe(gateway.clock.nowMs);
  });

  it('ends with the sign-out, which tells those who keep something open for it', async () => {
    const cookie = await gateway.signIn();
    const ended: string[] = [];
    gateway.app.get(SessionEvents).onRevoked(({ credentialId }) => ended.push(credentialId));
    gateway.app.get(SessionEvents).onRevoked(() => {
      throw new Error('a listener of somebody else');
    });
    const answer = await gateway
      .http()
      .post('/api/v1/auth/logout')
      .set('Cookie', cookie)
      .expect(204);
    expect(answer.headers['set-cookie']?.[0]).toContain(
      'casement_session=; Path=/; Expires=Thu, 01 Jan 1970',
    );
    await me(cookie).expect(401);
    expect(ended).toEqual([hashOfToken(cookie.split('=')[1] ?? '')]);
    await gateway.http().post('/api/v1/auth/logout').expect(204);
  });

  it('survives other cookies, and a wrong one of the same name', async () => {
    const cookie = await gateway.signIn();
    await me(`a=b; casement_session=${'x'.repeat(43)}; ${cookie}; c`).expect(200);
    await me(`casement_session=${'x'.repeat(43)}`).expect(401);
  });
});

describe('the password', () => {
  const change = (cookie: string, currentPassword: string, newPassword: string) =>
    gateway
      .http()
      .post('/api/v1/auth/password')
      .set('Cookie', cookie)
      .send({ currentPassword, newPassword });

  it('can be changed, which ends the other sessions', async () => {
    const [mine, other] = [await gateway.signIn(), await gateway.signIn()];
    const ended: string[] = [];
    gateway.app.get(SessionEvents).onRevoked(({ credentialId }) => ended.push(credentialId));
    await change(mine, ADMIN_PASSWORD, 'another good one').expect(204);
    await me(mine).expect(200);
    await me(other).expect(401);
    expect(ended).toHaveLength(1);
    await login('admin', ADMIN_PASSWORD).expect(401);
    await login('admin', 'another good one').expect(200);
  });

  it('is not changed with a wrong current one, a short new one or the same one', async () => {
    const cookie = await gateway.signIn();
    await change(cookie, 'wrong', 'another good one').expect(403);
    await change(cookie, ADMIN_PASSWORD, 'short').expect(422);
    await change(cookie, ADMIN_PASSWORD, ADMIN_PASSWORD).expect(422);
    await change('', ADMIN_PASSWORD, 'another good one').expect(401);
    await login('admin', ADMIN_PASSWORD).expect(200);
  });
});

describe('API tokens', () => {
  const tokens = (cookie: string) => ({
    make: (body: object) =>
      gateway.http().post('/api/v1/auth/tokens').set('Cookie', cookie).send(body),
    all: () => gateway.http().get('/api/v1/auth/tokens').set('Cookie', cookie),
    delete: (id: string) =>
      gateway.http().delete(`/api/v1/auth/tokens/${id}`).set('Cookie', cookie),
  });
  const withToken = (token: string) =>
    gateway.http().get('/api/v1/auth/me').set('Authorization', `Bearer ${token}`);

  it('work until they are deleted, with the role they were given', async () => {
    const api = tokens(await gateway.signIn());
    const made = await api.make({ name: 'grafana' }).expect(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      name: 'grafana',
      role: 'viewer',
      createdAt: '2026-11-21T10:00:00.000Z',
      lastUsedAt: null,
      secret: expect.stringMatching(/^csm_[A-Za-z0-9_-]{43}$/),
    });
    const { id, secret } = made.body as { id: string; secret: string };
    expect((await withToken(secret).expect(200)).body).toEqual({
      username: 'grafana',
      role: 'viewer',
      via: 'token',
      mustChangePassword: false,
    });
    const listed = await api.all().expect(200);
    expect(listed.body).toMatchObject([{ id, lastUsedAt: '2026-11-21T10:00:00.000Z' }]);
    expect(JSON.stringify(listed.body)).not.toContain('csm_');
    await gateway
      .http()
      .get('/api/v1/auth/tokens')
      .set('Authorization', `Bearer ${secret}`)
      .expect(403);
    await api.delete(id).expect(204);
    await withToken(secret).expect(401);
    await api.delete(id).expect(404);
    await api.delete('not-an-id').expect(404);
  });

  it('are refused when they are wrong, even beside a good cookie', async () => {
    const cookie = await gateway.signIn();
    await withToken(`csm_${'x'.repeat(43)}`)
      .set('Cookie', cookie)
      .expect(401);
    await withToken('anything').set('Cookie', cookie).expect(401);
  });

  it('are for administrators and for known roles', async () => {
    const api = tokens(await gateway.signIn());
    await api.make({ name: '' }).expect(422);
    await api.make({ name: 'x', role: 'owner' }).expect(422);
    await tokens('').make({ name: 'x' }).expect(401);
    const { body } = await api.make({ name: 'x', role: 'operator' }).expect(201);
    const secret = String((body as { secret: unknown }).secret);
    await gateway
      .http()
      .post('/api/v1/auth/tokens')
      .set('Authorization', `Bearer ${secret}`)
      .send({ name: 'y' })
      .expect(403);
  });
});

describe('requests of other web sites', () => {
  const post = (headers: Record<string, string>) =>
    gateway.http().post('/api/v1/auth/logout').set(headers);

  it.each([
    ['another origin', { Origin: 'https://evil.example', Host: 'cctv.example' }],
    [
      'another port of the same host',
      { Origin: 'http://cctv.example:81', Host: 'cctv.example:80' },
    ],
    ['no origin at all', { Origin: 'null', Host: 'cctv.example' }],
    ['a cross-site fetch', { 'Sec-Fetch-Site': 'cross-site' }],
    [
      'a forwarded host that nobody vouches for',
      { Origin: 'https://a', Host: 'b', 'X-Forwarded-Host': 'a' },
    ],
  ])('are refused: %s', async (_name, headers) => {
    const answer = await post(headers).expect(403);
    expect(answer.body).toMatchObject({ kind: 'forbidden' });
  });

  it.each([
    ['the own origin', { Origin: 'https://cctv.example', Host: 'cctv.example' }],
    [
      'the own origin with its port',
      { Origin: 'http://cctv.example:8080', Host: 'cctv.example:8080' },
    ],
    ['a proxy that drops the port', { Origin: 'http://cctv.example:8080', Host: 'cctv.example' }],
    ['a browser that says so', { Origin: 'https://a', Host: 'b', 'Sec-Fetch-Site': 'same-origin' }],
    ['a program', {}],
  ])('are not mistaken: %s', async (_name, headers) => {
    await post(headers).expect(204);
  });
});

describe('the audit', () => {
  it('has sign-ins and changes, without secrets and without what was typed as unknown name', async () => {
    const cookie = await gateway.signIn();
    await login('admin', 'wrong').expect(401);
    await login('my-password-typed-as-name', 'x').expect(401);
    const { body } = await gateway
      .http()
      .post('/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: 'x' });
    const { id } = body as { id: string };
    await gateway.http().delete(`/api/v1/auth/tokens/${id}`).set('Cookie', cookie).expect(204);
    await gateway.http().delete(`/api/v1/auth/tokens/${id}`).set('Cookie', cookie).expect(404);
    await gateway
      .http()
      .post('/api/v1/recorders')
      .set('Cookie', cookie)
      .send({ id: 'gate', password: 'not for the audit' })
      .expect(422);
    const entries = await gateway.app
      .get(Database)
      .work()
      .find(AuditEntryEntity, {}, { orderBy: { id: 'asc' } });
    expect(
      entries.map(({ username, action, outcome, detail }) => [username, action, outcome, detail]),
    ).toEqual([
      ['admin', 'sign-in', 'done', null],
      ['admin', 'sign-in', 'refused', null],
      ['(unknown)', 'sign-in', 'refused', null],
      ['admin', 'POST /api/v1/auth/tokens', 'done', {}],
      ['admin', 'DELETE /api/v1/auth/tokens/:id', 'done', { id }],
      ['admin', 'DELETE /api/v1/auth/tokens/:id', 'refused', { id }],
      ['admin', 'POST /api/v1/recorders', 'refused', { id: 'gate' }],
    ]);
    expect(entries.every(({ address }) => address !== '')).toBe(true);
  });
});
