import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

type Schema = { readonly $ref?: string; readonly [key: string]: unknown };
type Operation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
  readonly responses: Readonly<
    Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>
  >;
};
type Document = {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
};

let gateway: TestGateway;
let cookie: string;
let document: Document;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { server: { basePath: '/cctv/' } } });
  cookie = await gateway.signIn();
  const answer = await gateway
    .http()
    .get('/cctv/api/openapi.json')
    .set('Cookie', cookie)
    .expect(200);
  document = answer.body as Document;
});
afterAll(() => gateway.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every object of a JSON document. */
const objects = (value: unknown): Record<string, unknown>[] =>
  typeof value !== 'object' || value === null
    ? []
    : [value as Record<string, unknown>, ...Object.values(value).flatMap(objects)];

describe('the description of the API', () => {
  it('is for those who are signed in, as is its page', async () => {
    for (const path of [
      '/cctv/api/openapi.json',
      '/cctv/api/docs',
      '/cctv/api/docs/swagger-ui.css',
    ]) {
      await gateway.http().get(path).expect(401);
      await gateway.http().get(path).set('Cookie', cookie).expect(200);
    }
    const page = await gateway.http().get('/cctv/api/docs').set('Cookie', cookie);
    expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
    expect(page.text).not.toMatch(/<script>[^<]/);
  });

  it.each([
    ['post', '/api/v1/auth/login'],
    ['post', '/api/v1/auth/logout'],
    ['get', '/api/v1/auth/me'],
    ['post', '/api/v1/auth/password'],
    ['get', '/api/v1/auth/tokens'],
    ['post', '/api/v1/auth/tokens'],
    ['delete', '/api/v1/auth/tokens/{id}'],
    ['get', '/api/v1/recorders'],
    ['post', '/api/v1/recorders'],
    ['get', '/api/v1/recorders/{rid}'],
    ['patch', '/api/v1/recorders/{rid}'],
    ['delete', '/api/v1/recorders/{rid}'],
    ['get', '/api/v1/recorders/{rid}/cameras'],
    ['get', '/api/v1/recorders/{rid}/disks'],
    ['get', '/api/v1/recorders/{rid}/logs'],
    ['get', '/api/v1/recorders/{rid}/logs.csv'],
    ['get', '/api/v1/recorders/{rid}/health'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/live/whep'],
    ['patch', '/api/v1/recorders/{rid}/cameras/{n}/live/whep/{viewing}'],
    ['delete', '/api/v1/recorders/{rid}/cameras/{n}/live/whep/{viewing}'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/live/whep/{viewing}'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/live/index.m3u8'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/live/mjpeg'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/snapshot.jpg'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/ptz'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/ptz'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/ptz/take'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/centre'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/focus'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/iris'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/aux/{k}'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/presets'],
    ['put', '/api/v1/recorders/{rid}/cameras/{n}/presets/{p}'],
    ['post', '/api/v1/recorders/{rid}/cameras/{n}/presets/{p}/go'],
    ['get', '/api/v1/recorders/{rid}/cameras/{n}/presets/{p}/thumbnail.jpg'],
    ['get', '/api/v1/downloads'],
    ['post', '/api/v1/downloads'],
    ['get', '/api/v1/downloads/signing-key.pem'],
    ['get', '/api/v1/downloads/{id}'],
    ['delete', '/api/v1/downloads/{id}'],
    ['post', '/api/v1/downloads/{id}/cancel'],
    ['post', '/api/v1/downloads/{id}/retry'],
    ['get', '/api/v1/downloads/{id}/files/{name}'],
    ['get', '/api/v1/downloads/{id}/files.zip'],
    ['get', '/api/v1/downloads/{id}/manifest.json'],
    ['get', '/api/v1/downloads/{id}/manifest.json.sig'],
    ['get', '/api/v1/transcodings'],
    ['get', '/healthz'],
    ['get', '/readyz'],
    ['get', '/metrics'],
  ])('has %s %s', (method, path) => {
    expect(document.paths[path]?.[method]).toBeDefined();
  });

  it('says where it is served and which version it is', () => {
    expect(document.openapi).toMatch(/^3\.\d+\.\d+$/);
    expect(document.servers).toEqual([{ url: '/cctv/' }]);
  });

  it('names only schemas that are there', () => {
    const references = objects(document).flatMap(({ $ref }) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    expect(references.length).toBeGreaterThan(10);
    const known = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(references.filter((reference) => !known.includes(reference))).toEqual([]);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining([
        'Login',
        'Me',
        'PasswordChange',
        'Problem',
        'Token',
        'NewToken',
        'TokenInput',
      ]),
    );
    expect(JSON.stringify(document)).not.toContain('~standard');
  });

  it('gives every operation an id of its own, a summary and its answers', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      expect([where, operation.summary]).toEqual([where, expect.stringMatching(/\w/)]);
      const statuses = Object.keys(operation.responses);
      expect([where, statuses.some((status) => status.startsWith('2'))]).toEqual([where, true]);
      for (const [status, response] of Object.entries(operation.responses)) {
        expect([where, status, response.description]).toEqual([
          where,
          status,
          expect.stringMatching(/\w/),
        ]);
        if (Number(status) >= 400) {
          expect([where, status, response.content]).toEqual([
            where,
            status,
            { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          ]);
        } else if (!['204', '304'].includes(status)) {
          expect([
            where,
            Object.values(response.content ?? {}).every(({ schema }) => schema !== undefined),
          ]).toEqual([where, true]);
          expect([where, Object.keys(response.content ?? {}).length]).not.toEqual([where, 0]);
        }
      }
    }
  });

  it('says what becomes of paths and bodies that cannot be read', () => {
    for (const { path, method, operation } of operations()) {
      const expected = [
        ...(path.includes('{') || operation.requestBody ? ['400'] : []),
        ...(operation.requestBody ? ['413', '415'] : []),
      ];
      const statuses = Object.keys(operation.responses);
      expect([method, path, statuses]).toEqual([method, path, expect.arrayContaining(expected)]);
    }
  });

  it('describes the body of every change that has one, and every part of a path', () => {
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const described = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'path' && parameter.required === true)
        .map(({ name }) => name);
      expect([where, described.toSorted()]).toEqual([where, names.toSorted()]);
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        expect([where, schema]).toEqual([where, expect.any(Object)]);
      }
    }
    expect(document.paths['/api/v1/auth/login']?.['post']?.requestBody?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Login' } },
    });
  });
});
