// A gateway without recorders, for looking at the page and for trying what it does when things break.
// Serves the built page below a base path with the gateway's own content security policy, answers the API
// from memory and tells changes over socket.io. Pictures come from loopback-camera.mjs inside the page.
// Never part of the build.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { Server } from 'socket.io';
import { fakeAlarms } from './fake-alarms.mjs';
import { fakeInformation } from './fake-information.mjs';
import { fakeControl } from './fake-control.mjs';
import { fakePlayback } from './fake-playback.mjs';

const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
  '.map': 'application/json',
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "worker-src 'self' blob:; connect-src 'self' ws: wss:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

export const statistics = (change = {}) => ({
  transport: 'rtp',
  codec: 'h264',
  codecString: 'avc1.4d401f',
  reorders: false,
  audio: null,
  width: 1920,
  height: 1080,
  fps: 25,
  bitsPerSecond: 2_310_000,
  packetsReceived: 812_345,
  packetsLost: 3,
  ...change,
});

export function camera(number, name, change = {}) {
  return {
    number,
    name,
    connection: 'ok',
    video: 'h264',
    audio: null,
    ptz: false,
    ...change,
    live: { state: 'idle', reason: null, viewers: 0, statistics: statistics(), ...change.live },
  };
}

export function recorder(id, name, change = {}) {
  return {
    id,
    name,
    kind: 'nvr',
    state: 'online',
    reason: null,
    sessions: { used: 5, limit: 16 },
    clockOffsetMs: 120,
    timeZone: 'Asia/Tokyo',
    origin: 'database',
    url: `http://192.0.2.${10 + id.length}`,
    retryAt: null,
    asleepSince: null,
    ...change,
  };
}

/** A small world with everything that can be seen: change it, then call `tell`. */
export function world() {
  const gate = [
    'Main gate',
    'Reception',
    'Lobby',
    'Car park north',
    'Car park south',
    'Loading bay',
    'Stairs A',
    'Stairs B',
    'Corridor 1',
    'Corridor 2',
    'Server room',
    'Canteen',
    'Roof',
    'Yard',
    'Fence west',
    'Fence east',
  ];
  return {
    me: { username: 'admin', role: 'administrator', via: 'session', mustChangePassword: false },
    signedIn: true,
    recorders: [
      recorder('hq', 'Head office', { origin: 'file' }),
      recorder('depot', 'Depot', {
        state: 'refused',
        reason: 'refused: all 16 sessions in use',
        sessions: { used: 16, limit: 16 },
        retryAt: new Date(Date.now() + 42_000).toISOString(),
      }),
    ],
    cameras: {
      hq: gate.map((name, index) =>
        camera(index + 1, name, { live: { state: 'playing', viewers: 1 + (index % 3) } }),
      ),
      depot: ['Dock 1', 'Dock 2', 'Office'].map((name, index) =>
        camera(index + 1, name, {
          live: { state: 'waiting', reason: 'the recorder refuses: all 16 sessions in use' },
        }),
      ),
    },
    tokens: [],
    doctor: [
      { name: 'Node.js', state: 'ok', detail: 'Version 24.9.0.', advice: null },
      {
        name: 'Media thread 1',
        state: 'warning',
        detail:
          'Sends with the back end node, because koffi cannot be loaded: Cannot find module "koffi".',
        advice: 'Install the optional packages: npm ci --include=optional',
      },
      {
        name: 'Recorders',
        state: 'problem',
        detail: 'Depot refuses: all 16 sessions in use.',
        advice: 'End a session on the recorder, or lower uidLimit of another client.',
      },
    ],
    /** Answers of WHEP by camera: a status and words, else the loopback camera plays. */
    whep: {},
  };
}

/** @returns {Promise<{ url: string, port: number, state: ReturnType<typeof world>, tell: () => void, close: () => Promise<void> }>} */
export async function startFakeGateway({ dist, state = world(), basePath = '/', port = 0 }) {
  const problem = (response, status, kind, detail) => {
    response.writeHead(status, { 'Content-Type': 'application/problem+json' });
    response.end(
      JSON.stringify({ type: 'about:blank', title: kind, status, kind, detail, context: {} }),
    );
  };
  const json = (response, value, status = 200) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(value === undefined ? undefined : JSON.stringify(value));
  };
  const body = async (request) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    return text === '' ? {} : JSON.parse(text);
  };

  async function api(request, response, path) {
    const { method } = request;
    if (path === 'auth/login') {
      const { username, password } = await body(request);
      if (password === 'wrong')
        return problem(response, 401, 'unauthenticated', 'The user name or the password is wrong.');
      state.signedIn = true;
      state.me = { ...state.me, username };
      return json(response, state.me);
    }
    if (!state.signedIn) return problem(response, 401, 'unauthenticated', 'Nobody is signed in.');
    if (path === 'auth/logout') return ((state.signedIn = false), json(response, undefined, 204));
    if (path === 'auth/me') return json(response, state.me);
    if (path === 'auth/password')
      return (
        (state.me = { ...state.me, mustChangePassword: false }),
        json(response, undefined, 204)
      );
    if (path === 'doctor') return json(response, state.doctor);
    if (path === 'auth/tokens' && method === 'GET') return json(response, state.tokens);
    if (path === 'auth/tokens') {
      const token = {
        id: String(state.tokens.length + 1),
        ...(await body(request)),
        createdAt: new Date().toISOString(),
        lastUsedAt: null,
      };
      state.tokens = [...state.tokens, token];
      return json(
        response,
        { ...token, secret: 'csm_Zt3mZ8nQ1vB5xKc7Lr2sWd9fGh4jPa6uYe0iTo1NbVc' },
        201,
      );
    }
    if (path.startsWith('auth/tokens/')) {
      state.tokens = state.tokens.filter(({ id }) => !path.endsWith(`/${id}`));
      return json(response, undefined, 204);
    }
    if (path === 'recorders' && method === 'GET') return json(response, state.recorders);
    if (path === 'recorders') {
      const { id, name, url } = await body(request);
      const made = recorder(id, name ?? id, {
        url,
        state: 'connecting',
        reason: 'signing in to the recorder',
        sessions: { used: null, limit: null },
      });
      state.recorders = [...state.recorders, made];
      state.cameras[id] = [];
      return json(response, made, 201);
    }
    const url = new URL(request.url, 'http://x');
    if (await playback(request, response, url, { json, problem, body })) return;
    if (await control.answer(request, response, url, { json, problem, body })) return;
    if (await information.answer(request, response, url, { json, problem, body })) return;
    if (await alarms.answer(request, response, url, { json, problem, body }, state.me.username))
      return;
    const [, id, rest] = /^recorders\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
    const found = state.recorders.find((one) => one.id === id);
    if (!found) return problem(response, 404, 'not-found', `There is no recorder "${id}".`);
    if (rest === 'cameras') return json(response, state.cameras[id] ?? []);
    if (!rest && method === 'PATCH') {
      const { tls, ...change } = await body(request);
      Object.assign(found, change, tls ? { state: 'online', reason: null } : {});
      tell();
      return json(response, found);
    }
    if (!rest && method === 'DELETE') {
      state.recorders = state.recorders.filter((one) => one !== found);
      return json(response, undefined, 204);
    }
    return problem(response, 404, 'not-found', `Nothing is at ${path}.`);
  }

  async function file(response, path) {
    const name = path === '' || extname(path) === '' ? 'index.html' : path;
    try {
      let content = await readFile(join(dist, normalize(name)));
      if (name === 'index.html')
        content = content.toString().replace(/<base [^>]*>/, `<base href="${basePath}" />`);
      response.writeHead(200, {
        'Content-Type': types[extname(name)] ?? 'application/octet-stream',
        'Content-Security-Policy': policy,
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    if (!path.startsWith(basePath)) return response.writeHead(404).end();
    const below = path.slice(basePath.length);
    const answer = below.startsWith('api/v1/')
      ? api(request, response, below.slice(7))
      : file(response, below);
    answer?.catch?.((error) => problem(response, 500, 'internal', String(error)));
  });
  const io = new Server(server, { path: `${basePath}socket.io`, serveClient: false });
  io.use((_socket, next) => (state.signedIn ? next() : next(new Error('unauthenticated'))));
  const snapshot = (to) => {
    for (const one of state.recorders) {
      to.emit('recorder-state', one);
      for (const camera of state.cameras[one.id] ?? [])
        to.emit('camera-state', { recorder: one.id, camera });
    }
  };
  io.on('connection', snapshot);
  const tell = () => snapshot(io);
  const alarms = fakeAlarms({ io });
  const information = fakeInformation({ io });
  const control = fakeControl({ io, me: () => state.me.username });
  const playback = fakePlayback({ state, tell: (event) => io.emit('playback-position', event) });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    url: `http://127.0.0.1:${server.address().port}${basePath}`,
    state,
    alarms,
    information,
    control,
    tell,
    putOut: () => {
      state.signedIn = false;
      io.disconnectSockets(true);
    },
    close: () =>
      new Promise((resolve) => (io.close(), server.closeAllConnections(), server.close(resolve))),
  };
}
