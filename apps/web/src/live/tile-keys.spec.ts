import { tileCommand } from './tile-keys.js';

const press = (key: string, held: Partial<KeyboardEventInit> = {}) =>
  tileCommand({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

describe('tileCommand', () => {
  it('goes with the arrows, and moves the tile with Shift', () => {
    expect(press('ArrowLeft')).toEqual({ type: 'go', place: 'left' });
    expect(press('ArrowDown')).toEqual({ type: 'go', place: 'down' });
    expect(press('ArrowRight', { shiftKey: true })).toEqual({ type: 'move', place: 'right' });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ type: 'move', place: 'up' });
  });

  it('listens with M, beside what is heard with Ctrl or Command', () => {
    expect(press('m')).toEqual({ type: 'sound', beside: false });
    expect(press('M', { shiftKey: true })).toEqual({ type: 'sound', beside: false });
    expect(press('m', { ctrlKey: true })).toEqual({ type: 'sound', beside: true });
    expect(press('m', { metaKey: true })).toEqual({ type: 'sound', beside: true });
  });

  it.each([
    ['Enter', {}, 'maximise'],
    ['Delete', {}, 'close'],
    ['Backspace', {}, 'close'],
    ['I', { shiftKey: true }, 'overlay'],
    ['p', {}, 'play-back'],
    ['P', { shiftKey: true }, 'play-back'],
    ['z', {}, 'zoom'],
    ['c', {}, 'control'],
  ])('%s %j: %s', (key, held, type) => {
    expect(press(key, held)).toEqual({ type });
  });

  it.each([
    ['i', {}],
    ['m', { altKey: true }],
    ['ArrowLeft', { altKey: true }],
    ['Enter', { ctrlKey: true }],
    ['Delete', { metaKey: true }],
    ['x', {}],
    ['constructor', {}],
  ])('leaves %s %j to the browser', (key, held) => {
    expect(press(key, held)).toBeUndefined();
  });
});
