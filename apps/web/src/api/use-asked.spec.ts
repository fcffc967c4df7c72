import { jest } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { type Asked, useAsked } from './use-asked.js';

const everyMs = 3_000;

/** A component that asks, and what it was answered so far. */
function open(ask: () => Promise<void>): { asked: Asked; unmount: () => void } {
  let asked: Asked | undefined;
  const wrapper = mount(
    defineComponent({
      setup() {
        asked = useAsked(ask, everyMs);
        return () => h('p', asked?.problem.value ?? 'well');
      },
    }),
  );
  return { asked: asked!, unmount: () => wrapper.unmount() };
}

describe('useAsked', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  });

  it('asks at once and then again and again, until the component is gone', async () => {
    const ask = jest.fn(() => Promise.resolve());
    const { unmount } = open(ask);
    expect(ask).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(2 * everyMs);
    expect(ask).toHaveBeenCalledTimes(3);
    unmount();
    await jest.advanceTimersByTimeAsync(5 * everyMs);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('does not ask for a page that nobody sees', async () => {
    const ask = jest.fn(() => Promise.resolve());
    const { unmount } = open(ask);
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    await jest.advanceTimersByTimeAsync(2 * everyMs);
    expect(ask).toHaveBeenCalledTimes(1);
    unmount();
  });

  it('asks one question at a time, and once more for whoever changed something meanwhile', async () => {
    const answers: (() => void)[] = [];
    const { asked, unmount } = open(() => new Promise((answer) => answers.push(answer)));
    await jest.advanceTimersByTimeAsync(3 * everyMs);
    expect(answers).toHaveLength(1);
    const now = [asked.askNow(), asked.askNow()];
    answers[0]?.();
    await jest.advanceTimersByTimeAsync(0);
    expect(answers).toHaveLength(2);
    answers[1]?.();
    await jest.advanceTimersByTimeAsync(0);
    answers[2]?.();
    await Promise.all(now);
    unmount();
  });

  it('says what went wrong until an answer comes', async () => {
    const answers = [Promise.reject(new Error('gone')), Promise.resolve()];
    const { asked, unmount } = open(() => answers.shift() ?? Promise.resolve());
    await jest.advanceTimersByTimeAsync(0);
    expect(asked.problem.value).toContain('gone');
    await jest.advanceTimersByTimeAsync(everyMs);
    expect(asked.problem.value).toBeNull();
    unmount();
  });
});
