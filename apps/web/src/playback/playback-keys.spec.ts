import { keyOf, playbackKeyGroups, playbackShortcuts } from './playback-keys.js';

const all = playbackKeyGroups.flatMap(({ keys }) => keys);

describe('playback keys', () => {
  it('gives every key to one action only, and shows every action in the help', () => {
    const keys = all.flatMap(({ keys: names }) => names);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(all.map(({ action }) => action)).size).toBe(all.length);
    expect(all.every(({ shown, words }) => shown !== '' && words !== '')).toBe(true);
  });

  it.each([
    [' ', 'toggle'],
    ['j', 'reverse'],
    ['k', 'pause'],
    ['l', 'forward'],
    [',', 'previous'],
    ['.', 'next'],
    ['arrowleft', 'back-second'],
    ['shift+arrowright', 'on-seconds'],
    ['home', 'begin'],
    ['end', 'end'],
    ['[', 'set-in'],
    [']', 'set-out'],
    ['+', 'zoom-in'],
    ['-', 'zoom-out'],
  ])('%j does %s', (key, action) => {
    const heard: string[] = [];
    playbackShortcuts((name) => heard.push(name))[key]?.(new KeyboardEvent('keydown'));
    expect(heard).toEqual([action]);
  });

  it('tells buttons their key', () => {
    expect(keyOf('toggle')).toBe('Space');
    expect(keyOf('on-seconds')).toBe('Shift+→');
  });
});
