import './zod-without-eval.js';
import './ui/styles.js';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { ApiClient } from './api/api-client.js';
import { GatewaySocket } from './api/gateway-socket.js';
import { apiKey, socketKey } from './api/keys.js';
import App from './app.vue';
import { useWallStore } from './live/wall-store.js';
import { browserPlayers, openPlayerKey } from './player/open-player.js';
import { exploreWayWorld, wayWorldKey } from './player/way-world.js';
import { createPageRouter, titleOf } from './router.js';
import { loadWholePage } from './ui/load-whole-page.js';
import { useShellStore } from './ui/shell-store.js';
import { beginTheme } from './ui/theme.js';

beginTheme();

const router = createPageRouter();
router.afterEach((to) => {
  document.title = titleOf(to) === '' ? 'Casement' : `${titleOf(to)} – Casement`;
});

// The gateway was updated and has other files now: take the new page instead of failing.
// Once a minute at most, so that a file that is really missing does not become a loop.
window.addEventListener('vite:preloadError', (event) => {
  const lastMs = Number(sessionStorage.getItem('casement.reloaded') ?? 0);
  if (Date.now() - lastMs > 60_000) {
    event.preventDefault();
    void reloadWhenAnswered();
  }
});

/** A gateway that is away has no other files: a page that reloads then would be gone too, with its last pictures. */
async function reloadWhenAnswered(): Promise<void> {
  const answer = await fetch(document.baseURI, { cache: 'no-store' }).catch(() => undefined);
  if (answer?.ok === true) {
    sessionStorage.setItem('casement.reloaded', String(Date.now()));
    // The page that was wanted, when it was one: nobody shall have to ask twice.
    const wanted = shell.missingPage;
    loadWholePage(wanted ? router.resolve(wanted.path).href : window.location.href);
  }
}

const api = new ApiClient();
const app = createApp(App)
  .provide(apiKey, api)
  .provide(socketKey, new GatewaySocket())
  .use(createPinia())
  .use(router);

const shell = useShellStore();
router.onError((_error, to) => {
  shell.missingPage = { title: titleOf(to), path: to.fullPath };
});
router.afterEach(() => {
  shell.missingPage = null;
});

// A page whose files do not come is no reason to show nothing: the bars are here, and say so.
const routed = router.isReady().catch(() => undefined);

void Promise.all([exploreWayWorld(), routed]).then(([ways]) => {
  app.provide(wayWorldKey, ways).provide(
    openPlayerKey,
    browserPlayers((path) => api.url(path), ways.memory),
  );
  const { name, query } = router.currentRoute.value;
  useWallStore().begin(name === 'live' ? query : {});
  app.mount('#app');
});
