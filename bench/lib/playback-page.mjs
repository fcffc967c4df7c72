// The playback page in Chromium, with a view on what its workers say of themselves.
import { playbackPaths } from '@casement/contract';
import { launchChromium } from '../../tools/chromium.mjs';

export async function openPlaybackPage(house, camera, atMs) {
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name, value] = house.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: house.url }]);
  const page = await context.newPage();
  await page.addInitScript(() => {
    const Plain = globalThis.Worker;
    globalThis.Worker = class extends Plain {
      constructor(...options) {
        super(...options);
        this.addEventListener('message', ({ data }) => {
          if (data?.kind === 'statistics') globalThis.pictureStatistics = data;
        });
      }
    };
  });
  const at = new Date(atMs).toISOString();
  await page.goto(new URL(`playback?cameras=demo:${camera}&at=${at}`, house.url).href);
  await page.locator('[data-testid="playback-picture"][data-time-ms]').waitFor();
  const id = await page.evaluate(
    async (path) => (await (await fetch(path)).json()).at(-1).id,
    new URL(playbackPaths.playbacks, house.url).pathname,
  );
  const commands = new URL(playbackPaths.commands(id), house.url).pathname;
  return {
    /** Milliseconds from a command to the picture of a time on the screen. */
    until: (body, timeMs) =>
      page.evaluate(
        async ({ path, sent, wanted }) => {
          const element = document.querySelector('[data-testid="playback-picture"]');
          const began = performance.now();
          const shown = new Promise((resolve) => {
            const look = () => {
              if (Number(element.dataset.timeMs) === wanted) {
                observer.disconnect();
                resolve(performance.now() - began);
              }
            };
            const observer = new MutationObserver(look);
            observer.observe(element, { attributeFilter: ['data-time-ms'] });
            look();
          });
          const answer = await fetch(path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(sent),
          });
          if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
          return shown;
        },
        { path: commands, sent: body, wanted: timeMs },
      ),
    /** A command of which nothing is waited for. */
    command: (body) =>
      page.evaluate(
        async ({ path, sent }) => {
          await fetch(path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(sent),
          });
        },
        { path: commands, sent: body },
      ),
    /** What the worker last told, and the page's own heap in MiB. */
    async figures() {
      const session = await context.newCDPSession(page);
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      await session.detach();
      const statistics = await page.evaluate(() => globalThis.pictureStatistics ?? {});
      return { ...statistics, pageHeapMiB: usedSize / 2 ** 20 };
    },
    shownMs: () =>
      page.evaluate(() =>
        Number(document.querySelector('[data-testid="playback-picture"]').dataset.timeMs),
      ),
    end: () => browser.close(),
  };
}
