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
