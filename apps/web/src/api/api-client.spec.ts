import { meSchema } from '@casement/contract';
import { ApiClient } from './api-client.js';

type Call = { readonly url: string; readonly init: RequestInit };

function client(answers: readonly (Partial<Response> | Error)[]): {
  api: ApiClient;
  calls: Call[];
} {
  const calls: Call[] = [];
  const rest = [...answers];
  const api = new ApiClient({
    base: () => 'https://video.example/a/b/',
    fetch: (input, init) => {
      calls.push({ url: input as string, init: init ?? {} });
      const next = rest.shift();
      return next instanceof Error || next === undefined
        ? Promise.reject(next ?? new Error('no more answers'))
        : Promise.resolve({
            headers: new Headers(),
            statusText: '',
            text: () => Promise.resolve(''),
            ...next,
          } as Response);
    },
  });
  return { api, calls };
}

function json(value: unknown): Partial<Response> {
  return { ok: true, status: 200, json: () => Promise.resolve(value) };
}

const me = { username: 'admin', role: 'administrator', via: 'session', mustChangePassword: false };

describe('ApiClient', () => {
  it('asks below the base path, with the session cookie', async () => {
    const { api, calls } = client([json(me)]);
    expect(await api.get('api/v1/auth/me', meSchema)).toEqual(me);
    expect(calls[0]).toMatchObject({
      url: 'https://video.example/a/b/api/v1/auth/me',
      init: { method: 'GET', credentials: 'same-origin' },
    });
    expect(calls[0]?.init.body).toBeUndefined();
  });

  it('sends JSON and says so', async () => {
    const { api, calls } = client([{ ok: true, status: 204 }]);
    await api.command('POST', 'api/v1/auth/login', { username: 'a', password: 'b' });
    expect(calls[0]?.init.body).toBe('{"username":"a","password":"b"}');
    expect(calls[0]?.init.headers).toMatchObject({ 'Content-Type': 'application/json' });
  });

  it('hands out the headers of an answer', async () => {
    const headers = new Headers({ 'X-As-Of': '2026-11-21T10:00:00Z' });
    const { api } = client([{ ...json(me), headers }]);
    const answer = await api.getWithHeaders('api/v1/auth/me', meSchema);
    expect(answer.value).toEqual(me);
    expect(answer.headers.get('x-as-of')).toBe('2026-11-21T10:00:00Z');
  });

  it('tells its listeners about 401 until they leave', async () => {
    const { api } = client([
      { ok: false, status: 401 },
      { ok: false, status: 401 },
    ]);
    let calls = 0;
    const leave = api.onSignedOut(() => (calls += 1));
    await expect(api.get('x', meSchema)).rejects.toMatchObject({ status: 401 });
    leave();
    await expect(api.get('x', meSchema)).rejects.toMatchObject({ status: 401 });
    expect(calls).toBe(1);
  });

  it('refuses an answer that the contract does not know', async () => {
    const { api } = client([json({ username: 1 })]);
    await expect(api.get('api/v1/auth/me', meSchema)).rejects.toMatchObject({
      kind: 'unexpected-answer',
      message: expect.stringContaining('api/v1/auth/me'),
    });
  });

  it('gives words when nobody answers', async () => {
    const { api } = client([new TypeError('Failed to fetch')]);
    await expect(api.get('x', meSchema)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
