import type { Viewing as ViewingReport } from '@casement/contract';
import { createPinia, type Pinia } from 'pinia';
import { createApp, type App, type Plugin } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { ApiClient } from '../api/api-client.js';
import { GatewaySocket } from '../api/gateway-socket.js';
import { apiKey, socketKey } from '../api/keys.js';
import type { BrowserAbilities } from '../player/browser-abilities.js';
import { NetworkMemory } from '../player/network-memory.js';
import { openPlayerKey } from '../player/open-player.js';
import type { PlayerHandlers, PlayerRequest } from '../player/player.js';
import type { RawStatistics } from '../player/raw-statistics.js';
import { wayWorldKey } from '../player/way-world.js';
import { ableBrowser } from './able-browser.js';
import { FakeMemoryStorage } from './fake-memory-storage.js';
import { FakeSocket } from './fake-socket.js';

export type FakeRequest = {
  readonly method: string;
  readonly path: string;
  /** Without its question mark; missing: there is none. */
  readonly query?: string;
  readonly body: unknown;
};
export type FakeReply = {
  readonly status?: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
export type OpenedPlayer = PlayerHandlers & {
  readonly request: PlayerRequest;
  readonly element: HTMLVideoElement;
  closed: boolean;
  /** How loud it was told to be; null: silent. */
  volume: number | null;
};

/** Everything around a component: an API that answers from a table, a socket, and players that the test plays. */
export class PageWorld {
  /** Answers by "METHOD path"; a function is asked anew every time, an Error is a gateway that is not there. */
  readonly replies = new Map<string, FakeReply | Error | (() => FakeReply | Error)>();
  readonly requests: FakeRequest[] = [];
  readonly players: OpenedPlayer[] = [];
  /** What every player's browser and the gateway tell of it. */
  statistics: RawStatistics | undefined;
  level: number | null = null;
  browser: BrowserAbilities = ableBrowser;
  /** A network in which WebRTC works, so that nothing else is tried beside it. */
  readonly memory = new NetworkMemory({
    storage: new FakeMemoryStorage(),
    nowMs: () => 0,
    place: () => 'here',
  });
  readonly otherNetwork = new Set<() => void>();
  report: ViewingReport | null = null;
  readonly socket = new FakeSocket();
  readonly pinia: Pinia = createPinia();
  readonly router: Router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/recorders/:id', name: 'recorder', component: { render: () => null } },
      ...['live', 'playback', 'alarms', 'recorders', 'settings', 'downloads'].map((name) => ({
        path: name === 'live' ? '/' : `/${name}`,
        name,
        component: { render: () => null },
      })),
    ],
  });
  /** What components get as the page's line to the gateway; its other end is `socket` once it is open. */
  readonly gatewaySocket = new GatewaySocket({ connect: () => this.socket.asSocket() });
  readonly api = new ApiClient({
    base: () => 'http://gateway.test/base/',
    fetch: (input, init) => this.#answer(input as string, init),
  });

  /** For `mount(..., { global: { plugins: [world.plugin] } })`. */
  readonly plugin: Plugin = {
    install: (app: App) => {
      app
        .use(this.pinia)
        .use(this.router)
        .provide(apiKey, this.api)
        .provide(socketKey, this.gatewaySocket)
        .provide(wayWorldKey, {
          browser: this.browser,
          memory: this.memory,
          onOtherNetwork: (listener) => {
            this.otherNetwork.add(listener);
            return () => this.otherNetwork.delete(listener);
          },
        })
        .provide(openPlayerKey, (request, handlers) => {
          const player: OpenedPlayer = {
            ...handlers,
            request,
            element: document.createElement('video'),
            closed: false,
            volume: null,
          };
          this.players.push(player);
          handlers.onBegun();
          handlers.onAnswered();
          return {
            element: player.element,
            close: () => {
              player.closed = true;
            },
            statistics: () => Promise.resolve(this.statistics),
            report: () => Promise.resolve(this.report),
            decoded: () => undefined,
            hear: (volume) => {
              player.volume = volume;
            },
            soundLevel: () => this.level,
          };
        });
    },
  };

  constructor() {
    this.memory.noteWorks('webrtc');
  }

  /** For stores without a component. */
  run<T>(act: () => T): T {
    const app = createApp({ render: () => null }).use(this.plugin);
    return app.runWithContext(act);
  }

  #answer(url: string, init: RequestInit = {}): Promise<Response> {
    const method = init.method ?? 'GET';
    const { pathname, search } = new URL(url);
    const path = pathname.replace('/base/api/v1/', '');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const query = search === '' ? {} : { query: search.slice(1) };
    this.requests.push({ method, path, body, ...query });
    const entry = this.replies.get(`${method} ${path}`) ?? { status: 404, json: {} };
    const reply = typeof entry === 'function' ? entry() : entry;
    if (reply instanceof Error) {
      return Promise.reject(reply);
    }
    const status = reply.status ?? 200;
    return Promise.resolve({
      ok: status < 300,
      status,
      statusText: '',
      headers: new Headers(reply.headers),
      json: () => Promise.resolve(reply.json),
      text: () => Promise.resolve(JSON.stringify(reply.json ?? null)),
    } as Response);
  }
}

/** The body of a problem answer. */
export function problem(status: number, detail: string, kind = 'test'): FakeReply {
  return {
    status,
    json: { type: 'about:blank', title: 'x', status, kind, detail, context: {} },
  };
}
