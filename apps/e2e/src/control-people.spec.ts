import AxeBuilder from '@axe-core/playwright';
import { type ControlPage, isSameView } from './testing/control-page.js';
import { ControlPages } from './testing/control-pages.js';
import { until } from './testing/until.js';

/** Of the scenario: one that can everything, one that is fixed, and one that cannot be centred and has no iris. */
const cameras = { whole: 1, fixed: 3, poor: 4 };

let pages: ControlPages;

beforeAll(async () => {
  pages = await ControlPages.start();
}, 300_000);

afterAll(() => pages.stop(), 60_000);

afterEach(() => pages.clear());

async function untilText(page: ControlPage, id: string, text: string | RegExp): Promise<void> {
  await page.get(id).filter({ hasText: text }).first().waitFor({ timeout: 10_000 });
}

/** Stores a preset by its key; over one that an earlier attempt stored, too. */
async function storeByKey(page: ControlPage, preset: number): Promise<void> {
  const words = page.get('ptz-notice');
  await page.page.keyboard.press(`Shift+${preset}`);
  await untilText(page, 'ptz-notice', /stores over|Stored as/);
  if ((await words.innerText()).includes('stores over')) {
    await page.page.keyboard.press(`Shift+${preset}`);
  }
  await untilText(page, 'ptz-notice', `Stored as preset ${preset}`);
}

describe('several people at one camera', () => {
  it('says who drives, lets nobody else, and hands over with a notice', async () => {
    const camera = cameras.whole;
    const olga = await pages.open({ somebody: { name: 'olga', role: 'operator' } });
    const admin = await pages.open();
    await olga.control(camera);
    await admin.untilLive(camera);
    const from = await olga.put(camera);
    await olga.page.keyboard.down('ArrowRight');
    await olga.speed(camera, from);
    await untilText(olga, 'ptz-driver', 'You drive');
    // The second window sees it without having asked for control.
    await admin.tile(camera).getByText('driven by olga').waitFor();

    await admin.control(camera);
    await untilText(admin, 'ptz-driver', 'Driven by olga');
    await admin.page.keyboard.press('ArrowUp');
    await untilText(admin, 'ptz-problem', /olga drives camera 1 now/);
    expect((await admin.view(camera)).tilt).toBe(from.tilt);

    // Her key is still down: what she held does not count any more.
    await admin.get('ptz-take').click();
    await untilText(admin, 'ptz-driver', 'You drive');
    await untilText(olga, 'ptz-problem', 'admin took over');
    const rest = await admin.resting(camera);
    expect(rest.tilt).toBe(from.tilt);
    await admin.page.keyboard.down('ArrowDown');
    const speed = await admin.speed(camera, rest);
    expect(speed.tilt).toBeLessThan(-1);
    expect(Math.abs(speed.pan)).toBeLessThan(0.5);
    await untilText(olga, 'ptz-driver', 'Driven by admin');
    await olga.get('ptz-take').click();
    await untilText(olga, 'ptz-problem', /only an administrator may take over/);
    await admin.page.keyboard.up('ArrowDown');

    // Some seconds after the last command the camera is free for everybody.
    await untilText(olga, 'ptz-driver', 'Nobody drives');
    await olga.page.keyboard.up('ArrowRight');
    const free = await olga.resting(camera);
    await olga.page.keyboard.down('ArrowLeft');
    expect((await olga.speed(camera, free)).pan).toBeLessThan(-1);
    await olga.page.keyboard.up('ArrowLeft');
  });

  it('lets a viewer look and move nothing', async () => {
    const camera = cameras.whole;
    const viewer = await pages.open({ somebody: { name: 'vera', role: 'viewer' } });
    await viewer.control(camera);
    await untilText(viewer, 'ptz-barred', /right of an operator/);
    expect(await viewer.get('ptz-up').getAttribute('aria-disabled')).toBe('true');
    const from = await viewer.resting(camera);
    const { x, y } = await viewer.placeOf(camera, { x: 0.8, y: 0.6 });
    await viewer.page.keyboard.down('ArrowRight');
    await viewer.page.mouse.click(x, y);
    const later = await viewer.untilView(
      camera,
      'a second',
      ({ atMs }) => atMs - from.atMs > 1_000,
    );
    await viewer.page.keyboard.up('ArrowRight');
    expect(isSameView(from, later)).toBe(true);
  });
});

describe('presets', () => {
  it('are stored with a name and a picture, and found again', async () => {
    const camera = cameras.whole;
    const page = await pages.open({ layout: 1 });
    await page.control(camera);
    const stored = await page.put(camera, { pan: 80, tilt: 6, zoom: 2 });
    await page.page.keyboard.press('p');
    // The first one that is free, which is another one in a second attempt.
    const number = /\d+/.exec(await page.get('preset-new').innerText())?.[0];
    await page.get('preset-new').click();
    await page.get('preset-name').fill('Crane');
    // Letters in the field are not keys of the camera.
    await page.get('preset-name').press('ArrowLeft');
    await page.get('preset-store').click();
    await untilText(page, 'ptz-notice', `Stored as preset ${number}, Crane`);
    const card = page.page.locator(`[data-testid="preset"][data-preset="${number}"]`);
    const picture = card.locator('img');
    await until('the picture of the preset', 10_000, () =>
      picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 100),
    );

    await page.put(camera, { pan: -20 });
    await card.getByRole('button', { name: new RegExp(`^Go to preset ${number}.*Crane$`) }).click();
    await page.untilView(camera, 'the preset', (view) => isSameView(view, stored));

    await page.page.keyboard.press('Escape');
    await storeByKey(page, 2);
    await page.put(camera);
    await page.page.keyboard.press('2');
    await page.untilView(camera, 'the preset', (view) => isSameView(view, stored));
  });
});

describe('the lens', () => {
  it('is focused and opened step by step, and outputs are switched', async () => {
    const camera = cameras.whole;
    const page = await pages.open({ layout: 1 });
    await page.control(camera);
    await page.get('ptz-show-lens').click();
    await page.get('ptz-focus-near').click();
    await page.untilView(camera, 'one step nearer', ({ focus }) => focus === -1);
    await page.get('ptz-iris-close').hover();
    await page.page.mouse.down();
    await page.untilView(camera, 'darker, step by step', ({ iris }) => iris <= -3);
    await page.page.mouse.up();
    await page.get('ptz-aux-2-on').click();
    await page.untilView(camera, 'output 2', ({ aux }) => aux === 2);
    await page.get('ptz-focus-auto').click();
    await page.get('ptz-iris-reset').click();
    await page.get('ptz-aux-2-off').click();
    await page.untilView(
      camera,
      'as it was',
      ({ focus, iris, aux }) => focus === 0 && iris === 0 && aux === 0,
    );
  });
});

describe('what a camera cannot do', () => {
  it('is greyed with the reason, and the rest goes on', async () => {
    const camera = cameras.poor;
    const page = await pages.open();
    await page.control(camera);
    const { x, y } = await page.placeOf(camera, { x: 0.8, y: 0.6 });
    await page.page.mouse.click(x, y);
    await untilText(page, 'ptz-problem', /does not do that/);
    await page.get('ptz-show-lens').click();
    await page.get('ptz-iris-open').click();
    await until(
      'a greyed iris',
      10_000,
      async () => (await page.get('ptz-iris-open').getAttribute('aria-disabled')) === 'true',
    );
    expect(await page.get('ptz-iris-open').getAttribute('title')).toMatch(/^Refused: .+/);
    expect(await page.get('ptz-focus-near').getAttribute('aria-disabled')).toBe('false');
    await page.page.keyboard.press('Escape');

    // It has eight presets: that it has no ninth says nothing about the first.
    await page.page.keyboard.press('9');
    await untilText(page, 'ptz-problem', /does not do that/);
    await storeByKey(page, 1);
    await page.page.keyboard.press('Shift+1');
    await untilText(page, 'ptz-notice', 'Shift+1 again stores over preset 1');
    await page.page.keyboard.press('9');
    await untilText(page, 'ptz-problem', /^Refused: .+/);
    const from = await page.resting(camera);
    await page.page.keyboard.down('ArrowRight');
    expect((await page.speed(camera, from)).pan).toBeGreaterThan(1);
    await page.page.keyboard.up('ArrowRight');
  });

  it('is said of a camera that is fixed', async () => {
    const camera = cameras.fixed;
    const page = await pages.open();
    await page.tile(camera).and(page.page.locator('[data-state="playing"]')).waitFor();
    await page.tile(camera).focus();
    await page.page.keyboard.press('c');
    await page.page.keyboard.down('ArrowRight');
    await untilText(page, 'ptz-refused', /^Refused: .+/);
    await page.page.keyboard.up('ArrowRight');
    expect(await page.get('ptz-right').getAttribute('aria-disabled')).toBe('true');
    await page.page.keyboard.press('c');
    // It is not offered again until it may be worth another try.
    await page.tile(camera).getByTestId('tile-control').waitFor({ state: 'detached' });
  });
});

describe('for everybody', () => {
  it.each([
    ['a desk', { width: 1280, height: 800 }, 'dark'],
    ['a desk', { width: 1280, height: 800 }, 'light'],
    ['a phone', { width: 390, height: 844 }, 'dark'],
  ] as const)(
    'has nothing that axe finds wrong, and no sideways scrolling: %s, %o, %s',
    async (_, viewport, colorScheme) => {
      const camera = cameras.whole;
      const page = await pages.open({ context: { viewport, colorScheme } });
      await page.control(camera);
      for (const panel of ['ptz-show-lens', 'ptz-show-presets']) {
        await page.get(panel).click();
        const { violations } = await new AxeBuilder({ page: page.page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
      }
      const { scrolls, inner } = await page.page.evaluate(() => ({
        scrolls: document.documentElement.scrollWidth,
        inner: window.innerWidth,
      }));
      expect(scrolls).toBeLessThanOrEqual(inner);
    },
  );
});
