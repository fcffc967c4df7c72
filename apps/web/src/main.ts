import './zod-without-eval.js';
import './ui/styles.js';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { ApiClient } from './api/api-client.js';
import { GatewaySocket } from './api/gateway-socket.js';
import { apiKey, socketKey } from './api/keys.js';
import App from './app.vue';
import { useWallStore } from './live/wall-store.js';
import { openViewingKey, openWhepViewing } from './player/open-viewing.js';
import { createPageRouter } from './router.js';
import { beginTheme } from './ui/theme.js';

beginTheme();

const router = createPageRouter();
router.afterEach(({ meta }) => {
  document.title = typeof meta['title'] === 'string' ? `${meta['title']} – Casement` : 'Casement';
});

// The gateway was updated and has other files now: take the new page instead of failing.
// Once a minute at most, so that a file that is really missing does not become a loop.
window.addEventListener('vite:preloadError', (event) => {
  const lastMs = Number(sessionStorage.getItem('casement.reloaded') ?? 0);
  if (Date.now() - lastMs > 60_000) {
    event.preventDefault();
    sessionStorage.setItem('casement.reloaded', String(Date.now()));
    window.location.reload();
  }
});

const app = createApp(App)
  .provide(apiKey, new ApiClient())
  .provide(socketKey, new GatewaySocket())
  .provide(openViewingKey, openWhepViewing)
  .use(createPinia())
  .use(router);

void router.isReady().then(() => {
  const { name, query } = router.currentRoute.value;
  useWallStore().begin(name === 'live' ? query : {});
  app.mount('#app');
});
