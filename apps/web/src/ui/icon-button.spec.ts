import { mount } from '@vue/test-utils';
import IconButton from './icon-button.vue';

describe('IconButton', () => {
  it.each(['Enter', ' '])('leaves %j to the button, which the tooltip would swallow', (key) => {
    const button = mount(IconButton, { props: { label: 'Play', shortcut: 'Space' } }).get('button');
    const event = new KeyboardEvent('keydown', {
      key,
      code: key === ' ' ? 'Space' : key,
      bubbles: true,
      cancelable: true,
    });
    button.element.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  it('says what it does and which key does the same', async () => {
    const button = mount(IconButton, { props: { label: 'Play', shortcut: 'Space' } });
    expect(button.get('button').attributes()).toMatchObject({
      'aria-label': 'Play',
      'aria-keyshortcuts': 'Space',
    });
    await button.get('button').trigger('click');
    expect(button.emitted('click')).toHaveLength(1);
  });
});
