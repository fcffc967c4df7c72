import { effectScope } from 'vue';
import { useShortcuts } from './use-shortcuts.js';

function press(target: EventTarget, key: string, modifiers: KeyboardEventInit = {}): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }),
  );
}

describe('useShortcuts', () => {
  it.each<[string, string, KeyboardEventInit, string[]]>([
    ['<p id="here"></p>', 'i', {}, ['i']],
    ['<p id="here"></p>', 'I', { shiftKey: true }, ['shift+i']],
    ['<p id="here"></p>', 'i', { ctrlKey: true }, []],
    ['<input id="here" />', 'i', {}, []],
    ['<div role="dialog"><button id="here"></button></div>', 'i', {}, []],
    ['<p id="here"></p>', 'x', {}, []],
  ])('%s %s %j', (html, key, modifiers, expected) => {
    document.body.innerHTML = html;
    const heard: string[] = [];
    const scope = effectScope();
    scope.run(() =>
      useShortcuts({ i: () => heard.push('i'), 'shift+i': () => heard.push('shift+i') }),
    );
    press(document.getElementById('here') ?? document, key, modifiers);
    scope.stop();
    press(document.body, 'i');
    expect(heard).toEqual(expected);
  });
});
