import { jest } from '@jest/globals';
import { nextTick } from 'vue';
import { ControlTile, controlPlace } from '../testing/control-tile.js';

describe('hands on the picture of a camera', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('draws a stick over the picture and follows it', async () => {
    const tile = await new ControlTile().begin();
    tile.shows(640, 360);
    await tile.pointer('pointerdown', 300, 200);
    expect(tile.get('ptz-vector').attributes('data-moves')).toBe('false');
    expect(tile.moves).toEqual([]);
    await tile.pointer('pointermove', 500, 200);
    expect(tile.moves).toEqual(['1 0 0']);
    expect(tile.get('ptz-vector').attributes('data-moves')).toBe('true');
    await tile.pointer('lostpointercapture', 500, 200);
    expect(tile.moves).toEqual(['1 0 0', '0 0 0']);
    expect(tile.has('ptz-vector')).toBe(false);
    expect(tile.requests('POST')).toEqual([]);
    tile.wrapper.unmount();
  });

  it('brings what was clicked to the middle, also beside bars, and nothing beside the picture', async () => {
    const tile = await new ControlTile().begin();
    tile.world.replies.set(`POST ${controlPlace}/centre`, { status: 204 });
    // Bars of 30 pixels above and below.
    tile.shows(640, 420);
    await tile.pointer('pointerdown', 480, 120, { button: 0 });
    await tile.pointer('pointerup', 480, 120);
    expect(tile.requests('POST')).toEqual(['centre {"x":0.75,"y":0.25}']);
    await tile.pointer('pointerdown', 480, 10);
    await tile.pointer('pointerup', 480, 10);
    await tile.pointer('pointerdown', 480, 120, { button: 2 });
    await tile.pointer('pointerup', 480, 120);
    expect(tile.requests('POST')).toHaveLength(1);
    expect(tile.moves).toEqual([]);
    tile.wrapper.unmount();
  });

  it('does not take a click on a picture that is not live', async () => {
    const tile = await new ControlTile().begin();
    tile.shows(640, 360);
    jest.advanceTimersByTime(4_000);
    await nextTick();
    await tile.pointer('pointerdown', 480, 120);
    await tile.pointer('pointerup', 480, 120);
    expect(tile.requests('POST')).toEqual([]);
    expect(tile.get('ptz-problem').text()).toContain('not live');
    tile.wrapper.unmount();
  });

  it('zooms with the wheel for a moment', async () => {
    const tile = await new ControlTile().begin();
    await tile.get('ptz-surface').trigger('wheel', { deltaY: -100, deltaMode: 0 });
    expect(tile.moves).toEqual(['0 0 0.5']);
    jest.advanceTimersByTime(200);
    await tile.get('ptz-surface').trigger('wheel', { deltaY: -100, deltaMode: 0 });
    jest.advanceTimersByTime(259);
    expect(tile.moves).not.toContain('0 0 0');
    jest.advanceTimersByTime(1);
    expect(tile.moves.at(-1)).toBe('0 0 0');
    tile.wrapper.unmount();
  });

  it('pinches with two fingers', async () => {
    const tile = await new ControlTile().begin();
    tile.shows(360, 640);
    await tile.pointer('pointerdown', 100, 100, { pointerId: 7, pointerType: 'touch' });
    await tile.pointer('pointerdown', 200, 100, { pointerId: 8, pointerType: 'touch' });
    await tile.pointer('pointermove', 300, 100, { pointerId: 8, pointerType: 'touch' });
    expect(tile.moves).toEqual(['0 0 1']);
    await tile.pointer('pointercancel', 300, 100, { pointerId: 8, pointerType: 'touch' });
    expect(tile.moves.at(-1)).toBe('0 0 0');
    tile.wrapper.unmount();
  });
});
