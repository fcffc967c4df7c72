import AxeBuilder from '@axe-core/playwright';
import type { Alarm } from '@casement/contract';
import type { Page } from 'playwright-core';
import { alarmBytes, sendAlarms, type TestAlarm } from './testing/alarm-sender.js';
import { HousePages } from './testing/house-pages.js';
import type { PlaybackHouse } from './testing/playback-house.js';
import { until } from './testing/until.js';

let pages: HousePages;
let house: PlaybackHouse;
let device = 0;

beforeAll(async () => {
  pages = await HousePages.start();
  ({ house } = pages);
}, 400_000);

afterEach(() => pages.clear());

afterAll(() => pages.stop(), 60_000);

/** Sends one alarm of a device of its own; resolves to it as it is stored. */
async function send(alarm: Omit<TestAlarm, 'log' | 'device'>): Promise<Alarm> {
  const before = await latest();
  device += 1;
  await sendAlarms(house.demo.state.alarms.port, alarmBytes({ ...alarm, log: 1, device }));
  return until('the alarm to be stored', 10_000, async () => {
    const { body } = await house.client.ask('GET', `api/v1/alarms?after=${before}`);
    return (body as Alarm[]).at(-1);
  });
}

async function latest(): Promise<number> {
  const { body } = await house.client.ask('GET', 'api/v1/alarms/summary');
  return (body as { latest: number }).latest;
}

const tile = (page: Page, camera: number) =>
  page.locator(`[data-testid="tile"][data-camera="demo:${camera}"]`);

describe('an alarm in Chromium', () => {
  it('turns a tile to its camera, is in the list and on the timeline, and is acknowledged for all', async () => {
    const wall = await pages.open('?layout=4');
    const list = await pages.open('alarms');
    await tile(wall, 1).waitFor();
    await list.getByTestId('alarms-page').waitFor();
    expect(await tile(wall, 7).count()).toBe(0);
    const { id, title, receivedAt } = await send({ camera: 7 });

    const toast = wall.locator(`[data-testid="alarm-toast"][data-id="${id}"]`);
    await toast.waitFor({ timeout: 10_000 });
    expect(await toast.textContent()).toContain(title);
    await tile(wall, 7).getByTestId('tile-alarm').waitFor({ timeout: 10_000 });
    expect(await tile(wall, 7).getByTestId('tile-alarm').textContent()).toContain(title);
    await until('the badge in the title', 10_000, async () => /^\(\d+\)/.test(await wall.title()));
    await until(
      'a live picture of the alarmed camera',
      30_000,
      async () => (await tile(wall, 7).getAttribute('data-state')) === 'playing',
    );

    const row = list.locator(`[data-testid="alarm-row"][data-id="${id}"]`);
    await row.waitFor({ timeout: 10_000 });
    await row.click();
    expect(await list.getByTestId('alarm-detail').textContent()).toContain(title);

    await tile(wall, 7).getByTestId('tile-acknowledge').click();
    await list.getByTestId('acknowledged-by').waitFor({ timeout: 10_000 });
    expect(await list.getByTestId('acknowledged-by').textContent()).toContain('admin');
    await until(
      'the wall as it was',
      10_000,
      async () => (await tile(wall, 7).count()) === 0 && (await tile(wall, 1).count()) === 1,
      async () =>
        wall.getByTestId('tile').evaluateAll((tiles) => tiles.map((one) => one.dataset['camera'])),
    );

    const playback = await pages.open(
      `playback?cameras=demo:7&at=${encodeURIComponent(receivedAt)}`,
    );
    await playback.getByTestId('timeline').waitFor();
    await playback.getByTestId('toggle-marks').click();
    const mark = playback.getByTestId('mark-list').getByRole('button', { name: title });
    await mark.first().waitFor({ timeout: 10_000 });
  });

  it('is not lost while the page is without its gateway', async () => {
    const list = await pages.open('alarms');
    const first = await send({ camera: 2 });
    await list.locator(`[data-testid="alarm-row"][data-id="${first.id}"]`).waitFor();
    await house.demo.kill('gateway');
    const second = await until('an alarm that is taken', 30_000, () =>
      send({ camera: 3 }).catch(() => undefined),
    );
    await list
      .locator(`[data-testid="alarm-row"][data-id="${second.id}"]`)
      .waitFor({ timeout: 30_000 });
    expect(second.id).toBe(first.id + 1);
    expect(await list.locator(`[data-testid="alarm-row"][data-id="${first.id}"]`).count()).toBe(1);
  });

  it.each([
    ['a desk', { width: 1920, height: 1080 }],
    ['a phone', { width: 390, height: 844 }],
  ])('can be read on %s by everybody', async (_name, size) => {
    await send({ camera: 4, class: 1 });
    const page = await pages.open('alarms', size);
    await page.getByTestId('alarm-row').first().waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
