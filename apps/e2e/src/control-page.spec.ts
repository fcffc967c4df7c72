import type { CDPSession } from 'playwright-core';
import { type ControlPage, type Place, type SeenView, signs } from './testing/control-page.js';
import { ControlPages } from './testing/control-pages.js';
import { MovingCamera } from './testing/moving-camera.js';

/** The whole angle of view at zoom 1, in degrees, and the whole speed, in degrees a second (docs/simulator.md). */
const angle = 60;
const fullSpeed = 60;
/** Height of the pictures over their width. */
const aspect = 9 / 16;
/** What a held key or button asks for, in the steps of the camera: 0.6 of 16. */
const heldSpeed = (Math.round(0.6 * 16) / 16) * fullSpeed;

/** Its pictures are 640x360. */
const camera = 1;

let pages: ControlPages;

beforeAll(async () => {
  pages = await ControlPages.start();
}, 300_000);

afterAll(() => pages.stop(), 60_000);

afterEach(() => pages.clear());

/** A page with the camera in hand, in its starting place. */
async function inHand(
  options: Parameters<typeof ControlPage.open>[2] = {},
): Promise<{ page: ControlPage; from: SeenView }> {
  const page = await pages.open(options);
  await page.control(camera);
  return { page, from: await page.put(camera) };
}

/** Lets go, and expects the camera to stand long before it would by itself (2 s). */
async function letsGo(page: ControlPage, act: () => Promise<unknown>): Promise<SeenView> {
  await act();
  const released = Date.now();
  const rest = await page.resting(camera);
  expect(rest.atMs - released).toBeLessThan(1_000);
  return rest;
}

describe('steering by keys', () => {
  it('turns while an arrow is held, at its speed, and stops when it is let go', async () => {
    const { page, from } = await inHand();
    const { keyboard } = page.page;
    await keyboard.down('ArrowRight');
    const speed = await page.speed(camera, from);
    const rest = await letsGo(page, () => keyboard.up('ArrowRight'));
    expect(signs(speed)).toEqual([1, 0, 0]);
    expect(speed.pan / heldSpeed).toBeGreaterThan(0.8);
    expect(speed.pan / heldSpeed).toBeLessThan(1.2);
    expect(rest.pan).toBeGreaterThan(15);
    expect(rest.tilt).toBe(-4);

    await keyboard.down('Shift');
    await keyboard.down('ArrowLeft');
    const slow = await page.speed(camera, rest);
    await keyboard.up('ArrowLeft');
    await keyboard.up('Shift');
    expect(signs(slow)).toEqual([-1, 0, 0]);
    expect(Math.abs(slow.pan)).toBeLessThan(speed.pan / 2);
  });

  it('goes on for longer than one command lasts, askew with two arrows, and zooms beside it', async () => {
    const { page, from } = await inHand();
    const { keyboard } = page.page;
    await keyboard.down('ArrowLeft');
    await page.untilView(camera, 'four seconds', ({ atMs }) => atMs - from.atMs > 4_000);
    await keyboard.down('ArrowUp');
    await page.untilView(camera, 'it turns up', ({ tilt }) => tilt > -2);
    await keyboard.up('ArrowUp');
    await keyboard.down('+');
    await page.untilView(camera, 'it zooms in', ({ zoom }) => zoom > 1.3);
    await keyboard.up('+');
    const rest = await letsGo(page, () => keyboard.up('ArrowLeft'));
    expect(rest.pan).toBeLessThan(-80);
    await keyboard.down('-');
    await page.untilView(camera, 'it zooms out', ({ zoom }) => zoom === 1);
    await keyboard.up('-');
    // No command came so late that the camera stopped by itself.
    expect((await new MovingCamera(pages.demo, camera).state()).counters.ranOut).toBe(0);
  });
});

describe('steering by mouse', () => {
  it('follows a stick that is drawn on the picture', async () => {
    const { page, from } = await inHand();
    const { mouse } = page.page;
    const middle = await page.placeOf(camera, { x: 0.5, y: 0.5 });
    await mouse.move(middle.x, middle.y);
    await mouse.down();
    await mouse.move(middle.x + 60, middle.y - 60, { steps: 3 });
    const speed = await page.speed(camera, from);
    expect(signs(speed)).toEqual([1, 1, 0]);
    // Further out is quicker, and the other way is back.
    await mouse.move(middle.x - 140, middle.y, { steps: 3 });
    const turned = await page.untilView(camera, 'it turns back', ({ pan }) => pan < 0);
    const quick = await page.speed(camera, turned);
    expect(signs(quick)).toEqual([-1, 0, 0]);
    expect(Math.abs(quick.pan)).toBeGreaterThan(Math.abs(speed.pan) * 1.3);
    await letsGo(page, () => mouse.up());
  });

  it.each([
    ['ptz-up', [0, 1, 0]],
    ['ptz-down-and-left', [-1, -1, 0]],
    ['ptz-zoom-in', [0, 0, 1]],
  ])('moves while %s is held', async (button, expected) => {
    const { page, from } = await inHand();
    await page.get(button).hover();
    await page.page.mouse.down();
    const speed = await page.speed(camera, from);
    expect(signs(speed)).toEqual(expected);
    // Let go beside the button.
    await page.page.mouse.move(640, 300);
    await letsGo(page, () => page.page.mouse.up());
  });

  it('zooms by the wheel and stops by itself', async () => {
    const { page } = await inHand();
    const middle = await page.placeOf(camera, { x: 0.5, y: 0.5 });
    await page.page.mouse.move(middle.x, middle.y);
    await page.page.mouse.wheel(0, -100);
    const nearer = await letsGo(page, () =>
      page.untilView(camera, 'nearer', (now) => now.zoom > 1),
    );
    await page.page.mouse.wheel(0, 200);
    await page.untilView(camera, 'farther', ({ zoom }) => zoom < nearer.zoom);
    expect((await page.resting(camera)).pan).toBe(0);
  });

  it.each([
    ['bars above and below', { width: 900, height: 900 }, 1],
    ['bars on both sides', { width: 1400, height: 500 }, 1],
    ['zoomed by the lens', { width: 1280, height: 800 }, 2],
  ])('brings what is clicked to the middle: %s', async (_, viewport, zoom) => {
    const { page } = await inHand({ layout: 1, context: { viewport } });
    const from = await page.put(camera, { zoom });
    const { x, y } = await page.placeOf(camera, { x: 0.75, y: 0.625 });
    await page.page.mouse.click(x, y);
    await page.untilView(camera, 'it turns', ({ pan }) => pan > 0);
    const rest = await page.resting(camera);
    expect(rest.pan - from.pan).toBeCloseTo((0.25 * angle) / zoom, 0);
    expect(rest.tilt - from.tilt).toBeCloseTo((-0.125 * angle * aspect) / zoom, 0);
    // Beside the picture nothing is.
    const outside = await page.placeOf(
      camera,
      viewport.width > 1300 ? { x: -0.05, y: 0.5 } : { x: 0.5, y: -0.03 },
    );
    await page.page.mouse.click(outside.x, outside.y);
    expect((await page.resting(camera)).pan).toBe(rest.pan);
  });
});

describe('a picture that is enlarged in the window', () => {
  it('is steered as all of it, and what is clicked in it comes to the middle', async () => {
    const { page, from } = await inHand({ layout: 1 });
    const tile = (await page.tile(camera).boundingBox())!;
    await page.page.mouse.move(tile.x + tile.width * 0.9, tile.y + tile.height * 0.5);
    await page.page.keyboard.down('Control');
    await page.page.mouse.wheel(0, -480);
    await page.page.keyboard.up('Control');
    await page.get('tile-zoom').filter({ hasText: '4.0×' }).waitFor();
    // With Ctrl the wheel is not the lens'.
    expect((await page.resting(camera)).zoom).toBe(1);
    const { x, y } = await page.placeOf(camera, { x: 29 / 32, y: 0.5 });
    expect(x).toBeLessThan(tile.x + tile.width);
    await page.page.mouse.click(x, y);
    await page.untilView(camera, 'it turns', ({ pan }) => pan > 0);
    const rest = await page.resting(camera);
    expect(rest.pan - from.pan).toBeCloseTo((13 / 32) * angle, 0);
    await page.page.keyboard.down('ArrowLeft');
    expect(signs(await page.speed(camera, rest))).toEqual([-1, 0, 0]);
    await letsGo(page, () => page.page.keyboard.up('ArrowLeft'));
    await page.page.keyboard.press('z');
    await page.get('tile-zoom').waitFor({ state: 'detached' });
  });
});

describe('steering by touch on a phone', () => {
  async function fingers(page: ControlPage) {
    const session: CDPSession = await page.context.newCDPSession(page.page);
    return (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', ...places: Place[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: places.map((place, id) => ({ ...place, id })),
      });
  }

  it('one finger is a stick, two are a zoom, and a touch is a centre', async () => {
    const page = await pages.open({
      context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    });
    await page.untilLive(camera);
    await page.tile(camera).tap();
    await page.tile(camera).getByTestId('tile-control').tap();
    await page.get('camera-control').waitFor();
    expect(await page.tile(camera).getAttribute('class')).toContain('maximised');
    const from = await page.put(camera);
    const touch = await fingers(page);
    const { x, y } = await page.placeOf(camera, { x: 0.5, y: 0.5 });

    await touch('touchStart', { x, y });
    await touch('touchMove', { x: x - 40, y });
    await touch('touchMove', { x: x - 100, y });
    expect(signs(await page.speed(camera, from))).toEqual([-1, 0, 0]);
    await letsGo(page, () => touch('touchEnd'));

    const before = await page.put(camera);
    await touch('touchStart', { x: x - 30, y });
    await touch('touchStart', { x: x - 30, y }, { x: x + 30, y });
    await touch('touchMove', { x: x - 60, y }, { x: x + 60, y });
    expect(signs(await page.speed(camera, before))).toEqual([0, 0, 1]);
    await letsGo(page, () => touch('touchCancel'));

    const again = await page.put(camera);
    const right = await page.placeOf(camera, { x: 0.75, y: 0.5 });
    await page.page.touchscreen.tap(right.x, right.y);
    await page.untilView(camera, 'it turns', ({ pan }) => pan > again.pan);
    expect((await page.resting(camera)).pan).toBeCloseTo(angle / 4, 0);
  });
});

describe('steering by gamepad', () => {
  it('turns with the left stick, zooms with the right one, and shows what does what', async () => {
    const { page, from } = await inHand({
      before: () => {
        const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
        const pad = {
          id: 'Pad',
          connected: true,
          mapping: 'standard',
          axes: [0, 0, 0, 0],
          buttons,
        };
        Object.assign(navigator, { getGamepads: () => [pad] });
      },
    });
    const axes = (...values: number[]) =>
      page.page.evaluate(
        (next) => Object.assign(navigator.getGamepads()[0]!, { axes: next }),
        values,
      );
    expect(await page.get('ptz-gamepad').textContent()).toContain('Left stick');
    await axes(0.9, -0.9, 0, 0);
    expect(signs(await page.speed(camera, from))).toEqual([1, 1, 0]);
    const rest = await letsGo(page, () => axes(0.1, 0, 0, 0));
    await axes(0, 0, 0, -0.8);
    expect(signs(await page.speed(camera, rest))).toEqual([0, 0, 1]);
    await letsGo(page, () => axes(0, 0, 0, 0));
  });
});

describe('a hand that is gone', () => {
  it.each([
    ['the page is closed', (page: ControlPage) => page.close()],
    ['the page goes elsewhere', (page: ControlPage) => page.page.goto('about:blank')],
    ['control ends', (page: ControlPage) => page.page.keyboard.press('c')],
  ])('stops the camera within a second: %s', async (_, goes) => {
    const watcher = await pages.open();
    await watcher.untilLive(camera);
    const { page, from } = await inHand();
    await page.page.keyboard.down('ArrowRight');
    await watcher.speed(camera, from);
    await letsGo(watcher, () => goes(page));
  });
});
