import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

const build = temporaryFolder('casement-web-');
const webRoot = build.path;
mkdirSync(join(webRoot, 'assets'));
const INDEX =
  '<!doctype html><html><head><meta charset="utf-8" />\n<base href="/" /></head><body></body></html>';
writeFileSync(join(webRoot, 'index.html'), INDEX);
writeFileSync(join(webRoot, 'assets', 'main-abc123.js'), 'export {};');
writeFileSync(join(webRoot, 'casement.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
writeFileSync(join(webRoot, '.env'), 'SECRET=1');
mkdirSync(join(webRoot, 'api'));
writeFileSync(join(webRoot, 'api', 'planted.txt'), 'SECRET=2');
writeFileSync(join(webRoot, 'healthz'), 'SECRET=3');

let gateway: TestGateway;
afterEach(() => gateway.close());

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';
const open = (path: string) => gateway.http().get(path).set('Accept', HTML);

describe('the page', () => {
  it('is served to everybody, never from a cache without asking', async () => {
    gateway = await startTestGateway({ webRoot });
    for (const path of ['/', '/index.html', '/recorders/hq', '/settings?x=1']) {
      const answer = await open(path).expect(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.text).toBe(INDEX);
    }
    await gateway.http().head('/').set('Accept', HTML).expect(200);
  });

  it('has assets that are kept for ever, and other files for an hour', async () => {
    gateway = await startTestGateway({ webRoot });
    const asset = await gateway.http().get('/assets/main-abc123.js').expect(200);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const icon = await gateway.http().get('/casement.svg').expect(200);
    expect(icon.headers['cache-control']).toBe('public, max-age=3600');
  });

  it.each([
    ['an asset of an older build', '/assets/main-old.js'],
    ['a path of the API', '/api/v1/nothing'],
    ['a path below the API', '/api/nothing'],
    ['a path of the API that is the name of a file too', '/api/planted.txt'],
    ['a hidden file', '/.env'],
    ['a file outside', '/..%2f..%2fetc%2fpasswd'],
  ])('is not the answer for %s', async (_name, path) => {
    gateway = await startTestGateway({ webRoot });
    const answer = await gateway.http().get(path).expect(404);
    expect(answer.body).toMatchObject({ kind: 'not-found' });
    expect(answer.text).not.toContain('SECRET');
  });

  it('is not the answer for programs and for changes', async () => {
    gateway = await startTestGateway({ webRoot });
    await gateway.http().get('/recorders/hq').set('Accept', '*/*').expect(404);
    await gateway.http().post('/recorders/hq').set('Accept', HTML).expect(404);
  });

  it('never hides what tells of the gateway itself, which does not wait for the disk', async () => {
    gateway = await startTestGateway({ webRoot });
    await gateway.http().get('/healthz').expect(200, { status: 'ok' });
  });

  it('is there for programs that offer another protocol with their first request', async () => {
    gateway = await startTestGateway({ webRoot });
    for (const path of ['/healthz', '/api/v1/auth/me']) {
      const { status } = await gateway.http().get(path).set({
        Connection: 'Upgrade, HTTP2-Settings',
        Upgrade: 'h2c',
        'HTTP2-Settings': 'AAMAAABk',
      });
      expect([path, status]).toEqual([path, path === '/healthz' ? 200 : 401]);
    }
  });

  it('follows a new build', async () => {
    gateway = await startTestGateway({ webRoot });
    await open('/').expect(200);
    const changed = INDEX.replace('<body>', '<body>new');
    writeFileSync(join(webRoot, 'index.html'), changed);
    expect((await open('/').expect(200)).text).toBe(changed);
    writeFileSync(join(webRoot, 'index.html'), INDEX);
  });

  it('says how to build it when it was not built', async () => {
    gateway = await startTestGateway();
    const answer = await open('/').expect(503);
    expect(answer.text).toContain('./casement setup');
    await gateway.http().get('/healthz').expect(200);
  });

  it('may load nothing from elsewhere, and needs no https', async () => {
    gateway = await startTestGateway({ webRoot });
    const { headers } = await open('/').expect(200);
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self' ws: wss:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "img-src 'self' data: blob:",
        "frame-ancestors 'self'",
      ]),
    );
    expect(String(headers['content-security-policy'])).not.toContain('upgrade-insecure');
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('below a base path', () => {
  beforeEach(async () => {
    gateway = await startTestGateway({ webRoot, config: { server: { basePath: '/cctv' } } });
  });

  it('everything is there, and the page knows it', async () => {
    expect((await open('/cctv/').expect(200)).text).toContain('<base href="/cctv/" />');
    expect((await open('/cctv/recorders/hq').expect(200)).text).toContain('<base href="/cctv/" />');
    await gateway.http().get('/cctv/assets/main-abc123.js').expect(200);
    await gateway.http().get('/cctv/healthz').expect(200);
    await gateway.http().get('/cctv/readyz').expect(200);
    await gateway.http().get('/cctv/api/v1/auth/me').expect(401);
    await gateway.http().get('/cctv/api/openapi.json').expect(401);
  });

  it('the cookie is for this path only', async () => {
    const answer = await gateway
      .http()
      .post('/cctv/api/v1/auth/login')
      .send({ username: 'admin', password: 'correct horse battery' })
      .expect(200);
    expect(answer.headers['set-cookie']?.[0]).toContain('; Path=/cctv/;');
    const cookie = await gateway.signIn();
    await gateway.http().get('/cctv/api/v1/auth/me').set('Cookie', cookie).expect(200);
  });

  it('the path without its last slash leads there', async () => {
    const answer = await open('/cctv?x=1').expect(308);
    expect(answer.headers['location']).toBe('/cctv/?x=1');
  });

  it.each(['/', '/healthz', '/cctvx/', '/api/v1/auth/me'])('%s is not there', async (path) => {
    const answer = await open(path).expect(404);
    expect(answer.body).toMatchObject({
      detail: `There is nothing at ${path}: everything is below /cctv/.`,
    });
  });
});
