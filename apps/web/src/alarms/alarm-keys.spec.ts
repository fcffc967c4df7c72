import { alarmActionOf, alarmKeyGroups, alarmKeyOf } from './alarm-keys.js';

describe('keys of the list', () => {
  it.each<[string, KeyboardEventInit, string | undefined]>([
    ['ArrowDown', {}, 'down'],
    ['ArrowDown', { shiftKey: true }, 'extend-down'],
    [' ', {}, 'select'],
    ['a', {}, 'acknowledge'],
    ['A', { shiftKey: true }, 'acknowledge'],
    ['a', { ctrlKey: true }, undefined],
    ['q', {}, undefined],
  ])('%j %j: %s', (key, modifiers, action) => {
    expect(alarmActionOf(new KeyboardEvent('keydown', { key, ...modifiers }))).toBe(action);
  });

  it('all stand in the help, each once', () => {
    const keys = alarmKeyGroups.flatMap((group) => group.keys.flatMap((one) => one.keys));
    expect(new Set(keys).size).toBe(keys.length);
    expect(alarmKeyOf('acknowledge')).toBe('A');
  });
});
