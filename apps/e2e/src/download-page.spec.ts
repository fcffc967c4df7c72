import AxeBuilder from '@axe-core/playwright';
import { type Download, downloadPaths } from '@casement/contract';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium, signIn } from './testing/chromium.js';
import { PlaybackHouse } from './testing/playback-house.js';
import { PlaybackPage } from './testing/playback-page.js';
import { until } from './testing/until.js';

const minute = 60_000;
const hour = 60 * minute;

let house: PlaybackHouse;
let browser: Browser;
/** What was opened, to be closed in the opposite order even when a later step failed. */
const opened: (() => unknown)[] = [];
const contexts: { readonly close: () => Promise<void> }[] = [];
let used = 0;

beforeAll(async () => {
  house = await PlaybackHouse.start('test-downloads.yaml');
  opened.push(() => house.stop());
  browser = await launchChromium();
  opened.push(() => browser.close());
}, 400_000);

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await house.recorder.faults();
  const { body } = await house.client.ask('GET', downloadPaths.downloads);
  for (const { id } of body as Download[]) {
    await house.client.ask('DELETE', downloadPaths.download(id));
  }
});

afterAll(async () => {
  for (const close of opened.reverse()) {
    await close();
  }
}, 60_000);

/** A whole minute of the day before that no other test asks for: what is asked for twice is one download. */
function untouched(): number {
  used += 1;
  return Math.floor((house.startedMs - 20 * hour) / minute) * minute + used * 10 * minute;
}

/** The playback page with both points set on the timeline, as a person sets them. */
async function openWithPoints(
  camera: number,
  fromMs: number,
  toMs: number,
): Promise<{ readonly view: PlaybackPage; readonly page: Page }> {
  const view = await PlaybackPage.open(browser, house.demo, { cameras: [camera], atMs: fromMs });
  contexts.push(view);
  const { page } = view;
  await page.getByTestId('timeline').waitFor();
  expect(await page.getByTestId('points-download').isDisabled()).toBe(true);
  await page.keyboard.press('[');
  await page.getByTestId('points').waitFor();
  await view.typeTime(new Date(toMs).toISOString());
  await until('the head at the second point', 20_000, () => {
    const at = new URL(page.url()).searchParams.get('at');
    return at !== null && Date.parse(at) === toMs;
  });
  await page.getByTestId('time-box').blur();
  await page.keyboard.press(']');
  await until(
    'both points',
    5_000,
    async () => page.getByTestId('points-download').isEnabled(),
    async () => ({
      url: page.url(),
      points: await page.getByTestId('points').innerText(),
      focused: await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)),
    }),
  );
  return { view, page };
}

/** Sends the form off; the download's card in the shelf. */
async function begin(page: Page): Promise<Locator> {
  await page.keyboard.press('x');
  await page.getByTestId('begin-download').click();
  const card = page.getByTestId('download-shelf').getByTestId('download').first();
  await card.waitFor();
  return card;
}

async function untilState(card: Locator, state: Download['state'], limitMs = 60_000) {
  await until(
    `the card to say ${state}`,
    limitMs,
    async () => (await card.getAttribute('data-state')) === state,
    () => card.innerText(),
  );
}

async function openPage(path: string, size = { width: 1920, height: 1080 }): Promise<Page> {
  const { page, context } = await signIn(browser, house.demo.url, house.demo.password, {
    path,
    ...size,
  });
  contexts.push(context);
  return page;
}

/** Begins one as a program does. */
async function order(camera: number, fromMs: number, toMs: number): Promise<Download> {
  const { status, body } = await house.client.ask('POST', downloadPaths.downloads, {
    recorder: 'demo',
    camera,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  });
  expect(status).toBe(202);
  return body as Download;
}

/** The video of a card runs in the page: its time goes on, and without an error. */
async function playsIn(page: Page, card: Locator): Promise<void> {
  await card.getByTestId('play-file').first().click();
  const video = page.getByTestId('download-video');
  const state = (): Promise<{ time: number; error: string | null; width: number }> =>
    video.evaluate((element: HTMLVideoElement) => ({
      time: element.currentTime,
      error: element.error?.message ?? null,
      width: element.videoWidth,
    }));
  await until('the video to run', 20_000, async () => (await state()).time > 1, state);
  expect(await state()).toMatchObject({ error: null, width: 320 });
  // Somebody who jumps: the browser asks for another part of the file.
  await video.evaluate((element: HTMLVideoElement) => {
    element.currentTime = element.duration - 10;
  });
  await until('the video to run from there', 20_000, async () => (await state()).time > 100, state);
  expect(await page.getByTestId('download-unplayable').count()).toBe(0);
}

describe('a download in Chromium', () => {
  it('goes from two points on the timeline to a video that plays in the page', async () => {
    const fromMs = untouched();
    const { page } = await openWithPoints(1, fromMs, fromMs + 2 * minute);
    const card = await begin(page);
    await untilState(card, 'done');
    expect(await card.innerText()).toContain('H.264 and AAC');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      card.getByTestId('file-link').first().click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^[\w.-]+\.mp4$/);
    expect(await card.getByTestId('file-hash').first().innerText()).toMatch(/^[0-9a-f]{64}$/);
    const [zip] = await Promise.all([
      page.waitForEvent('download'),
      card.getByTestId('download-zip').click(),
    ]);
    expect(zip.suggestedFilename()).toMatch(/\.zip$/);
    await playsIn(page, card);
  });

  it('shows its progress as it comes, on every page, and after a reload', async () => {
    const page = await openPage('');
    const { id } = await order(2, untouched(), untouched() + 12 * hour);
    await page.getByTestId('download-badge').waitFor();
    await page.getByTestId('open-downloads').click();
    const figures = page.getByTestId('download-figures');
    const steps = new Set<string>();
    const doneOf = async (): Promise<number | undefined> => {
      const [, done] = /(\d+) of \d+ pieces/.exec(await figures.innerText()) ?? [];
      return done === undefined ? undefined : Number(done);
    };
    await until(
      'three steps',
      60_000,
      async () => {
        const step = await doneOf();
        return step !== undefined && steps.add(String(step)).size >= 3;
      },
      () => [...steps],
    );
    await page.reload();
    await page.getByTestId('download-badge').waitFor();
    await page.getByTestId('open-downloads').click();
    const card = page.locator(`[data-testid="download"][data-id="${id}"]`);
    await card.getByTestId('download-bar').waitFor();
    await card.getByTestId('cancel-download').click();
    await untilState(card, 'cancelled');
    await page.getByTestId('download-badge').waitFor({ state: 'detached' });
    const kept = await card.getByTestId('download-file').count();
    expect(kept).toBeGreaterThan(0);
    await card.getByTestId('delete-download').click();
    await card.getByTestId('confirm-delete').click();
    await card.waitFor({ state: 'detached' });
  });

  it('that stands still is there after a reload, is cancelled and tried again', async () => {
    await house.recorder.faults({ kind: 'download-defect', form: 'stall', afterBytes: 50_000 });
    const fromMs = untouched();
    const { page } = await openWithPoints(4, fromMs, fromMs + 3 * minute);
    const card = await begin(page);
    await card.getByTestId('download-bar').waitFor();
    await page.reload();
    await page.getByTestId('open-downloads').click();
    const again = page.getByTestId('download-shelf').getByTestId('download').first();
    await again.getByTestId('cancel-download').click();
    await untilState(again, 'cancelled');
    expect(await again.getByTestId('download-file').count()).toBe(0);
    await house.recorder.faults();
    await again.getByTestId('retry-download').click();
    await untilState(again, 'done');
    await playsIn(page, again);
  });

  it('of a JPEG recording is explained, and made of the pictures when asked for', async () => {
    const fromMs = untouched();
    const { page } = await openWithPoints(3, fromMs, fromMs + 2 * minute);
    await page.getByTestId('points-download').click();
    await page.getByTestId('jpeg-hint').waitFor();
    await page.getByTestId('begin-download').click();
    const shelf = page.getByTestId('download-shelf');
    const refused = shelf.locator('[data-testid="download"][data-state="failed"]');
    await refused.waitFor({ timeout: 30_000 });
    expect(await refused.getByTestId('download-reason').innerText()).toMatch(/cannot make MP4/);
    await refused.getByTestId('take-offer').click();
    const made = shelf.locator('[data-testid="download"]', { hasText: 'made of the pictures' });
    await made.waitFor();
    await untilState(made, 'done', 90_000);
    await playsIn(page, made);
  });

  it("of a time without recordings says that there is nothing, by the recorder's clock", async () => {
    const fromMs = untouched();
    const { id } = await order(6, fromMs, fromMs + minute);
    const page = await openPage('downloads');
    const card = page.locator(`[data-testid="download"][data-id="${id}"]`);
    await card.getByText('nothing was recorded').waitFor({ timeout: 30_000 });
    const gaps = await card.getByTestId('download-gaps').innerText();
    expect(gaps).toContain('Never recorded');
    // This browser never played anything back.
    const clock = new Date(fromMs).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' });
    expect(gaps).toMatch(new RegExp(`${clock}.* CES?T`, 'u'));
    expect(await card.innerText()).not.toContain('UTC');
  });

  it('waits, with the reason, while the recorder is busy', async () => {
    await house.recorder.faults({ kind: 'download-status', status: 3 });
    const fromMs = untouched();
    const { page } = await openWithPoints(1, fromMs, fromMs + minute);
    const card = await begin(page);
    await untilState(card, 'waiting');
    expect(await card.getByTestId('download-reason').innerText()).toMatch(/status 3/);
    await house.recorder.faults();
    await untilState(card, 'done', 90_000);
    expect(await card.getByTestId('download-reason').count()).toBe(0);
  });

  it('has a page that comes although its file did not come at first', async () => {
    const page = await openPage('recorders');
    const file = '**/assets/downloads-page*.js';
    let refused = 0;
    await page.route(file, async (route) => {
      refused += 1;
      await route.abort();
    });
    const reloaded = page.waitForEvent('domcontentloaded');
    await page.getByTestId('open-downloads').click();
    await page.getByTestId('download-shelf').getByText('All downloads on a page').click();
    // The gateway may have been updated: what was wanted is tried once by way of the whole page.
    await reloaded;
    const banner = page.getByTestId('missing-page');
    await banner.getByText('The page Downloads could not be loaded.').waitFor();
    expect(refused).toBeGreaterThanOrEqual(2);
    expect(new URL(page.url()).pathname).toBe('/downloads');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.unroute(file);
    await banner.getByRole('button').click();
    await page.getByTestId('downloads-page').waitFor();
    expect(await page.getByTestId('missing-page').count()).toBe(0);
  });

  it('is nothing for viewers, who see no button for it', async () => {
    await house.demo.reconfigure({ access: { anonymousRole: 'viewer' } });
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      contexts.push(context);
      const page = await context.newPage();
      const query = new URLSearchParams({
        cameras: 'demo:1',
        in: new Date(untouched()).toISOString(),
        out: new Date(untouched()).toISOString(),
      });
      await page.goto(new URL(`playback?${query.toString()}`, house.demo.url).href);
      await page.getByTestId('points').waitFor();
      expect(await page.getByTestId('points-download').count()).toBe(0);
      expect(await page.getByTestId('open-downloads').count()).toBe(0);
      await page.keyboard.press('x');
      expect(await page.getByTestId('download-form').count()).toBe(0);
    } finally {
      await house.demo.reconfigure({});
    }
  });

  it.each([
    ['a desk', { width: 1920, height: 1080 }],
    ['a phone', { width: 390, height: 844 }],
  ])('can be read on %s by everybody', async (_name, size) => {
    const fromMs = untouched();
    const { id } = await order(1, fromMs, fromMs + minute);
    const page = await openPage('downloads', size);
    const card = page.locator(`[data-testid="download"][data-id="${id}"]`);
    await untilState(card, 'done');
    await order(3, fromMs, fromMs + minute);
    await page.locator('[data-testid="download"][data-state="failed"]').waitFor();
    const overflow = await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return [document.documentElement, main].map((one) => one.scrollWidth - one.clientWidth);
    });
    expect(overflow).toEqual([0, 0]);
    const onPage = await new AxeBuilder({ page }).analyze();
    await page.getByTestId('open-downloads').click();
    await page.getByTestId('download-shelf').waitFor();
    const onShelf = await new AxeBuilder({ page }).analyze();
    const violations = [...onPage.violations, ...onShelf.violations];
    expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual(
      [],
    );
  });
});
