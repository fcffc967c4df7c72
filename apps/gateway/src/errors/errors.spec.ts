import { failingModule, TEST_UID } from '../testing/failing.module.js';
import { ADMIN_PASSWORD, startTestGateway, type TestGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ modules: [failingModule] });
});
afterAll(() => gateway.close());

const get = (path: string) => gateway.http().get(path);
const post = (path: string) => gateway.http().post(path);

describe('problems', () => {
  it.each([
    [
      'an unknown path of the API',
      '/api/v1/nothing',
      404,
      'not-found',
      'There is nothing at GET /api/v1/nothing.',
    ],
    [
      'an unknown path outside',
      '/nothing.txt?x=1',
      404,
      'not-found',
      'There is nothing at GET /nothing.txt.',
    ],
    [
      'an error of a device',
      '/api/v1/failing/protocol',
      502,
      'protocol-login-page',
      'no UID; expected one (login page)',
    ],
    ['an error of a stream', '/api/v1/failing/media', 502, 'media-sps', 'the SPS ends early'],
    [
      'an offer that cannot be used',
      '/api/v1/failing/negotiation',
      400,
      'bad-request',
      'the offer has no video',
    ],
    [
      'a problem',
      '/api/v1/failing/problem',
      406,
      'not-acceptable',
      'This browser offers no H.264.',
    ],
    [
      'a malformed address',
      '/api/v1/failing/%E0%A4%A',
      400,
      'bad-request',
      'The request cannot be understood: its body or address is malformed.',
    ],
  ])('describe %s', async (_name, path, status, kind, detail) => {
    const answer = await get(path).expect(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      type: `urn:casement:problem:${kind}`,
      title: expect.any(String),
      status,
      kind,
      detail,
      context: expect.any(Object),
    });
  });

  it('carry the context', async () => {
    expect((await get('/api/v1/failing/protocol')).body).toMatchObject({ context: { bytes: 3 } });
    expect((await get('/api/v1/failing/problem')).body).toMatchObject({
      context: { ways: ['hls'] },
    });
  });

  it('name every value that was wrong', async () => {
    const answer = await post('/api/v1/failing')
      .send({ name: 'x', cameras: [{ number: 1 }, { number: 'two' }] })
      .expect(422);
    const { context } = answer.body as { context: { issues: { path: string }[] } };
    expect(context.issues.map(({ path }) => path)).toEqual(['name', 'cameras.1.number']);
  });

  it.each([
    ['malformed JSON', 'application/json', '{"name": ', 400, 'bad-request'],
    [
      'a body that is too large',
      'application/json',
      JSON.stringify({ name: 'x'.repeat(200_000) }),
      413,
      'too-large',
    ],
    ['a form', 'application/x-www-form-urlencoded', 'name=ann', 415, 'unsupported-media-type'],
    ['text', 'text/plain', '{"name":"ann"}', 415, 'unsupported-media-type'],
    [
      'an unknown character set',
      'application/json; charset=x-klingon',
      '{}',
      415,
      'unsupported-media-type',
    ],
  ])('refuse %s', async (_name, type, body, status, kind) => {
    const answer = await post('/api/v1/failing')
      .set('Content-Type', type)
      .send(body)
      .expect(status);
    expect(answer.body).toMatchObject({ status, kind });
    expect(JSON.stringify(answer.body).length).toBeLessThan(400);
  });

  it('say of a body of a wrong type, or of none, what was expected', async () => {
    const { body } = await post('/api/v1/failing').set('Content-Type', 'text/csv').send('a,b');
    expect(body).toMatchObject({
      detail: 'The body is text/csv; expected application/json.',
      context: { found: 'text/csv', expected: 'application/json' },
    });
    // Without a body there is nothing of a wrong type: its values are missing.
    await post('/api/v1/failing').set('Content-Type', 'text/csv').expect(422);
  });

  it.each([
    ['PUT', '/api/v1/failing', 'POST'],
    ['GET', '/api/v1/failing', 'POST'],
    ['DELETE', '/api/v1/failing/sdp', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/v1/failing/x', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('say of %s %s which methods it takes', async (method, path, allow) => {
    const agent = gateway.http();
    const answer = await agent[method.toLowerCase() as 'get'](path).expect(405);
    expect(answer.headers['allow']).toBe(allow);
    expect(answer.body).toMatchObject({
      kind: 'method-not-allowed',
      context: { allowed: allow.split(', ') },
    });
  });

  it('refuse an unknown encoding of the body', async () => {
    const answer = await post('/api/v1/failing')
      .set('Content-Type', 'application/json')
      .set('Content-Encoding', 'zip')
      .send('{}')
      .expect(415);
    expect(answer.body).toMatchObject({ kind: 'unsupported-media-type' });
  });

  it('let SDP through as text, up to its own limit', async () => {
    const offer = `v=0\r\n${'a=x\r\n'.repeat(30_000)}`;
    const answer = await post('/api/v1/failing/sdp')
      .set('Content-Type', 'application/sdp')
      .send(offer)
      .expect(201);
    expect(answer.text).toBe(offer);
    await post('/api/v1/failing/sdp')
      .set('Content-Type', 'application/sdp')
      .send(offer.repeat(2))
      .expect(413);
  });

  it('cut off what has begun already', async () => {
    await expect(get('/api/v1/failing/late')).rejects.toThrow(/aborted|hang up/);
  });
});

describe('an error that nobody expected', () => {
  it('is told as an id that the log has, without its details', async () => {
    const answer = await get('/api/v1/failing/secret').expect(500);
    const { detail, context } = answer.body as { detail: string; context: { errorId: string } };
    expect(answer.body).toMatchObject({ kind: 'internal', status: 500 });
    expect(detail).toContain(context.errorId);
    expect(answer.text).not.toMatch(/hunter2|failed|at /);
    const line = gateway
      .logged()
      .split('\n')
      .find((entry) => entry.includes(context.errorId));
    expect(line).toContain('"level":"error"');
    expect(line).toContain('***@192.0.2.10/cgi-bin/login.cgi?UID=…89 failed');
  });
});

describe('the log', () => {
  it('has no password, cookie, token or UID in it', async () => {
    const cookie = await gateway.signIn();
    await post('/api/v1/auth/login')
      .send({ username: 'admin', password: 'wr0ng-pass' })
      .expect(401);
    await post('/api/v1/auth/login')
      .set('Content-Type', 'application/json')
      .send('{"password": "br0ken-json')
      .expect(400);
    const made = await post('/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: 'x' })
      .expect(201);
    const { secret } = made.body as { secret: string };
    await get('/api/v1/auth/me').set('Authorization', `Bearer ${secret}`).expect(200);
    await get(`/api/v1/failing/other?UID=${TEST_UID}&password=in-the-query`).expect(500);
    await get('/api/v1/failing/secret').expect(500);
    const log = gateway.logged();
    expect(log).toContain('/api/v1/auth/login');
    for (const hidden of [
      ADMIN_PASSWORD,
      'wr0ng-pass',
      'br0ken-json',
      cookie.split('=')[1] ?? 'no cookie',
      secret,
      TEST_UID,
      'in-the-query',
      'hunter2',
    ]) {
      expect(log).not.toContain(hidden);
    }
  });

  it('has requests that only read at debug, changes at info, failures at error', async () => {
    const levelOf = async (request: PromiseLike<unknown>, path: string) => {
      await request;
      const lines = gateway
        .logged()
        .split('\n')
        .filter((entry) => entry.includes(`"path":"${path}"`) && entry.includes('"durationMs"'));
      return (JSON.parse(lines.at(-1) ?? '{}') as { level?: string }).level;
    };
    expect(await levelOf(get('/healthz'), '/healthz')).toBe('debug');
    expect(await levelOf(post('/api/v1/auth/logout'), '/api/v1/auth/logout')).toBe('info');
    expect(await levelOf(get('/api/v1/failing/x'), '/api/v1/failing/x')).toBe('error');
    expect(await levelOf(get('/api/v1/none'), '/api/v1/none')).toBe('debug');
  });

  it('does not tell every route', () => {
    expect(gateway.logged()).not.toContain('RouterExplorer');
  });
});
