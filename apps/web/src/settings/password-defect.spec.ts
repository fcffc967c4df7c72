import { passwordDefect } from './password-defect.js';

const good = { current: 'once', next: 'something longer', again: 'something longer' };

describe('passwordDefect', () => {
  it.each([
    [good, null],
    [{ ...good, current: '' }, 'Enter your current password.'],
    [
      { ...good, next: 'short', again: 'short' },
      'The new password has 5 characters; it needs at least 10.',
    ],
    [{ ...good, again: 'something else' }, 'The two new passwords are not the same.'],
    [
      { current: good.next, next: good.next, again: good.next },
      'The new password is the current one.',
    ],
    [
      { ...good, next: 'x'.repeat(1025), again: 'x' },
      'The new password is longer than 1024 characters.',
    ],
  ])('%j', (draft, words) => {
    expect(passwordDefect(draft)).toBe(words);
  });
});
