import { jest } from '@jest/globals';
import { flushPromises } from '@vue/test-utils';
import { ControlTile, controlPlace, undrivenState } from '../testing/control-tile.js';
import { useControlStore } from './control-store.js';

const anna = { username: 'Anna', since: '2026-11-22T00:00:00.000Z', isYou: false };

describe('camera control', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('begins and ends with its key and its button, only where the camera can be moved', async () => {
    const tile = await new ControlTile().begin();
    expect(tile.has('camera-control')).toBe(true);
    expect(tile.get('tile-control').attributes('aria-pressed')).toBe('true');
    expect(tile.wrapper.attributes('draggable')).toBe('false');
    await tile.press('c');
    expect(tile.has('camera-control')).toBe(false);
    await tile.get('tile-control').trigger('click');
    expect(tile.has('camera-control')).toBe(true);
    tile.wrapper.unmount();

    const fixed = await new ControlTile({ ptz: false }).begin();
    expect([fixed.has('camera-control'), fixed.has('tile-control')]).toEqual([false, false]);
    fixed.wrapper.unmount();

    const kiosk = await new ControlTile({ kiosk: true }).begin();
    expect([kiosk.has('camera-control'), kiosk.has('tile-control')]).toEqual([false, false]);
    kiosk.wrapper.unmount();
  });

  it('moves while an arrow of the ring is held, says so again, and stops on release', async () => {
    const tile = await new ControlTile().begin();
    await tile.get('ptz-right').trigger('pointerdown', { button: 0, pointerId: 1 });
    expect(tile.moves).toEqual(['0.59375 0 0']);
    expect(tile.get('ptz-words').text()).toBe('right');
    jest.advanceTimersByTime(800);
    expect(tile.moves).toHaveLength(3);
    await tile.get('ptz-right').trigger('pointerup');
    expect(tile.moves.at(-1)).toBe('0 0 0');
    jest.advanceTimersByTime(5_000);
    expect(tile.moves).toHaveLength(4);
    tile.wrapper.unmount();
  });

  it('steers with keys instead of the wall’s, and stops when they are released anywhere', async () => {
    const tile = await new ControlTile().begin();
    await tile.press('ArrowUp');
    await tile.press('ArrowUp', { repeat: true });
    expect(tile.moves).toEqual(['0 0.59375 0']);
    expect(tile.wrapper.emitted('go')).toBeUndefined();
    window.dispatchEvent(new KeyboardEvent('keyup', { key: 'ArrowUp', code: 'ArrowUp' }));
    expect(tile.moves).toEqual(['0 0.59375 0', '0 0 0']);
    await tile.press('-', { shiftKey: true });
    await tile.release('-');
    expect(tile.moves.slice(2)).toEqual(['0 0 -0.15625', '0 0 0']);
    tile.wrapper.unmount();
  });

  it.each([
    ['another window', () => window.dispatchEvent(new Event('blur'))],
    [
      'a hidden page',
      () => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        Reflect.deleteProperty(document, 'hidden');
      },
    ],
    ['a page that goes', () => window.dispatchEvent(new Event('pagehide'))],
    [
      'a browser shortcut',
      () =>
        document.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Tab', altKey: true, bubbles: true }),
        ),
    ],
  ])('stops for %s', async (_, happen) => {
    const tile = await new ControlTile().begin();
    await tile.press('ArrowLeft');
    await tile.pointer('pointerdown', 100, 100);
    happen();
    expect(tile.moves.at(-1)).toBe('0 0 0');
    const told = tile.moves.length;
    await tile.press('ArrowLeft', { repeat: true });
    await tile.pointer('pointermove', 300, 100);
    jest.advanceTimersByTime(3_000);
    expect(tile.moves).toHaveLength(told);
    tile.wrapper.unmount();
  });

  it('stops when control ends and when the tile goes', async () => {
    const tile = await new ControlTile().begin();
    await tile.press('ArrowLeft');
    await tile.press('c');
    expect(tile.moves).toEqual(['-0.59375 0 0', '0 0 0']);
    await tile.begin();
    await tile.press('ArrowLeft');
    tile.wrapper.unmount();
    expect(tile.moves.slice(2)).toEqual(['-0.59375 0 0', '0 0 0']);
    expect(useControlStore(tile.world.pinia).camera).toBeNull();
    jest.advanceTimersByTime(5_000);
    expect(tile.moves).toHaveLength(4);
  });

  it('goes on by requests while there is no line', async () => {
    const tile = await new ControlTile().begin();
    tile.world.replies.set(`POST ${controlPlace}/ptz`, { json: undrivenState });
    tile.world.socket.breaks();
    await tile.press('ArrowRight');
    await flushPromises();
    await tile.release('ArrowRight');
    await flushPromises();
    expect(tile.requests('POST')).toEqual([
      'ptz {"pan":0.59375,"tilt":0,"zoom":0}',
      'ptz {"pan":0,"tilt":0,"zoom":0}',
    ]);
    tile.wrapper.unmount();
  });

  it('says what was refused, and asks again with the next hold', async () => {
    const tile = await new ControlTile().begin();
    await tile.press('ArrowRight');
    tile.world.socket.questions
      .find(({ name }) => name === 'ptz:move')
      ?.answer('Anna drives this camera');
    await flushPromises();
    expect(tile.get('ptz-problem').text()).toBe('Anna drives this camera');
    jest.advanceTimersByTime(2_000);
    expect(tile.moves).toHaveLength(1);
    await tile.release('ArrowRight');
    await tile.press('ArrowLeft');
    expect(tile.has('ptz-problem')).toBe(false);
    expect(tile.moves).toEqual(['0.59375 0 0', '0 0 0', '-0.59375 0 0']);
    tile.wrapper.unmount();
  });

  it('says who drives, to those who only look too, and takes over', async () => {
    const tile = await new ControlTile({ state: { ...undrivenState, driver: anna } }).begin();
    tile.world.replies.set(`POST ${controlPlace}/ptz/take`, { json: undrivenState });
    expect(tile.get('ptz-driver').text()).toBe('Driven by Anna');
    expect(tile.get('tile-driver').text()).toBe('driven by Anna');
    tile.world.replies.set(`GET ${controlPlace}/ptz`, {
      json: { ...undrivenState, driver: { ...anna, username: 'me', isYou: true } },
    });
    await tile.get('ptz-take').trigger('click');
    await flushPromises();
    expect(tile.get('ptz-driver').text()).toBe('You drive');
    expect(tile.has('tile-driver')).toBe(false);

    await tile.press('ArrowRight');
    await tile.says({ driver: anna });
    expect(tile.get('ptz-problem').text()).toBe('Anna took over');
    expect(tile.moves.at(-1)).toBe('0 0 0');
    tile.wrapper.unmount();
  });

  it('lets a viewer see who drives, and move nothing', async () => {
    const tile = await new ControlTile({
      role: 'viewer',
      state: { ...undrivenState, driver: anna },
    }).begin();
    tile.shows(640, 360);
    expect(tile.get('tile-control').attributes('title')).toContain('End control');
    expect(tile.get('ptz-barred').text()).toContain('right of an operator');
    expect(tile.get('ptz-driver').text()).toBe('Driven by Anna');
    expect(tile.has('ptz-take')).toBe(false);
    expect(tile.get('ptz-up').attributes('aria-disabled')).toBe('true');
    await tile.press('ArrowRight');
    await tile.get('ptz-up').trigger('pointerdown', { button: 0 });
    await tile.pointer('pointerdown', 480, 120);
    await tile.pointer('pointermove', 200, 120);
    await tile.pointer('pointerup', 480, 120);
    await tile.press('1', { code: 'Digit1' });
    await tile.get('ptz-surface').trigger('wheel', { deltaY: -100, deltaMode: 0 });
    expect(tile.moves).toEqual([]);
    expect(tile.requests('POST')).toEqual([]);
    tile.wrapper.unmount();
  });

  it('greys what the camera refused, with the reason, and only that', async () => {
    const tile = await new ControlTile().begin();
    await tile.says({ refused: { zoom: 'the recorder answered 400', iris: 'no iris' } });
    expect(tile.get('ptz-zoom-in').attributes()).toMatchObject({
      'aria-disabled': 'true',
      title: 'Refused: the recorder answered 400',
    });
    expect(tile.get('ptz-up').attributes('aria-disabled')).toBe('false');
    await tile.press('+');
    expect(tile.moves).toEqual([]);
    await tile.get('ptz-show-lens').trigger('click');
    expect(tile.get('ptz-iris-open').attributes('title')).toBe('Refused: no iris');
    expect(tile.get('ptz-focus-near').attributes('title')).toBe('Focus near (N): nearer');
    tile.wrapper.unmount();
  });
});
