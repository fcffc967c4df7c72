import { controlCommand, controlKeyGroups } from './control-keys.js';

const press = (key: string, code = key, shiftKey = false) =>
  controlCommand({ key, code, shiftKey });

describe('controlCommand', () => {
  it('goes to presets with digits and stores with Shift, whatever the keyboard calls them', () => {
    expect(press('1', 'Digit1')).toEqual({ type: 'go', preset: 1 });
    expect(press('!', 'Digit1', true)).toEqual({ type: 'store', preset: 1 });
    expect(press('"', 'Digit2', true)).toEqual({ type: 'store', preset: 2 });
    expect(press('ç', 'Digit9')).toEqual({ type: 'go', preset: 9 });
    expect(press('0', 'Digit0')).toBeUndefined();
  });

  it.each([
    ['c', { type: 'leave' }],
    ['C', { type: 'leave' }],
    ['Escape', { type: 'back' }],
    ['p', { type: 'presets' }],
    ['n', { type: 'focus', action: 'near' }],
    ['r', { type: 'focus', action: 'far' }],
    ['o', { type: 'focus', action: 'auto' }],
  ])('%s: %j', (key, command) => {
    expect(press(key)).toEqual(command);
  });

  it.each(['m', 'Enter', 'ArrowLeft', 'constructor', '', 'Shift'])('leaves %j alone', (key) => {
    expect(press(key)).toBeUndefined();
  });

  it('says every key once', () => {
    const shown = controlKeyGroups.flatMap(({ keys }) => keys.map((one) => one.shown));
    expect(new Set(shown).size).toBe(shown.length);
  });
});
