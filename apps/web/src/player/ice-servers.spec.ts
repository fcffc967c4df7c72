import { FakeTimers, settle } from '../testing/fake-timers.js';
import { IceServers } from './ice-servers.js';

const url = 'https://video.example/api/v1/recorders/hq/cameras/3/live/whep';
const link = '<turn:turn.example:3478>; rel="ice-server"; username="u"; credential="p"';
const server = { urls: 'turn:turn.example:3478', username: 'u', credential: 'p' };

type Reply = { readonly status: number; readonly link?: string } | Error | 'never';

function list(...replies: Reply[]) {
  const timers = new FakeTimers();
  const asked: (string | undefined)[] = [];
  const servers = new IceServers({
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    fetch: (_input, init = {}) => {
      asked.push(init.method);
      const reply = replies.shift() ?? new Error('not asked again');
      if (reply instanceof Error) {
        return Promise.reject(reply);
      }
      if (reply === 'never') {
        return new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      }
      return Promise.resolve({
        ok: reply.status < 300,
        headers: new Headers(reply.link === undefined ? {} : { Link: reply.link }),
      } as Response);
    },
  });
  return { servers, timers, asked };
}

describe('IceServers', () => {
  it('asks once for all viewings of a page', async () => {
    const { servers, asked, timers } = list({ status: 204, link });
    expect(await Promise.all([servers.of(url), servers.of(url)])).toEqual([[server], [server]]);
    expect(await servers.of(url)).toEqual([server]);
    expect(asked).toEqual(['OPTIONS']);
    expect(timers.pending).toBe(0);
  });

  it('does not ask again when there are none', async () => {
    const { servers, asked } = list({ status: 204 });
    await servers.of(url);
    expect(await servers.of(url)).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['was refused', { status: 401, link }],
    ['failed', new TypeError('Failed to fetch')],
  ])('goes on without servers when the question %s, and asks again', async (_name, reply) => {
    const { servers } = list(reply, { status: 204, link });
    expect(await servers.of(url)).toEqual([]);
    expect(await servers.of(url)).toEqual([server]);
  });

  it('does not let a picture wait for a gateway that does not answer', async () => {
    const { servers, timers } = list('never');
    const answer = servers.of(url);
    await settle();
    timers.pass(2_000);
    expect(await answer).toEqual([]);
    expect(timers.pending).toBe(0);
  });

  it('takes what an answer to an offer names', async () => {
    const { servers, asked } = list();
    servers.learn(link);
    expect(await servers.of(url)).toEqual([server]);
    expect(asked).toEqual([]);
  });
});
