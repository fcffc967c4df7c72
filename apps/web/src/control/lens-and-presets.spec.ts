import { jest } from '@jest/globals';
import { flushPromises } from '@vue/test-utils';
import { nextTick } from 'vue';
import { ControlTile, controlPlace } from '../testing/control-tile.js';
import { problem } from '../testing/page-world.js';

describe('lens, outputs and presets of a camera', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('focuses step by step while held, and switches outputs once', async () => {
    const tile = await new ControlTile().begin();
    tile.world.replies.set(`POST ${controlPlace}/focus`, { status: 204 });
    tile.world.replies.set(`POST ${controlPlace}/aux/3`, { status: 204 });
    await tile.get('ptz-show-lens').trigger('click');
    await tile.get('ptz-focus-near').trigger('pointerdown', { button: 0 });
    await jest.advanceTimersByTimeAsync(300);
    await tile.get('ptz-focus-near').trigger('pointerup');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(tile.requests('POST')).toEqual(['focus {"action":"near"}', 'focus {"action":"near"}']);
    await tile.get('ptz-aux-3-on').trigger('keydown', { key: 'Enter' });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(tile.requests('POST').slice(2)).toEqual(['aux/3 {"on":true}']);
    tile.wrapper.unmount();
  });

  it('greys only the output and the preset that the camera has not', async () => {
    const tile = await new ControlTile().begin();
    const refusal = problem(
      409,
      'Camera 3 was not controlled: it does not do that.',
      'camera-refused',
    );
    tile.world.replies.set(`POST ${controlPlace}/aux/5`, refusal);
    tile.world.replies.set(`POST ${controlPlace}/presets/9/go`, refusal);
    await tile.get('ptz-show-lens').trigger('click');
    await tile.get('ptz-aux-5-on').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(tile.get('ptz-aux-5-off').attributes()).toMatchObject({
      'aria-disabled': 'true',
      title: 'Refused: Camera 3 was not controlled: it does not do that.',
    });
    expect(tile.get('ptz-aux-4-on').attributes('aria-disabled')).toBe('false');
    await tile.press('9', { code: 'Digit9' });
    await flushPromises();
    await tile.press('9', { code: 'Digit9' });
    await flushPromises();
    expect(tile.requests('POST')).toEqual(['aux/5 {"on":true}', 'presets/9/go null']);
    expect(tile.get('ptz-problem').text()).toContain('Refused: ');
    tile.wrapper.unmount();
  });

  it('goes to presets and stores them by keys', async () => {
    const tile = await new ControlTile().begin();
    tile.world.replies.set(`POST ${controlPlace}/presets/2/go`, { status: 204 });
    tile.world.replies.set(`PUT ${controlPlace}/presets/2`, problem(503, 'The recorder is away.'));
    await tile.press('2', { code: 'Digit2' });
    await flushPromises();
    expect(tile.requests('POST')).toEqual(['presets/2/go null']);
    await tile.press('"', { code: 'Digit2', shiftKey: true });
    await flushPromises();
    expect(tile.requests('PUT')).toEqual(['presets/2 {}']);
    expect(tile.get('ptz-problem').text()).toBe('The recorder is away.');
    tile.world.replies.set(`PUT ${controlPlace}/presets/2`, { json: {} });
    await tile.press('"', { code: 'Digit2', shiftKey: true });
    await flushPromises();
    expect(tile.get('ptz-notice').text()).toBe('Stored as preset 2');
    tile.wrapper.unmount();
  });

  it('stores over a preset by its key only when it is pressed twice', async () => {
    const stored = { storedAt: '2026-11-22T00:00:00Z', storedBy: 'Anna', hasThumbnail: true };
    const tile = new ControlTile();
    tile.world.replies.set(`GET ${controlPlace}/presets`, {
      json: [
        { number: 2, name: 'Gate', ...stored },
        { number: 3, name: '', ...stored },
      ],
    });
    await tile.begin();
    const press = async (number: number): Promise<string> => {
      await tile.press('"', { code: `Digit${number}`, shiftKey: true });
      await flushPromises();
      return tile.get('ptz-notice').text();
    };
    tile.world.replies.set(`PUT ${controlPlace}/presets/2`, { json: {} });
    expect(await press(2)).toBe('Shift+2 again stores over preset 2, Gate');
    expect(await press(3)).toBe('Shift+3 again stores over preset 3');
    expect(await press(2)).toBe('Shift+2 again stores over preset 2, Gate');
    jest.advanceTimersByTime(5_000);
    expect(await press(2)).toBe('Shift+2 again stores over preset 2, Gate');
    expect(tile.requests('PUT')).toEqual([]);
    expect(await press(2)).toBe('Stored as preset 2, Gate');
    expect(await press(2)).toBe('Shift+2 again stores over preset 2, Gate');
    expect(tile.requests('PUT')).toEqual(['presets/2 {}']);
    tile.wrapper.unmount();
  });

  it('says why when what is greyed is pressed: fingers see no tooltip', async () => {
    const tile = await new ControlTile().begin();
    const refusal = problem(409, 'It does not do that.', 'camera-refused');
    tile.world.replies.set(`POST ${controlPlace}/aux/5`, refusal);
    tile.world.replies.set(`POST ${controlPlace}/presets/9/go`, refusal);
    await tile.get('ptz-show-lens').trigger('click');
    await tile.get('ptz-aux-5-on').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    await tile.get('ptz-show-presets').trigger('click');
    await flushPromises();
    const card = tile.wrapper.get('[data-preset="9"]');
    await card.get('button.go').trigger('click');
    await flushPromises();
    await tile.get('ptz-right').trigger('pointerdown', { button: 0, pointerId: 1 });
    await tile.get('ptz-right').trigger('pointerup');
    expect(tile.has('ptz-problem')).toBe(false);
    for (const button of ['button.go', 'button.store']) {
      await card.get(button).trigger('click');
      expect(tile.get('ptz-problem').text()).toBe('Refused: It does not do that.');
      tile.moves.length = 0;
      await tile.get('ptz-right').trigger('pointerdown', { button: 0, pointerId: 1 });
      await tile.get('ptz-right').trigger('pointerup');
      expect(tile.has('ptz-problem')).toBe(false);
    }
    expect(tile.has('preset-name')).toBe(false);
    await tile.get('ptz-show-lens').trigger('click');
    await tile.get('ptz-aux-5-off').trigger('pointerdown', { button: 0, pointerId: 1 });
    expect(tile.get('ptz-problem').text()).toBe('Refused: It does not do that.');
    expect(tile.requests('POST')).toEqual(['aux/5 {"on":true}', 'presets/9/go null']);
    expect(tile.requests('PUT')).toEqual([]);
    tile.wrapper.unmount();
  });

  it('does not say late that something was stored when something else was asked since', async () => {
    const tile = new ControlTile();
    const stored = { storedAt: '2026-11-22T00:00:00Z', storedBy: 'Anna', hasThumbnail: true };
    tile.world.replies.set(`GET ${controlPlace}/presets`, {
      json: [{ number: 2, name: '', ...stored }],
    });
    await tile.begin();
    tile.world.replies.set(`PUT ${controlPlace}/presets/5`, { json: {} });
    await tile.press('%', { code: 'Digit5', shiftKey: true });
    await tile.press('"', { code: 'Digit2', shiftKey: true });
    await flushPromises();
    expect(tile.requests('PUT')).toEqual(['presets/5 {}']);
    expect(tile.get('ptz-notice').text()).toBe('Shift+2 again stores over preset 2');
    tile.wrapper.unmount();
  });

  it('keeps the focus where its keys work when what had it goes away', async () => {
    const tile = await new ControlTile().begin();
    const focused = (): string | null =>
      document.activeElement?.getAttribute('data-testid') ?? null;
    tile.world.replies.set(`PUT ${controlPlace}/presets/1`, { json: {} });
    await tile.get('ptz-show-presets').trigger('click');
    await flushPromises();
    await tile.get('preset-new').trigger('click');
    await nextTick();
    expect(focused()).toBe('preset-name');
    await tile.wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(focused()).toBe('preset-new');
    await tile.press('Escape');
    await flushPromises();
    expect([tile.has('ptz-presets'), focused()]).toEqual([false, 'tile']);
    (tile.get('ptz-leave').element as HTMLElement).focus();
    await tile.get('ptz-leave').trigger('click');
    await flushPromises();
    expect([tile.has('camera-control'), focused()]).toEqual([false, 'tile']);
    tile.wrapper.unmount();
  });

  it('shows presets as a grid with pictures, and stores one with a name', async () => {
    const tile = await new ControlTile().begin();
    const stored = { storedAt: '2026-11-22T00:00:00Z', storedBy: 'Anna' };
    tile.world.replies.set(`GET ${controlPlace}/presets`, {
      json: [
        { number: 2, name: 'Gate', hasThumbnail: true, ...stored },
        { number: 7, name: '', hasThumbnail: false, ...stored },
      ],
    });
    await tile.press('p');
    await flushPromises();
    const cards = () => tile.wrapper.findAll('[data-testid="preset"]');
    expect(cards().map((card) => card.attributes('data-preset'))).toEqual(['2', '7']);
    const pictures = tile.wrapper.findAll('[data-testid="preset"] img');
    expect(pictures.map((one) => one.attributes('src'))).toEqual([
      `http://gateway.test/base/api/v1/${controlPlace}/presets/2/thumbnail.jpg?at=2026-11-22T00%3A00%3A00Z`,
    ]);
    await tile.wrapper.get('[data-testid="ptz-presets"] input[type="checkbox"]').trigger('change');
    expect(cards()).toHaveLength(256);

    tile.world.replies.set(`PUT ${controlPlace}/presets/1`, { json: {} });
    await tile.get('preset-new').trigger('click');
    await nextTick();
    await tile.get('preset-name').setValue('  Door ');
    await tile.get('preset-name').trigger('keydown', { key: 'ArrowLeft', code: 'ArrowLeft' });
    await tile.wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(tile.requests('PUT')).toEqual(['presets/1 {"name":"Door"}']);
    expect(tile.moves).toEqual([]);
    await tile.press('Escape');
    expect([tile.has('ptz-presets'), tile.has('camera-control')]).toEqual([false, true]);
    tile.wrapper.unmount();
  });
});
