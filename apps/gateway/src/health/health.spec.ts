import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { Readiness } from './readiness.js';

let gateway: TestGateway;
afterEach(() => gateway.close());

const get = (path: string) => gateway.http().get(path);

describe('health', () => {
  it('says that the process lives, to everybody', async () => {
    gateway = await startTestGateway();
    const answer = await get('/healthz').expect(200);
    expect(answer.body).toEqual({ status: 'ok' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('is ready when all checks are in order, and says which is not', async () => {
    gateway = await startTestGateway();
    const readiness = gateway.app.get(Readiness);
    readiness.register('recorders', () => ({ ok: true, detail: '2 of 2 online' }));
    expect((await get('/readyz').expect(200)).body).toEqual({
      ready: true,
      checks: { database: { ok: true }, recorders: { ok: true, detail: '2 of 2 online' } },
    });
    readiness.register('recorders', () => Promise.reject(new Error('with an inner detail')));
    const answer = await get('/readyz').expect(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).toMatchObject({
      kind: 'unavailable',
      detail: 'Not ready: recorders (the check failed).',
      context: { checks: { database: { ok: true }, recorders: { ok: false } } },
    });
    expect(answer.text).not.toContain('inner');
  });

  it('is not ready while it stops', async () => {
    gateway = await startTestGateway();
    gateway.app.get(Readiness).stop();
    expect((await get('/readyz').expect(503)).body).toMatchObject({
      detail: 'Not ready: process (stopping).',
    });
  });

  it('does not wait for a check that hangs', async () => {
    gateway = await startTestGateway();
    gateway.app.get(Readiness).register('slow', () => new Promise(() => undefined));
    expect((await get('/readyz').expect(503)).body).toMatchObject({
      context: { checks: { slow: { ok: false, detail: 'no answer in 3000 ms' } } },
    });
  });
});

describe('metrics', () => {
  it('are for those who are signed in, or have a token', async () => {
    gateway = await startTestGateway();
    await get('/metrics').expect(401);
    const cookie = await gateway.signIn();
    const answer = await get('/metrics').set('Cookie', cookie).expect(200);
    expect(answer.headers['content-type']).toContain('text/plain');
    const names = answer.text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/[ {]/, 1)[0] ?? '');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !name.startsWith('casement_'))).toEqual([]);
    expect(answer.text).toContain('casement_sign_ins_total{outcome="done"} 1');
  });

  it('are for everybody where server.metricsOpen is set', async () => {
    gateway = await startTestGateway({ config: { server: { metricsOpen: true } } });
    await get('/metrics').expect(200);
  });

  it('count requests by pattern, not by path', async () => {
    gateway = await startTestGateway({ config: { server: { metricsOpen: true } } });
    await gateway.http().delete('/api/v1/auth/tokens/1').expect(401);
    await gateway.http().delete('/api/v1/auth/tokens/2').expect(401);
    await get('/no-such-route/1');
    const { text } = await get('/metrics').expect(200);
    expect(text).toContain(
      'casement_http_request_duration_seconds_count{method="DELETE",route="/api/v1/auth/tokens/:id",status="401"} 2',
    );
    expect(text).not.toContain('no-such-route');
  });
});
