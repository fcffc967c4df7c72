import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { HousePages } from './testing/house-pages.js';
import type { PlaybackHouse } from './testing/playback-house.js';
import { until } from './testing/until.js';

let pages: HousePages;
let house: PlaybackHouse;
let added = 0;

beforeAll(async () => {
  pages = await HousePages.start();
  ({ house } = pages);
}, 400_000);

afterEach(async () => {
  await pages.clear();
  await house.recorder.faults();
});

afterAll(() => pages.stop(), 60_000);

/** The page of the recorder once it has all answers. */
async function openRecorder(id = 'demo', size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(`recorders/${id}`, size);
  await page.getByTestId('health-answer').waitFor();
  await page.getByTestId('log-entry').first().waitFor();
  return page;
}

/** The same recorder once more: the gateway remembers no answer of it. */
async function openAfresh(): Promise<Page> {
  added += 1;
  const id = `again-${added}`;
  await house.addRecorder(id);
  const page = await pages.open(`recorders/${id}`);
  await page.getByTestId('health-answer').waitFor();
  return page;
}

const finding = (page: Page, words: string | RegExp): Locator =>
  page.getByTestId('health-finding').filter({ hasText: words });

/** Waits for the judgement; what the page says beside it. */
async function judged(page: Page, judgement: string): Promise<string> {
  const answer = page.getByTestId('health-answer');
  await page
    .locator(`[data-testid="health-answer"][data-judgement="${judgement}"]`)
    .waitFor({ timeout: 20_000 })
    .catch(async (error: unknown) => {
      throw new Error(`expected ${judgement}; the page says ${await answer.innerText()}`, {
        cause: error,
      });
    });
  return answer.innerText();
}

const figure = (page: Page, id: string): Locator => page.locator(`[data-figure="${id}"] .value`);

describe('the recorder page in Chromium', () => {
  it('answers at a glance, and links what it tells to the pictures', async () => {
    const page = await openRecorder();
    expect(await page.getByTestId('health-answer').innerText()).toMatch(/Recording on 1 disk/);
    expect(await figure(page, 'cameras').innerText()).toBe('9 of 9');
    const disk = page.getByTestId('disk-row');
    expect(await disk.count()).toBe(1);
    expect(await disk.innerText()).toContain('recording now');
    await page.getByTestId('empty-slots').click();
    await until('the empty slots', 5_000, async () => (await disk.count()) > 10);
    // Nobody watches a camera: the gateway looks at one for it.
    await until('the clock', 30_000, async () =>
      (await figure(page, 'clock').innerText()).includes('right'),
    );

    await page.getByTestId('log-event').click();
    const link = page.getByTestId('camera-recording').first();
    await link.waitFor();
    const entry = page.getByTestId('log-entry').filter({ has: link }).first();
    const time = Date.parse((await entry.locator('time').getAttribute('datetime')) ?? '');
    await link.click();
    await page.waitForURL(/playback\?/);
    const asked = Date.parse(new URL(page.url()).searchParams.get('at') ?? '');
    expect(time - asked).toBe(10_000);
    await page.goBack();
    await page.getByTestId('grid-camera').first().click();
    await page.locator('[data-testid="tile"][data-camera="demo:1"]').waitFor();
  });

  it.each([
    ['no-disks', 'bad', 'There is no disk in the recorder'],
    ['full', 'good', 'The disks are full: the oldest recordings are overwritten'],
    ['unused', 'attention', 'is being recorded to, but tells of no recording yet'],
    ['title-only', 'unknown', 'The recorder names no disks'],
  ])('says what disks that are %s mean', async (form, judgement, words) => {
    await house.recorder.faults({ kind: 'disk-defect', form });
    const page = await openAfresh();
    await finding(page, words).waitFor({ timeout: 20_000 });
    expect(await finding(page, words).getAttribute('data-judgement')).toBe(judgement);
    expect(await page.getByTestId('health-answer').getAttribute('data-judgement')).toBe(
      // The scenario's log tells of a disk that needs a look.
      judgement === 'good' ? 'attention' : judgement,
    );
  });

  it('says which camera is away', async () => {
    await house.demo.control('POST', 'actions/set-connection', { camera: 4, connection: 'error' });
    try {
      const page = await openAfresh();
      const row = finding(page, 'Camera 4 is not connected');
      await row.waitFor({ timeout: 20_000 });
      expect(await judged(page, 'bad')).toContain('not connected');
      expect(await figure(page, 'cameras').innerText()).toBe('8 of 9');
      const cell = page.getByTestId('grid-camera').nth(3);
      expect(await cell.getAttribute('data-connection')).toBe('error');
      expect(await row.getByTestId('camera-live').innerText()).toBe('Camera 4');
      await row.getByTestId('camera-live').click();
      await page.locator(`[data-testid="tile"][data-camera="again-${added}:4"]`).waitFor();
    } finally {
      await house.demo.control('POST', 'actions/set-connection', { camera: 4, connection: 'ok' });
    }
  });

  it('shows how far the clock is off', async () => {
    await house.demo.control('POST', 'actions/set-clock', { offsetMs: 180_000 });
    try {
      const wall = await pages.open('?layout=1');
      await wall.locator('[data-testid="tile"][data-state="playing"]').first().waitFor();
      await until('the gateway to know the clock', 30_000, async () => {
        const { body } = await house.client.ask('GET', 'api/v1/recorders/demo/health');
        return Math.abs((body as { clockOffsetMs: number }).clockOffsetMs - 180_000) < 5_000;
      });
      const page = await openRecorder();
      expect(await figure(page, 'clock').innerText()).toBe('3 min ahead');
      expect(await judged(page, 'bad')).toMatch(/clock/);
      await wall.context().close();
    } finally {
      await house.demo.control('POST', 'actions/set-clock', { offsetMs: 0 });
    }
  });

  it('finds entries of the log, and saves what it shows as CSV', async () => {
    const page = await openRecorder();
    const entries = page.getByTestId('log-entry');
    await page.getByTestId('log-error').click();
    expect(await entries.filter({ hasText: 'HDD 1 WARNING' }).count()).toBe(1);

    await page.getByTestId('log-event').click();
    await page.getByTestId('log-search').fill('TERMINAL ALARM-');
    await until(
      'both entries of the long night',
      10_000,
      async () => (await entries.count()) === 2,
    );
    // 02:30 came twice in that night: summer time first, the newest entry on top.
    expect(await entries.allInnerTexts()).toEqual([
      expect.stringMatching(/2025-10-26 02:30:00 \+01:00\s+TERMINAL ALARM-2/),
      expect.stringMatching(/2025-10-26 02:30:00 \+02:00 summer time\s+TERMINAL ALARM-1/),
    ]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('log-csv').click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('TERMINAL ALARM-2');
    expect(lines[2]).toContain('TERMINAL ALARM-1');

    await page.getByTestId('log-search').fill('');
    await page.getByTestId('log-camera').selectOption('2');
    await until(
      'entries of camera 2 only',
      10_000,
      async () => {
        const links = await entries.getByTestId('camera-live').allInnerTexts();
        return links.length > 0 && links.every((name) => name === 'H.265');
      },
      () => entries.allInnerTexts(),
    );
    await page.getByTestId('log-search').fill('nobody writes this');
    await page.getByText('No entry is like that.').waitFor();
    expect(await entries.count()).toBe(0);
  });

  it('keeps the last answers of a recorder that is away, with their age', async () => {
    await house.recorder.faults({ kind: 'network-cut', mode: 'refuse' });
    const page = await pages.open('recorders/demo');
    await until(
      'the recorder to be away',
      60_000,
      async () => (await page.getByTestId('recorder-state').innerText()).includes('offline'),
      () => page.getByTestId('recorder-state').innerText(),
    );
    await page.reload();
    await page.getByTestId('disk-row').first().waitFor();
    expect(await judged(page, 'unknown')).toContain('Not known');
    await finding(page, 'The recorder cannot be reached').waitFor();
    expect(await page.getByTestId('refresh').isDisabled()).toBe(true);
    expect(await page.getByTestId('refresh-words').innerText()).toContain('last answers');
    await page.getByTestId('log-entry').first().waitFor();
    const ages = await page.getByTestId('as-of').allInnerTexts();
    expect(ages).toHaveLength(3);
    for (const age of ages) {
      expect(age).toMatch(/^as of \d+ \w+ \d\d:\d\d:\d\d, (just now|\d+ (s|min) ago)$/);
    }
    await house.recorder.faults();
    await until(
      'the page to see that it is back',
      60_000,
      async () => (await page.getByTestId('recorder-state').innerText()).includes('online'),
      () => page.getByTestId('recorder-state').innerText(),
    );
    await until(
      'the answer to be another one',
      30_000,
      async () =>
        (await page.getByTestId('health-answer').getAttribute('data-judgement')) !== 'unknown',
    );
  });

  it.each([
    ['a desk', { width: 1920, height: 1080 }],
    ['a phone', { width: 390, height: 844 }],
  ])('can be read on %s by everybody', async (_name, size) => {
    const page = await openRecorder('demo', size);
    await page.getByTestId('empty-slots').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const overflow = await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return [document.documentElement, main].map((one) => one.scrollWidth - one.clientWidth);
    });
    expect(overflow).toEqual([0, 0]);
    await page.getByTestId('log-search').scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.scrollingElement!.scrollTop)).toBe(0);
  });
});
